import type { Recording, Shared } from '../../model/recording.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { cpuCountsOf } from './counts.ts'
import { handlerOf } from './handler-frames.ts'
import { hasOnlyAddresses } from './losses.ts'

/** A stack to be written, addresses leaf first, and how often it was seen. */
interface Row {
  readonly count: number
  readonly stack: readonly bigint[]
}

/**
 * Writes a CPU profile of gperftools, words of 8 bytes, the lowest byte first. A recording of bare addresses is written as
 * machine code with its memory map; any other as Java, whose frames have numbers that text at the end names, since the
 * format has no names for machine code. Equal stacks are added up.
 * @throws UsageError when the recording has no stacks.
 */
export function* writeGperftoolsCpu(recording: Recording): Generator<Uint8Array> {
  const part = stacksOf(recording, 'The gperftools CPU format')
  const isNative = hasOnlyAddresses(recording)
  const { counts, period } = cpuCountsOf(recording, part)
  const rows = rowsOf(recording, { counts, isNative })
  yield words([0n, 3n, isNative ? 0n : 1n, BigInt(period), 0n])
  for (const { count, stack } of isNative ? guarded(rows) : rows) {
    yield words([BigInt(count), BigInt(stack.length), ...stack])
  }
  const empty = emptyCount(recording, counts)
  if (empty > 0) yield words([BigInt(empty), 0n])
  yield words([0n, 1n, 0n])
  yield new TextEncoder().encode(isNative ? mapText(recording.shared) : symbolText(recording.shared))
}

/** Adds up the samples of each stack, in the order they first come. */
function rowsOf(
  recording: Recording,
  { counts, isNative }: { counts: Float64Array; isNative: boolean },
): Row[] {
  const { stacks, frames } = recording.shared
  const { samples } = recording.stacks!
  const sums = new Map<number, number>()
  for (let i = 0; i < samples.length; i++) {
    const stack = samples.stack[i]!
    if (stack !== -1) sums.set(stack, (sums.get(stack) ?? 0) + counts[i]!)
  }
  return Array.from(sums, ([leaf, count]) => {
    const stack: bigint[] = []
    for (let at = leaf; at !== -1; at = stacks.prefix[at]!) {
      const frame = stacks.frame[at]!
      // Callers' addresses are those that calls return to.
      stack.push(isNative ? frames.address[frame]! + (at === leaf ? 0n : 1n) : BigInt(frame + 1))
    }
    return { count, stack }
  })
}

/** Samples without a stack. They come last: google-pprof takes a zero after a stack of no address for the end. */
function emptyCount(recording: Recording, counts: Float64Array): number {
  return counts.reduce((sum, count, i) => (recording.stacks!.samples.stack[i] === -1 ? sum + count : sum), 0)
}

/** Readers take a second frame that nearly all stacks share for the signal handler's and drop it. Rows that count nothing,
 *  of a leaf alone, keep them from doing so where the frame belongs to the program. */
function guarded(rows: readonly Row[]): readonly Row[] {
  const kept = [...rows]
  const first = rows[0]?.stack[0]
  if (first === undefined) return rows
  while (handlerOf(kept.map(row => row.stack)) !== null) {
    const more = 1 + Math.floor(kept.length / 16)
    for (let i = 0; i < more; i++) kept.push({ count: 0, stack: [first] })
  }
  return kept
}

function words(values: readonly bigint[]): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 8))
  for (const [i, value] of values.entries()) view.setBigUint64(i * 8, BigInt.asUintN(64, value), true)
  return new Uint8Array(view.buffer)
}

/** The mappings as /proc/PID/maps has them. */
function mapText({ strings, libs }: Shared): string {
  let text = ''
  for (let i = 0; i < libs.length; i++) {
    if (libs.end[i]! <= libs.start[i]!) continue
    const range = `${hex(libs.start[i]!)}-${hex(libs.end[i]!)}`
    text += `${range} r-xp ${hex(libs.offset[i]!)} 00:00 0 ${oneLine(strings[libs.path[i]!]!)}\n`
  }
  return text
}

/** What each number stands for: `0x1 name (file:line)`. */
function symbolText({ strings, frames, funcs, sources }: Shared): string {
  let text = '\n'
  for (let frame = 0; frame < frames.length; frame++) {
    const func = frames.func[frame]!
    const source = funcs.source[func]!
    const name = oneLine(strings[funcs.name[func]!]!)
    const place =
      source === -1
        ? ''
        : ` (${oneLine(strings[sources.path[source]!]!)}:${Math.max(0, frames.line[frame]!)})`
    text += ` 0x${(frame + 1).toString(16).padStart(7, '0')} ${name === '' ? '[unnamed]' : name}${place}\n`
  }
  return text
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]+/g, ' ').trim()
}

function hex(value: bigint): string {
  return value.toString(16).padStart(8, '0')
}
