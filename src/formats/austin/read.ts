import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { Warnings } from '../importing/warnings.ts'
import { Heads } from './heads.ts'
import { type LineMetrics, parseMetrics, parseOldMetrics } from './metrics.ts'
import { AustinSamples, SampleNote } from './samples.ts'

const FORMAT = 'austin'
const HASH = 35
const LETTER_P = 80
const LETTER_T = 84
const LETTER_R = 114
const LETTER_H = 104

/**
 * Reads Austin's text: every line a row, in the order of the file, with times as in {@link SampleTimes}. What stands
 * before the numbers is looked up by its bytes, so a stack is taken apart once however often it comes: O(bytes), memory for
 * the distinct stacks and 40 bytes a line. Lines that are no samples are left out and counted in a warning.
 * @throws FormatError when no line is a sample or metadata.
 */
export async function readAustin(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const samples = new AustinSamples(new SharedBuilder())
  const heads = new Heads(FORMAT, samples)
  const warnings = new Warnings()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const found: LineMetrics = { headEnd: 0, count: 1, first: 0, second: 0, third: 0 }
  let firstOdd = 0
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (start === end) return
      if (bytes[start] === HASH) {
        const [, key, value] = /^# ?([^:]*): ?(.*)$/.exec(decoder.decode(bytes.subarray(start, end))) ?? []
        if (key !== undefined) {
          samples.metadata(key, value!)
          return
        }
      } else if (addSample(bytes, start, end, { samples, heads, found })) {
        return
      } else if (isBlank(bytes, start, end)) {
        return
      }
      firstOdd ||= line
      warnings.atLine('unreadable-lines', 'Lines that are no samples were left out.', line)
    },
  })
  if (samples.length === 0 && samples.head.length === 0) {
    throw new FormatError(FORMAT, 'expected lines like "P12;T34;file:function:line 120", found none', {
      line: firstOdd || 1,
    })
  }
  return [samples.finish(FORMAT, input.name, warnings.list())]
}

interface Context {
  readonly samples: AustinSamples
  readonly heads: Heads
  readonly found: LineMetrics
}

function addSample(bytes: Uint8Array, start: number, end: number, context: Context): boolean {
  const { samples, heads, found } = context
  // `P12;…` is of Austin 3 and 4, `Process 12;…` and `Thread 34;…` of 1 and 2.
  const isOld = isOldStart(bytes, start)
  if (!isOld && bytes[start] !== LETTER_P) return false
  const parse = isOld ? parseOldMetrics : parseMetrics
  if (!parse(bytes, start, end, found)) return false
  const head = heads.intern(bytes, start, found.headEnd)
  if (head === -1) return false
  const sample = { stack: heads.stack(head), thread: heads.thread(head), notes: heads.notes(head) }
  if (found.count === 1) {
    samples.add(sample, found.first)
  } else if (isOld) {
    samples.addOldFull(sample, { time: found.first, taken: found.second, released: found.third })
  } else {
    if (found.second !== 0) sample.notes |= SampleNote.idle
    samples.addFull(sample, { time: found.first, memory: found.third })
  }
  return true
}

function isOldStart(bytes: Uint8Array, start: number): boolean {
  const [first, second] = [bytes[start], bytes[start + 1]]
  return (first === LETTER_P && second === LETTER_R) || (first === LETTER_T && second === LETTER_H)
}

function isBlank(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (bytes[i] !== 32 && bytes[i] !== 9) return false
  return true
}
