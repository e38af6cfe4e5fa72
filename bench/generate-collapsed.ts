import { seededRandom } from '../src/base/random.ts'

/** What to generate. */
export interface CollapsedOptions {
  readonly seed?: number
  /** Bytes to reach; the last line may pass them. */
  readonly bytes?: number
  /** Distinct stacks that the lines are drawn from; 0 makes every line's stack a new one. */
  readonly stacks?: number
}

/**
 * Collapsed stacks of any size, the same for the same seed: stacks of 8 to 50 frames that share their lower parts, as those
 * of a program do, drawn at random. Yields pieces of text of about a megabyte.
 */
export function* generateCollapsed(options: CollapsedOptions = {}): Generator<Uint8Array> {
  const { seed = 1, bytes = 319e6, stacks = 20_000 } = options
  const random = seededRandom(seed)
  const encoder = new TextEncoder()
  const distinct: string[] = []
  const whole = (below: number) => Math.floor(random() * below)
  const frame = (depth: number) => `f_${whole(40 + 3 * depth)}_m${depth % 7}`
  const grow = (): string => {
    const base = distinct.length === 0 ? [] : distinct[whole(distinct.length)]!.split(';')
    const frames = base.slice(0, whole(base.length + 1))
    const depth = 8 + whole(43)
    for (let at = frames.length; at < depth; at++) frames.push(frame(at))
    return frames.join(';')
  }
  while (distinct.length < stacks) distinct.push(grow())
  const isDrawn = stacks > 0
  if (!isDrawn) for (let i = 0; i < 2000; i++) distinct.push(grow())
  let written = 0
  let lines: string[] = []
  let pending = 0
  while (written < bytes) {
    const stack = isDrawn ? distinct[whole(distinct.length)]! : grow()
    const line = `${stack} ${1 + whole(20)}\n`
    lines.push(line)
    pending += line.length
    written += line.length
    if (pending > 1 << 20 || written >= bytes) {
      yield encoder.encode(lines.join(''))
      lines = []
      pending = 0
    }
  }
}
