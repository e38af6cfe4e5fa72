import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Recording, warn } from '../../model/recording.ts'
import { embedSources } from '../embed-sources.ts'

/** The recording with its sources, their hashes (SHA-256, by path), and a warning of those that changed meanwhile. */
export async function withSources(
  recording: Recording,
  options: { readonly cwd: string; readonly isEmbedded: boolean; readonly startTime: bigint },
): Promise<Recording> {
  const { cwd, isEmbedded, startTime } = options
  const { sources, strings } = recording.shared
  const hashes: Record<string, string> = {}
  const warnings = [...recording.meta.warnings]
  for (let source = 0; source < sources.length; source++) {
    const path = strings[sources.path[source]!]!
    try {
      const place = resolve(cwd, path)
      if ((await stat(place)).mtimeMs > Number(startTime) / 1e6) {
        warnings.push(
          warn('source-changed', `${path} was changed while the program ran: its lines may have moved`),
        )
      }
      hashes[path] = createHash('sha256')
        .update(await readFile(place))
        .digest('hex')
    } catch {
      // No such file ("<string>"): there is nothing to compare with later.
    }
  }
  const known: Recording = {
    ...recording,
    meta: { ...recording.meta, warnings, extra: { ...recording.meta.extra, sourceHashes: hashes } },
  }
  return isEmbedded ? embedSources(known, { cwd }) : known
}
