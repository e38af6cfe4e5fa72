import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../../base/errors.ts'

/** Parts of a directory that is one recording of perf; each has its own file, one for each processor. */
const PART = /^data\.(\d{1,6})$/

/**
 * The bytes of a directory that is one recording: what `perf record --threads` writes, and `--kcore`.
 * @throws UsageError when it is another directory; FormatError when its files are broken.
 */
export async function readDirectory(place: string, path: string): Promise<Uint8Array> {
  const names = readdirSync(place)
  if (!names.includes('data')) {
    throw new UsageError(
      `${path} is a directory, not a file`,
      names.some(name => name.endsWith('.trace')) ? 'Export its table with xctrace export' : undefined,
    )
  }
  const { joinPerfDirectory } = await import('../../formats/perf-data/join-directory.ts')
  const parts = names.filter(name => PART.test(name)).sort((a, b) => numberOf(a) - numberOf(b))
  return joinPerfDirectory(
    readFileSync(join(place, 'data')),
    parts.map(name => readFileSync(join(place, name))),
  )
}

function numberOf(name: string): number {
  return Number(PART.exec(name)![1])
}
