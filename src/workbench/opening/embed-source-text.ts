import type { Recording } from '../../model/recording.ts'
import { hottestSources } from '../../record/embed-sources.ts'
import { type SourceOptions, sourceText } from './source-text.ts'

/** What a page holds at most: with more it would no longer be sent around. */
const MOST_FILES = 300
const MOST_CHARACTERS = 16 << 20
const LONGEST_FILE = 1 << 20

/** The recording with the text of its sources where their files are at hand, the most expensive first. Files that were changed after
 *  the recording began are left out: their lines are not those that were measured. @throws what {@link sourceText} throws. */
export async function embedSourceText(recording: Recording, options: SourceOptions): Promise<Recording> {
  const { shared } = recording
  const strings = [...shared.strings]
  const text = shared.sources.text.slice()
  let left = MOST_CHARACTERS
  for (const source of hottestSources(recording).slice(0, MOST_FILES)) {
    if (text[source] !== -1) continue
    const found = await sourceText(recording, source, options)
    if (found.text === null || found.isNewer || found.text.length > Math.min(left, LONGEST_FILE)) continue
    left -= found.text.length
    text[source] = strings.length
    strings.push(found.text)
  }
  return { ...recording, shared: { ...shared, strings, sources: { ...shared.sources, text } } }
}
