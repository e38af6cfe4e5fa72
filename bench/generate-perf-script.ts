import { seededRandom } from '../src/base/random.ts'

/** What to generate. */
export interface PerfScriptOptions {
  readonly seed?: number
  /** Bytes to reach; the last sample may pass them. */
  readonly bytes?: number
  /** Distinct stacks that the samples are drawn from. */
  readonly stacks?: number
  readonly threads?: number
}

const BINARIES = [
  '/usr/bin/python3.13',
  '/usr/lib/x86_64-linux-gnu/libc.so.6',
  '/opt/app/lib/libnumeric.so.2',
  '[kernel.kallsyms]',
]

/**
 * The text of `perf script` of any size, the same for the same seed: samples of 8 to 40 frames in several threads, whose
 * stacks share their lower parts and end at many addresses of their leaf, as those of a program do. Yields pieces of about
 * a megabyte.
 */
export function* generatePerfScript(options: PerfScriptOptions = {}): Generator<Uint8Array> {
  const { seed = 1, bytes = 1.3e9, stacks = 20_000, threads = 16 } = options
  const random = seededRandom(seed)
  const encoder = new TextEncoder()
  const whole = (below: number) => Math.floor(random() * below)
  // A function has one name and one binary; it calls from a few places, and is interrupted anywhere.
  const frameLine = (depth: number, isLeaf: boolean): string => {
    const func = whole(200 + 60 * depth)
    const binary = BINARIES[func % BINARIES.length]!
    const offset = 4 * whole(isLeaf ? 200 : 6)
    const address = (0x7f0000000000 + func * 0x400 + offset).toString(16).padStart(16)
    const name = `module_${func % 11}::Class_${func}<int, double>::method_${func % 37}(long, char const*)`
    return `\t${address} ${name}+0x${offset.toString(16)} (${binary})\n`
  }
  // Innermost first, as printed; each grows from the outer part of another.
  const distinct: string[][] = []
  for (let i = 0; i < stacks; i++) {
    const base = i === 0 ? [] : distinct[whole(i)]!
    const frames = base.slice(base.length - whole(base.length + 1))
    const depth = 8 + whole(33)
    while (frames.length < depth) frames.unshift(frameLine(frames.length, frames.length === depth - 1))
    distinct.push(frames)
  }
  const texts = distinct.map(frames => frames.join(''))
  let time = 5_000_000_000
  let pieces: string[] = []
  let pending = 0
  for (let written = 0; written < bytes; ) {
    time += 50 + whole(200)
    const thread = whole(threads)
    const stamp = `${Math.floor(time / 1e6)}.${String(time % 1e6).padStart(6, '0')}`
    const event = `app worker ${thread}  4711/${4711 + thread} [00${whole(8)}] ${stamp}: ${String(200_000 + whole(100_000)).padStart(10)} cycles:u: \n`
    const text = `${event}${texts[whole(texts.length)]!}\n`
    pieces.push(text)
    pending += text.length
    written += text.length
    if (pending > 1 << 20 || written >= bytes) {
      yield encoder.encode(pieces.join(''))
      pieces = []
      pending = 0
    }
  }
}
