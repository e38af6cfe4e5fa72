import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { FormatInput } from '../format.ts'
import { PIPE_HEADER, readFileHeader, readMagic } from './file-header.ts'
import { blockOf, FORMAT } from './perf-bytes.ts'
import { PerfReader } from './perf-reader.ts'
import { RecordSplitter } from './record-splitter.ts'
import { recordingsOf } from './recordings.ts'
import type { StackUnwinder } from './saved-stack.ts'

/**
 * Reads perf.data of Linux perf or simpleperf. A stream is read as it comes, and holds two rounds of records at most; a
 * file needs all its bytes, since what describes them stands at its end. One recording for every eight events with samples.
 * `unwinder` turns the stacks saved by `--call-graph dwarf` into callers; without one they show their leaf only.
 * @throws FormatError, LimitError. Source: tools/perf of Linux 6.17, simpleperf of Android 14.
 */
export async function readPerfData(
  input: FormatInput,
  { unwinder = null }: { unwinder?: StackUnwinder | null } = {},
): Promise<Recording[]> {
  const chunks = input.chunks()[Symbol.asyncIterator]()
  const head: Uint8Array[] = []
  let length = 0
  while (length < PIPE_HEADER) {
    const { done, value } = await chunks.next()
    if (done === true) throw new FormatError(FORMAT, 'the file ends within its header', { offset: length })
    head.push(value)
    length += value.length
  }
  const start = concat(head, length)
  const { isLittle, isPipe } = readMagic(start)!
  const reader = new PerfReader(unwinder)
  if (isPipe) {
    const splitter = new RecordSplitter(reader, { isLittle, offset: PIPE_HEADER })
    splitter.push(start.subarray(PIPE_HEADER))
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next())
      splitter.push(next.value)
    if (splitter.leftOver > 0) warnCutOff(reader)
    // Nothing comes any more that could describe events.
    reader.describeEvents()
  } else {
    const pieces = [start]
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      pieces.push(next.value)
      length += next.value.length
    }
    readFile(concat(pieces, length), { reader, isLittle })
  }
  reader.finish()
  return recordingsOf(reader, { name: input.name })
}

function readFile(bytes: Uint8Array, { reader, isLittle }: { reader: PerfReader; isLittle: boolean }): void {
  const block = blockOf(bytes, isLittle)
  const header = readFileHeader(block)
  const { events, data, features } = header
  let featureBytes = 0
  for (const [feature, { offset, size }] of features) {
    featureBytes += size
    // Sections that lie over one another would be read again and again.
    if (featureBytes > bytes.length)
      throw new FormatError(FORMAT, 'feature sections lie over one another', { offset })
    reader.feature(feature, blockOf(bytes.subarray(offset, offset + size), isLittle))
  }
  reader.events.push(...events)
  reader.describeEvents()
  const splitter = new RecordSplitter(reader, { isLittle, offset: data.offset })
  try {
    splitter.push(bytes.subarray(data.offset, data.offset + data.size))
  } catch (error) {
    // Behind the last whole record of a perf that was killed may stand anything.
    if (!header.isUnfinished || !(error instanceof FormatError)) throw error
  }
  if (header.isUnfinished) {
    reader.warnings.add(
      'unfinished',
      'perf was ended before it could finish the file: names and build ids are missing.',
    )
  }
  if (header.isCutOff || splitter.leftOver > 0) warnCutOff(reader)
}

function warnCutOff(reader: PerfReader): void {
  reader.warnings.add('cut-off', 'The file is cut off; what it holds until there was read.')
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  if (pieces.length === 1) return pieces[0]!
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
