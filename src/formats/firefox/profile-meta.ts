import type { Warning } from '../../model/recording.ts'
import type { ImportedMeta } from '../importing/imported.ts'
import type { ProfileFile } from './profile-file.ts'
import { intervalOf } from './read-samples.ts'
import { listAt, numberAt, textAt } from './table.ts'

/** What a profile says of itself. `origin`: milliseconds from its start to the recording's time 0. */
export function metaOf(
  { meta, layout }: ProfileFile,
  { origin, warnings }: { origin: number; warnings: readonly Warning[] },
): ImportedMeta {
  const start = numberAt(meta, 'startTime')
  // What is no moment of this century is no clock (imported profiles count from 0).
  const isClock = start > 9e11 && start < 4e12
  const platform = [textAt(meta, 'oscpu'), textAt(meta, 'platform')].find(text => text !== '')
  const interval = intervalOf(meta)
  const product = textAt(meta, 'product')
  const command = listAt(meta, 'arguments').filter(item => typeof item === 'string')
  return {
    recorder: {
      name: textAt(meta, 'importedFrom') || product || 'Firefox',
      version: textAt(meta, 'misc').replace(/^rv:/, '') || null,
      mode: null,
      settings: { layout, ...(Number.isNaN(interval) ? {} : { interval: interval / 1000 }) },
    },
    ...(platform === undefined ? {} : { platform }),
    ...(isClock ? { startTime: startText(start, origin) } : {}),
    ...(command.length > 0 ? { command } : {}),
    warnings,
    extra: {
      firefox: {
        origin,
        startTime: Number.isNaN(start) ? 0 : start,
        interval: Number.isNaN(interval) ? 1 : interval,
        product,
      },
    },
  }
}

/** Nanoseconds since 1970 of `origin` milliseconds after `start`. */
function startText(start: number, origin: number): string {
  return String(BigInt(Math.round(start * 1000)) * 1000n + BigInt(Math.round(origin * 1e6)))
}
