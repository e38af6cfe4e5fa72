import { ByteStrings } from '../../base/byte-strings.ts'
import { FormatError } from '../../base/errors.ts'
import { FuncKind } from '../../model/tables.ts'
import { addFrame, addMarker, COLLECTOR, INVALID, isNativeFile } from '../austin/frame-parts.ts'
import { type AustinSamples, SampleNote } from '../austin/samples.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { ByteCursor } from './byte-cursor.ts'
import { UNKNOWN_STRING } from './events.ts'
import { KnownObjects } from './known-objects.ts'
import { MojoStacks } from './stacks.ts'

const UNKNOWN = '<unknown>'
const MAX_PID = 0x7fffffff

/** Who a sample is of. */
interface Owner {
  readonly thread: number
  /** What its process defined. */
  readonly known: KnownObjects
  /** The thread's stack of the sample before, -1 none; an entry that interpreters of one thread share. */
  readonly last: { stack: number }
}

/** The sample that is being read, and what was defined for those to come. */
export class RunningSample {
  readonly #cursor: ByteCursor
  readonly #version: number
  readonly #samples: AustinSamples
  readonly #warnings: Warnings
  readonly #stacks: MojoStacks
  readonly #ownerTexts = new ByteStrings()
  readonly #owners: Owner[] = []
  readonly #knownByPid = new Map<number, KnownObjects>()
  readonly #lastByThread = new Map<string, { stack: number }>()
  /** What is defined before the first sample belongs to every process: austinp writes so. */
  readonly #common = new KnownObjects()
  #owner: Owner | null = null
  #frames: number[] = []
  #isRepeated = false
  #notes = 0
  #time: number | null = null
  #memory: number | null = null
  /** References still to come that are a task's. */
  #taskFrames = 0

  constructor(context: {
    cursor: ByteCursor
    version: number
    samples: AustinSamples
    warnings: Warnings
  }) {
    this.#cursor = context.cursor
    this.#version = context.version
    this.#samples = context.samples
    this.#warnings = context.warnings
    this.#stacks = new MojoStacks(context.samples.shared)
  }

  /** Ends the sample before and begins one. */
  begin(): void {
    const start = this.#cursor.offset
    const pid = this.#cursor.integer()
    const interpreter = this.#version >= 3 ? this.#cursor.integer() : null
    const textStart = this.#cursor.offset
    const end = this.#cursor.skipText()
    this.end()
    const { bytes } = this.#cursor
    const known = this.#ownerTexts.size
    const number = this.#ownerTexts.intern(bytes, start, end)
    if (number === known) {
      if (pid < 0 || pid > MAX_PID) {
        throw new FormatError('mojo', `expected a process id, found ${pid}`, { offset: start })
      }
      const text = new TextDecoder().decode(bytes.subarray(textStart, end))
      this.#owners.push(this.#makeOwner(pid, interpreter, text))
    }
    this.#owner = this.#owners[number]!
  }

  #makeOwner(pid: number, interpreter: number | null, text: string): Owner {
    // Text output has the same number in decimal.
    const tid = /^[\da-fA-F]{1,13}$/.test(text) ? Number.parseInt(text, 16) : Number.NaN
    const notation = Number.isNaN(tid) ? text : String(tid)
    const thread = this.#samples.thread(
      pid,
      interpreter === null ? notation : `${interpreter}:${notation}`,
      tid,
    )
    let known = this.#knownByPid.get(pid)
    if (known === undefined) {
      known = new KnownObjects()
      this.#knownByPid.set(pid, known)
    }
    const key = `${pid};${text}`
    const last = this.#lastByThread.get(key) ?? { stack: -1 }
    this.#lastByThread.set(key, last)
    return { thread, known, last }
  }

  /** Ends the sample that was begun last, if any. */
  end(): void {
    const owner = this.#owner
    if (owner === null) return
    const prefix = this.#isRepeated ? this.#stacks.repeated(owner.last.stack) : -1
    const stack = this.#stacks.push(prefix, this.#frames)
    owner.last.stack = stack
    const sample = { stack, thread: owner.thread, notes: this.#notes }
    if (this.#time !== null && this.#memory !== null) {
      this.#samples.addFull(sample, { time: this.#time, memory: this.#memory })
    } else {
      this.#samples.add(sample, this.#time ?? this.#memory ?? 0)
    }
    this.#owner = null
    this.#frames = []
    this.#isRepeated = false
    this.#notes = 0
    this.#time = null
    this.#memory = null
    this.#taskFrames = 0
  }

  defineString(): void {
    this.#cursor.integer()
    const { low, high } = this.#cursor
    this.#defining.addString(low, high, this.#cursor.text())
  }

  defineFrame(): void {
    const cursor = this.#cursor
    cursor.integer()
    const { low, high } = cursor
    const file = this.#string()
    const name = this.#string()
    const line = cursor.integer()
    const [endLine, column, endColumn] =
      this.#version === 1 ? [0, 0, 0] : [cursor.integer(), cursor.integer(), cursor.integer()]
    const frame = addFrame(this.#samples.shared, { file, name, line, endLine, column, endColumn })
    if (isNativeFile(file)) this.#stacks.addNative(frame)
    this.#defining.addFrame(low, high, frame)
  }

  get #defining(): KnownObjects {
    return this.#owner?.known ?? this.#common
  }

  #string(): string {
    const offset = this.#cursor.offset
    const key = this.#cursor.integer()
    if (key === 0) return ''
    if (key === UNKNOWN_STRING) return UNKNOWN
    const { low, high } = this.#cursor
    const text = this.#owner?.known.string(low, high) ?? this.#common.string(low, high)
    if (text === undefined)
      this.#warnings.add('undefined', 'Texts or frames were never defined.', `byte ${offset}`)
    return text ?? UNKNOWN
  }

  frameRef(): void {
    const offset = this.#cursor.offset
    this.#cursor.integer()
    const { low, high } = this.#cursor
    if (this.#taskFrames > 0) {
      this.#taskFrames--
      return
    }
    let frame = this.#owner?.known.frame(low, high) ?? -1
    if (frame === -1) frame = this.#common.frame(low, high)
    if (frame === -1) {
      this.#warnings.add('undefined', 'Texts or frames were never defined.', `byte ${offset}`)
      frame = addMarker(this.#samples.shared, '[unknown]')
    }
    this.#frames.push(frame)
  }

  /** Puts the sample before under this one. Once a sample: more would make stacks grow as powers. */
  repeat(offset: number): void {
    if (this.#isRepeated) {
      throw new FormatError('mojo', 'expected one repeated stack in a sample, found two', { offset })
    }
    this.#isRepeated = true
  }

  kernel(name: string): void {
    const { shared } = this.#samples
    this.#addNative(shared.plainFrame(shared.func({ name, kind: FuncKind.kernel })))
  }

  invalid(): void {
    this.#notes |= SampleNote.invalid
    this.#addNative(addMarker(this.#samples.shared, INVALID))
  }

  collecting(): void {
    this.#notes |= SampleNote.collecting
    this.#addNative(addMarker(this.#samples.shared, COLLECTOR))
  }

  #addNative(frame: number): void {
    this.#stacks.addNative(frame)
    this.#frames.push(frame)
  }

  idle(): void {
    this.#notes |= SampleNote.idle
  }

  time(value: number): void {
    this.#time = value
  }

  memory(value: number): void {
    this.#memory = value
  }

  beginTask(frames: number): void {
    this.#taskFrames = frames
  }
}
