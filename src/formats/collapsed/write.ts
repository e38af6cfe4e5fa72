import type { Recording, Shared, StacksPart } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { formatFrameText } from './frame-text.ts'

/**
 * Writes collapsed stacks: the default value type of each recording, equal stacks added up, in the order they first come.
 * A recording of the value types `before` and `after` gives two counts a line.
 * @throws UsageError when a recording has no stacks.
 */
export function* writeCollapsed(recordings: readonly Recording[]): Generator<Uint8Array> {
  for (const recording of recordings) {
    yield* encodeTexts(lines(recording.shared, stacksOf(recording, 'The collapsed format')))
  }
}

function* lines(shared: Shared, part: StacksPart): Generator<string> {
  const isDiff = part.valueTypes.map(type => type.name).join() === 'before,after'
  const columns = isDiff ? part.weights : [part.weights[part.defaultValueType] ?? new Float64Array(0)]
  const { stack, length } = part.samples
  const rowOf = new Int32Array(shared.stacks.length + 1).fill(-1)
  const leaves: number[] = []
  const sums = columns.map(() => [] as number[])
  for (let i = 0; i < length; i++) {
    const leaf = stack[i]!
    let row = rowOf[leaf + 1]!
    if (row === -1) {
      row = leaves.length
      rowOf[leaf + 1] = row
      leaves.push(leaf)
      for (const sum of sums) sum.push(0)
    }
    for (const [k, column] of columns.entries()) sums[k]![row]! += column[i]!
  }
  const texts = new FrameTexts(shared)
  for (const [row, leaf] of leaves.entries()) {
    const counts = sums.map(sum => formatNumber(sum[row]!))
    if (counts.some(count => count !== '0')) yield `${texts.stackText(leaf)} ${counts.join(' ')}\n`
  }
}

/** Plain decimals: no reader of collapsed stacks expects an exponent. */
function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '0'
  const text = String(value)
  if (!text.includes('e')) return text
  return Math.abs(value) > 1 ? String(BigInt(Math.round(value))) : value.toFixed(20)
}

class FrameTexts {
  readonly #shared: Shared
  readonly #texts: (string | undefined)[] = []

  constructor(shared: Shared) {
    this.#shared = shared
  }

  stackText(leaf: number): string {
    const { prefix, frame } = this.#shared.stacks
    const texts: string[] = []
    for (let at = leaf; at !== -1; at = prefix[at]!) texts.push(this.#frameText(frame[at]!))
    return texts.reverse().join(';')
  }

  #frameText(frame: number): string {
    let text = this.#texts[frame]
    if (text === undefined) {
      const { strings, sources, funcs, frames } = this.#shared
      const func = frames.func[frame]!
      const source = funcs.source[func]!
      text = formatFrameText({
        name: strings[funcs.name[func]!]!,
        file: source === -1 ? null : strings[sources.path[source]!]!,
        line: frames.line[frame]!,
        kind: funcs.kind[func]!,
        isInlined: frames.inlined[frame] === 1,
      })
      this.#texts[frame] = text
    }
    return text
  }
}
