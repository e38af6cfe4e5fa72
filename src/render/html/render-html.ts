import { base64Pieces } from '../../base/base64.ts'
import { UsageError } from '../../base/errors.ts'
import { encodeRecording } from '../../model/codec/write.ts'
import type { Recording } from '../../model/recording.ts'

/** Where in the template the recordings go. */
const PLACE = '<!--pyrometer-recordings-->'

/** Where in the template the name of what is opened goes: on screen before the recordings have arrived. */
const NAME = '<!--pyrometer-name-->'

/**
 * The one-file page: the browser application with recordings inside, which opens anywhere and asks no network.
 * `template` is the text of `dist/ui/single.html` (src/workbench/saving/html-report.ts reads it). Every recording is embedded as a
 * deflated `.pyrometer` file in base64, which no content can break out of; names are escaped. The result comes in pieces
 * that joined are the page: a page of a large recording is longer than a string may be.
 * `hash` is what the page shows when its address does not say (what stands after `#` there).
 * @throws UsageError if the template is not the application.
 */
export function* renderHtml(
  recordings: readonly Recording[],
  template: string,
  hash = '',
): Generator<string> {
  const at = template.indexOf(PLACE)
  if (at === -1) {
    throw new UsageError(
      'The template of the page has no place for recordings',
      'Build the application again: npm run build',
    )
  }
  // A name is escaped as in an attribute, and stands where a text is.
  yield template.slice(0, at).replace(NAME, () => escapeAttribute(recordings[0]?.meta.name ?? ''))
  const state = hash === '' ? '' : ` data-hash="${escapeAttribute(hash)}"`
  for (const recording of recordings) {
    yield `<script type="application/x-pyrometer" data-name="${escapeAttribute(recording.meta.name)}"${state}>`
    yield* base64Pieces(encodeRecording(recording, { compact: true }))
    yield '</script>\n'
  }
  yield template.slice(at + PLACE.length)
}

/** What HTML forbids in texts, and what would turn their direction round. */
const FORBIDDEN = /\p{Cc}|\p{Cs}|\p{Noncharacter_Code_Point}|\p{Bidi_Control}/gu

function escapeAttribute(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }
  return text.replaceAll(FORBIDDEN, '\ufffd').replaceAll(/[&<>"]/g, char => entities[char]!)
}
