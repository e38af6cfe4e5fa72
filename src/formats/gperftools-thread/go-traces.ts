import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import type { ThreadTextReader } from './text-reader.ts'

/** `goroutine 18 [chan receive, 3 minutes]:`, since Go 1.23 with addresses of the runtime's records. */
const TITLE = /^goroutine (\d{1,15})(?: gp=\S+ m=\S+(?: mp=\S+)?)? \[([^\]]{1,300})\]:\s*$/
const CREATED = /^created by (.+?)(?: in goroutine \d+)?$/
/** `	/src/a.go:12 +0x1d`. */
const PLACE = /^\t(.+):(\d{1,9})(?: \+0x[0-9a-f]+)?(?: fp=\S+ sp=\S+ pc=0x[0-9a-f]+)?\s*$/
const LONGEST = 1 << 16

/** Reads Go's stack traces: a goroutine a block, its innermost call first, each call followed by its place. */
export class GoTraceReader implements ThreadTextReader {
  readonly #format: string
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #shared = new SharedBuilder()
  readonly #part = new StacksBuilder([
    { name: 'goroutines', unit: 'count', kind: 'snapshot', precision: 'exact' },
  ])
  readonly #warnings = new Warnings()
  #goroutine: { id: number; state: string } | null = null
  /** Frames of the goroutine, leaf first, and the function whose place comes next. */
  #frames: number[] = []
  #name: string | null = null

  constructor(format: string) {
    this.#format = format
  }

  line(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (end - start > LONGEST) {
      this.#warnings.atLine('unreadable-lines', 'Lines that belong to no stack trace were left out.', line)
      return
    }
    const text = this.#decoder.decode(bytes.subarray(start, end))
    const title = TITLE.exec(text)
    if (title !== null) {
      this.#endGoroutine()
      this.#goroutine = { id: Number(title[1]), state: title[2]! }
    } else if (this.#goroutine === null || text.trim() === '') this.#endGoroutine()
    else this.#inside(text, line)
  }

  finish(file: string | null): Recording {
    this.#endGoroutine()
    if (this.#part.samples.length === 0) {
      throw new FormatError(this.#format, 'expected "goroutine 1 [running]:" and its calls, found none', {
        line: 1,
      })
    }
    return importedRecording(
      { format: this.#format, file },
      { recorder: { name: 'Go runtime', mode: 'goroutine' }, warnings: this.#warnings.list() },
      { shared: this.#shared, stacks: this.#part.finish(false) },
    )
  }

  #inside(text: string, line: number): void {
    const place = PLACE.exec(text)
    if (place !== null) {
      if (this.#name !== null) this.#pushFrame(this.#name, place[1]!, Number(place[2]))
      this.#name = null
      return
    }
    this.#dropName(line - 1)
    if (text.startsWith('...')) {
      this.#warnings.atLine('elided-frames', 'Go left frames of deep stacks out.', line)
      return
    }
    const created = CREATED.exec(text)
    // What stands in the last brackets are the arguments.
    this.#name = created?.[1] ?? text.trimEnd().replace(/\([^()]*(?:\([^()]*\)[^()]*)*\)$/, '')
  }

  #pushFrame(name: string, file: string, line: number): void {
    const func = this.#shared.func({
      name,
      file,
      kind: guessFuncKind(name, file),
    })
    this.#frames.push(this.#shared.plainFrame(func, line > 0 ? line : -1))
    assertDepth(this.#format, this.#frames.length)
  }

  #endGoroutine(): void {
    const goroutine = this.#goroutine
    if (goroutine === null) return
    this.#dropName(null)
    let stack = -1
    for (let i = this.#frames.length - 1; i >= 0; i--) stack = this.#shared.stack(stack, this.#frames[i]!)
    assertStackCount(this.#format, this.#shared.stacks.length)
    const thread = this.#shared.thread({ name: `goroutine ${goroutine.id}`, tid: goroutine.id })
    const [reason = ''] = goroutine.state.split(',')
    const isRunning = reason === 'running' || reason === 'syscall'
    const state = isRunning
      ? ThreadState.running
      : reason === 'runnable'
        ? ThreadState.runnable
        : ThreadState.blocked
    const wait = state === ThreadState.blocked ? this.#shared.string(reason) : -1
    this.#part.add({ stack, thread, state, wait }, [1])
    this.#goroutine = null
    this.#frames = []
  }

  /** A call is always followed by its place; what is not is none ("exit status 2"). */
  #dropName(line: number | null): void {
    if (this.#name === null) return
    const at = line === null ? null : `line ${line}`
    this.#warnings.add('unreadable-lines', 'Lines that are no call with a place were left out.', at)
    this.#name = null
  }
}
