import { readXml } from '../../../formats/decoding/xml/read-xml.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind, type StackIndex } from '../../../model/tables.ts'

/** Blocks that were lost, of one allocation site. */
export interface ValgrindLeak {
  readonly bytes: number
  readonly objects: number
  /** "definitely lost", "indirectly lost", "possibly lost". */
  readonly kind: string
  /** The allocation function: "malloc". */
  readonly allocator: string | null
  readonly stack: StackIndex
}

/** What memcheck wrote of one process. */
export interface ValgrindLeaks {
  readonly pid: number
  readonly program: string
  readonly leaks: readonly ValgrindLeak[]
  /** Whether the process ended by itself, so that leaks were looked for. */
  readonly isFinished: boolean
}

/**
 * Reads the XML of `valgrind --tool=memcheck --leak-check=full --xml=yes`; errors that are no leaks are left out. What was
 * written until the process was killed is kept.
 * Source: Valgrind's docs/internals/xml-output-protocol4.txt (3.19).
 */
export async function readValgrindLeaks(bytes: Uint8Array, shared: SharedBuilder): Promise<ValgrindLeaks> {
  const reader = new LeakReader(shared)
  try {
    await readXml(once(bytes), { format: 'valgrind', handle: reader })
  } catch {
    // Cut off where the process was killed.
  }
  return reader.finish()
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes
}

interface Frame {
  ip: string
  obj: string
  fn: string
  dir: string
  file: string
  line: string
}

class LeakReader {
  readonly #shared: SharedBuilder
  readonly #leaks: ValgrindLeak[] = []
  #text = ''
  #pid = -1
  #program = ''
  #isFinished = false
  #kind = ''
  #bytes = 0
  #objects = 0
  /** Innermost first; only those of an error's first stack. */
  #frames: Partial<Frame>[] = []
  #stacks = 0

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  open(name: string): void {
    this.#text = ''
    if (name === 'error') {
      this.#kind = ''
      this.#bytes = 0
      this.#objects = 0
      this.#frames = []
      this.#stacks = 0
    } else if (name === 'stack') this.#stacks++
    else if (name === 'frame' && this.#stacks === 1) this.#frames.push({})
  }

  text(text: string): void {
    this.#text += text
  }

  close(name: string): void {
    const text = this.#text.trim()
    this.#text = ''
    const frame = this.#stacks === 1 ? this.#frames.at(-1) : undefined
    if (name === 'pid') this.#pid = Number(text)
    else if (name === 'exe') this.#program = text
    else if (name === 'state') this.#isFinished ||= text === 'FINISHED'
    else if (name === 'kind') this.#kind = text
    else if (name === 'leakedbytes') this.#bytes = Number(text)
    else if (name === 'leakedblocks') this.#objects = Number(text)
    else if (name === 'error') this.#endError()
    else if (frame !== undefined && isFrameField(name)) frame[name] = text
  }

  finish(): ValgrindLeaks {
    return { pid: this.#pid, program: this.#program, leaks: this.#leaks, isFinished: this.#isFinished }
  }

  #endError(): void {
    const kind = /^Leak_(Definitely|Indirectly|Possibly)Lost$/.exec(this.#kind)?.[1]
    if (kind === undefined) return
    const isOwn = /\/vgpreload_[^/]*\.so$/.test(this.#frames[0]?.obj ?? '')
    const allocator = isOwn ? (this.#frames.shift()?.fn ?? null) : null
    this.#leaks.push({
      bytes: this.#bytes,
      objects: this.#objects,
      kind: `${kind.toLowerCase()} lost`,
      allocator,
      stack: this.#stack(),
    })
  }

  #stack(): StackIndex {
    const shared = this.#shared
    let stack: StackIndex = -1
    let caller = 0n
    for (const { ip = '0x0', obj, fn, dir, file, line } of this.#frames.toReversed()) {
      const address = /^0x[0-9A-F]{1,16}$/i.test(ip) ? BigInt(ip) : 0n
      const lib = obj === undefined ? -1 : shared.lib({ name: obj.split('/').at(-1)!, path: obj })
      const func = shared.func({
        name: fn ?? ip.toLowerCase(),
        lib,
        file: file === undefined ? undefined : dir === undefined ? file : `${dir}/${file}`,
        kind: fn === undefined ? FuncKind.address : FuncKind.native,
      })
      const inlined = address !== 0n && address === caller ? 1 : 0
      stack = shared.stack(stack, shared.frame({ func, line: Number(line) || -1, lib, address, inlined }))
      caller = address
    }
    return stack
  }
}

function isFrameField(name: string): name is keyof Frame {
  return ['ip', 'obj', 'fn', 'dir', 'file', 'line'].includes(name)
}
