import { seededRandom } from '../src/base/random.ts'

/** What to generate. */
export interface CallgrindOptions {
  readonly seed?: number
  /** Bytes to reach; the last block may pass them. */
  readonly bytes?: number
  /** Distinct functions, whose blocks come again until the size is reached; 0 makes every block a new function's. */
  readonly functions?: number
}

const EVENTS = 3
const FUNCTIONS_OF_A_FILE = 12
const FILES_OF_A_BINARY = 150
/** How far a called function stands behind its caller, at most: most calls go downwards, so that there are few rings. */
const REACH = 4000

/**
 * A file as Callgrind writes it, of any size, the same for the same seed: compressed names and positions, three events, code
 * inlined from other files, calls with what they cost in all, some jumps. Where functions come again (as Xdebug writes a block
 * a call), they have the same lines and callees with other figures. Yields pieces of text of about a megabyte.
 */
export function* generateCallgrind(options: CallgrindOptions = {}): Generator<Uint8Array> {
  const { seed = 1, bytes = 500e6, functions = 20_000 } = options
  const random = seededRandom(seed)
  const whole = (below: number) => Math.floor(random() * below)
  const encoder = new TextEncoder()
  const names = new Names()
  const total = new Array<number>(EVENTS).fill(0)
  let written = 0
  let pending = [
    'version: 1\ncreator: callgrind-3.19.0\npid: 4242\ncmd: ./made by-seed\npart: 1\n\ndesc: I1 cache: \n\n',
    'positions: line\nevents: Ir Dr Dw\n\n',
  ]
  let size = 0
  for (let block = 0; written + size < bytes; block++) {
    const func = functions === 0 ? block : block < functions ? block : whole(functions)
    const shape = seededRandom(seed + 7919 * (func + 1))
    const text = functionBlock(func, { shape, whole, names, total, functions })
    pending.push(text)
    size += text.length
    if (size > 1 << 20) {
      yield encoder.encode(pending.join(''))
      written += size
      size = 0
      pending = []
    }
  }
  yield encoder.encode(`${pending.join('')}totals: ${total.join(' ')}\n`)
}

interface BlockOptions {
  /** What the function looks like, the same whenever it comes again. */
  readonly shape: () => number
  /** The figures of this time. */
  readonly whole: (below: number) => number
  readonly names: Names
  /** Own figures so far, an event each. */
  readonly total: number[]
  readonly functions: number
}

/** A function: its lines, inlined code and calls. */
function functionBlock(func: number, { shape, whole, names, total, functions }: BlockOptions): string {
  const shaped = (below: number) => Math.floor(shape() * below)
  const figures = (below: number, isOwn: boolean): string => {
    const shown = 1 + whole(EVENTS)
    const values: number[] = []
    for (let k = 0; k < shown; k++) {
      values.push(1 + whole(k === 0 ? below : below >> 2))
      if (isOwn) total[k]! += values[k]!
    }
    return values.join(' ')
  }
  const file = Math.floor(func / FUNCTIONS_OF_A_FILE)
  const binary = Math.floor(file / FILES_OF_A_BINARY)
  const lines = [`ob=${names.binary(binary)}`, `fl=${names.file(file)}`, `fn=${names.func(func)}`]
  let line = 20 + shaped(3000)
  let previous = 0
  const position = (): string => {
    const step = line - previous
    previous = line
    if (step === 0) return '*'
    return Math.abs(step) > 999 ? String(line) : step > 0 ? `+${step}` : String(step)
  }
  lines.push(`${line} ${figures(3000, true)}`)
  previous = line
  for (let left = 6 + shaped(30); left > 0; left--) {
    const kind = shape()
    line = Math.max(1, line + shaped(9) - 2)
    if (kind < 0.7) lines.push(`${position()} ${figures(9000, true)}`)
    else if (kind < 0.92) {
      const called = callee(func, shaped, functions)
      const calledFile = Math.floor(called / FUNCTIONS_OF_A_FILE)
      const calledBinary = Math.floor(calledFile / FILES_OF_A_BINARY)
      if (calledBinary !== binary) lines.push(`cob=${names.binary(calledBinary)}`)
      if (calledFile !== file) lines.push(`cfi=${names.file(calledFile)}`)
      lines.push(`cfn=${names.func(called)}`, `calls=${1 + whole(400)} ${20 + shaped(3000)}`)
      lines.push(`${position()} ${figures(4_000_000, false)}`)
    } else if (kind < 0.97) {
      lines.push(
        `fi=${names.file((file * 7 + shaped(5)) % (file + 1))}`,
        `${position()} ${figures(500, true)}`,
      )
      lines.push(`fe=${names.file(file)}`)
    } else lines.push(`jcnd=${whole(50)}/${50 + whole(50)} +${1 + shaped(9)}`, position())
  }
  return `${lines.join('\n')}\n\n`
}

function callee(func: number, shaped: (below: number) => number, functions: number): number {
  const kind = shaped(400)
  if (kind === 0) return Math.max(0, func - shaped(50))
  if (kind < 10) return func
  const below = functions === 0 ? REACH : Math.min(REACH, functions - 1 - func)
  return below <= 0 ? func : func + 1 + shaped(below)
}

/** Names as Callgrind compresses them: a number, and the name where it comes first. */
class Names {
  readonly #said = { binary: new Set<number>(), file: new Set<number>(), func: new Set<number>() }

  binary(index: number): string {
    return this.#say('binary', index, () => `/usr/lib/x86_64-linux-gnu/libmodule${index}.so.${index % 7}`)
  }

  file(index: number): string {
    return this.#say(
      'file',
      index,
      () => `/build/module-${index % 90}/src/part${index % 31}/source_${index}.cpp`,
    )
  }

  func(index: number): string {
    const name = () =>
      `space_${index % 211}::Class${index % 1709}<int, std::string>::method_${index}(unsigned long, char const*)`
    return this.#say('func', index, name)
  }

  #say(kind: 'binary' | 'file' | 'func', index: number, name: () => string): string {
    const said = this.#said[kind]
    if (said.has(index)) return `(${index + 1})`
    said.add(index)
    return `(${index + 1}) ${name()}`
  }
}
