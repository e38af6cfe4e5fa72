import type { Recording } from '../../model/recording.ts'
import { parseJson } from '../decoding/json/parse-json.ts'
import { decodeHead } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { readRecords } from './read-records.ts'
import { readText } from './read-text.ts'
import { readTree } from './read-tree.ts'
import { finishSession, readFacts, SessionFrames } from './session.ts'
import { sessionInPage } from './session-in-page.ts'

/**
 * Reads pyinstrument's sessions (samples in the order of time, with lines), its reports in JSON (a tree; of the kind that its
 * HTML holds with lines), that HTML, and its printed tree. O(size). @throws FormatError, LimitError.
 */
export async function readPyinstrument(input: FormatInput, _options: ReadOptions = {}): Promise<Recording[]> {
  const { name } = input
  const given = await input.bytes()
  const bytes = /^\s*<!doctype html/i.test(decodeHead(given.subarray(0, 256)))
    ? sessionInPage(decodeHead(given))
    : given
  const frames = new SessionFrames()
  if (!/^\s*\{/.test(decodeHead(bytes.subarray(0, 256)))) {
    const { part, facts } = await readText(bytes, frames)
    return [finishSession(frames, { facts, part, name, isTimed: false })]
  }
  const file = parseJson('pyinstrument', bytes)
  const records = file.at('frame_records')
  if (!records.isMissing) {
    const part = readRecords(records, frames)
    return [finishSession(frames, { facts: readFacts(file), part, name, isTimed: true })]
  }
  const tree = file.at('frame_tree')
  if (!tree.isMissing) {
    const part = readTree(tree, frames)
    return [finishSession(frames, { facts: readFacts(file.at('session')), part, name, isTimed: false })]
  }
  const part = readTree(file.at('root_frame'), frames)
  return [finishSession(frames, { facts: readFacts(file), part, name, isTimed: false })]
}
