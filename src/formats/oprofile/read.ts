import type { Recording } from '../../model/recording.ts'
import { encodingOf } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { readReport } from './read-report.ts'
import { readReportXml } from './read-xml.ts'

/** Reads what opreport prints, text or XML. @throws FormatError, LimitError. */
export async function readOprofile(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const iterator = input.chunks()[Symbol.asyncIterator]()
  const first = await iterator.next()
  async function* chunks(): AsyncGenerator<Uint8Array> {
    if (first.done === true) return
    yield first.value
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value
  }
  const again: FormatInput = { ...input, chunks }
  return first.done !== true && isXml(first.value)
    ? readReportXml(again, options)
    : readReport(again, options)
}

/** XML begins with a bracket; a report with the name of the processor. */
function isXml(head: Uint8Array): boolean {
  const isWide = encodingOf(head) === 'utf-16le' || encodingOf(head) === 'utf-16be'
  for (const byte of head.subarray(isWide ? 2 : 0, 64)) {
    if (byte === 0x3c) return true
    if (byte !== 0 && byte > 0x20 && byte < 0x80) return false
  }
  return false
}
