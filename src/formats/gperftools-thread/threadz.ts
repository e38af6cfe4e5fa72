import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { AddressStacks } from '../decoding/gperftools/address-stacks.ts'
import { isMapTitle, MemoryMap } from '../decoding/gperftools/memory-map.ts'
import { framesByAddress, SymbolTable } from '../decoding/gperftools/symbols.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import type { ThreadTextReader } from './text-reader.ts'

interface ThreadRow {
  readonly name: string
  readonly tid: number
  stack: number
}

const THREAD = /^\s*--- Thread ([0-9a-f]+) \(name: (.*)\/(\d+)\) stack: ---/i
/** `0x0040be31: main`, an address with its name. */
const NAMED = /^\s*(?:PC: *)?0x([0-9a-f]{1,16}): (\S.*)$/i
const HEX = /0x([0-9a-f]{1,16})/gi

/** Reads Google's /threadz. What created a thread is the outer part of its stack, as in pprof. */
export class ThreadzReader implements ThreadTextReader {
  readonly #format: string
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #stacks: AddressStacks
  readonly #symbols = new SymbolTable()
  readonly #map = new MemoryMap()
  readonly #warnings = new Warnings()
  readonly #threads: ThreadRow[] = []
  #isMap = false
  #hasTitle = false
  #depth = 0

  constructor(format: string) {
    this.#format = format
    this.#stacks = new AddressStacks(format)
  }

  line(bytes: Uint8Array, start: number, end: number): void {
    const text = this.#decoder.decode(bytes.subarray(start, end))
    if (this.#isMap) {
      this.#map.add(text)
      return
    }
    const thread = THREAD.exec(text)
    if (thread !== null || text.startsWith('---')) {
      this.#endThread()
      this.#hasTitle ||= /^--- threadz/.test(text) || thread !== null
      this.#isMap = isMapTitle(text)
      if (thread !== null) this.#threads.push({ name: thread[2]!, tid: Number(thread[3]), stack: -1 })
      return
    }
    if (this.#threads.length > 0) this.#frames(text)
  }

  finish(file: string | null): Recording {
    this.#endThread()
    if (!this.#hasTitle) {
      throw new FormatError(this.#format, 'expected "--- threadz 1 ---" or "--- Thread …", found neither', {
        line: 1,
      })
    }
    const shared = new SharedBuilder()
    const framesOf = framesByAddress({ shared, symbols: this.#symbols, libOf: this.#map.libs(shared) })
    const rows = this.#stacks.resolve(shared, framesOf, 'callers')
    const part = new StacksBuilder([{ name: 'threads', unit: 'count', kind: 'snapshot', precision: 'exact' }])
    for (const { name, tid, stack } of this.#threads) {
      const isMain = name === 'main' ? 1 : 0
      const thread = shared.thread({ name, tid, kind: ThreadKind.native, isMain })
      part.add({ stack: stack === -1 ? -1 : rows[stack]!, thread }, [1])
    }
    return importedRecording(
      { format: this.#format, file },
      { recorder: { name: 'threadz', mode: 'threads' }, warnings: this.#warnings.list() },
      { shared, stacks: part.finish(false) },
    )
  }

  #frames(text: string): void {
    if (text.includes('same as previous thread')) {
      const before = this.#threads.at(-2)
      if (before !== undefined && this.#depth === 0) this.#threads.at(-1)!.stack = before.stack
      return
    }
    const named = NAMED.exec(text)
    if (named !== null) {
      const address = BigInt(`0x${named[1]}`)
      this.#symbols.add(address, [{ name: named[2]!.trim(), file: null, line: -1 }])
      this.#push(address)
      return
    }
    for (const match of text.matchAll(HEX)) this.#push(BigInt(`0x${match[1]}`))
  }

  #push(address: bigint): void {
    if (address === 0n) return
    this.#stacks.push(Number(address & 0xffffffffn), Number(address >> 32n))
    this.#depth++
  }

  #endThread(): void {
    const thread = this.#threads.at(-1)
    if (thread !== undefined && this.#depth > 0) thread.stack = this.#stacks.take()
    else if (thread !== undefined && thread.stack === -1 && !this.#isMap) {
      this.#warnings.add('no-stack', 'Threads without a stack are counted without one.')
    }
    this.#depth = 0
  }
}
