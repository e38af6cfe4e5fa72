import { redactRecordings } from '../../src/analysis/redact/redact-recording.ts'
import type { Recording } from '../../src/model/recording.ts'
import { renderHtml } from '../../src/render/html/render-html.ts'

/** Text that is handed to the browser at once: it may then keep it elsewhere than in memory. */
const PART = 8 << 20

/** The one-file page of recordings, see `renderHtml`. */
export function pageOf(
  recordings: readonly Recording[],
  { template, hash, isRedacted }: { template: string; hash: string; isRedacted: boolean },
): Blob {
  const parts: Blob[] = []
  let pieces: string[] = []
  let size = 0
  for (const piece of renderHtml(isRedacted ? redactRecordings(recordings) : recordings, template, hash)) {
    pieces.push(piece)
    size += piece.length
    if (size < PART) continue
    parts.push(new Blob(pieces))
    pieces = []
    size = 0
  }
  return new Blob([...parts, ...pieces], { type: 'text/html' })
}
