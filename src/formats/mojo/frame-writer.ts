import type { Shared } from '../../model/recording.ts'
import { type WrittenFrame, writtenFrame } from '../austin/stack-frames.ts'
import { MojoEvent } from './events.ts'
import type { MojoBytes } from './mojo-bytes.ts'

/** Keys below this one have meanings of their own. */
const FIRST_KEY = 2

/** Writes frames, each defined for its process before it is first referred to. */
export class FrameWriter {
  readonly #shared: Shared
  readonly #out: MojoBytes
  readonly #version: number
  readonly #frames = new Map<number, WrittenFrame>()
  readonly #keys = new Map<number, { strings: Map<string, number>; frames: Set<number> }>()

  constructor(shared: Shared, { out, version }: { out: MojoBytes; version: number }) {
    this.#shared = shared
    this.#out = out
    this.#version = version
  }

  /** Writes a sample's frames, outermost first; whether the collector was among them. */
  write(frames: readonly number[], pid: number): boolean {
    for (const frame of frames) this.#define(frame, pid)
    let isCollector = false
    for (const frame of frames) {
      const { kind, name } = this.#frame(frame)
      if (kind === 'collector') {
        isCollector = true
        this.#out.event(MojoEvent.collecting)
      } else if (kind === 'invalid') {
        this.#out.event(MojoEvent.invalid)
      } else if (kind === 'kernel') {
        this.#out.event(MojoEvent.kernel)
        this.#out.text(name)
      } else {
        this.#out.event(MojoEvent.frameRef)
        this.#out.integer(frame + FIRST_KEY)
      }
    }
    return isCollector
  }

  #frame(frame: number): WrittenFrame {
    let written = this.#frames.get(frame)
    if (written === undefined) {
      written = writtenFrame(this.#shared, frame)
      this.#frames.set(frame, written)
    }
    return written
  }

  #define(frame: number, pid: number): void {
    let keys = this.#keys.get(pid)
    if (keys === undefined) {
      keys = { strings: new Map(), frames: new Set() }
      this.#keys.set(pid, keys)
    }
    if (keys.frames.has(frame)) return
    keys.frames.add(frame)
    const written = this.#frame(frame)
    if (written.kind !== 'place') return
    const file = this.#string(written.file, keys.strings)
    const name = this.#string(written.name, keys.strings)
    this.#out.event(MojoEvent.frame)
    const numbers = [frame + FIRST_KEY, file, name, written.line]
    if (this.#version >= 2) numbers.push(written.endLine, written.column, written.endColumn)
    for (const number of numbers) this.#out.integer(number)
  }

  #string(text: string, known: Map<string, number>): number {
    let key = known.get(text)
    if (key === undefined) {
      key = known.size + FIRST_KEY
      known.set(text, key)
      this.#out.event(MojoEvent.string)
      this.#out.integer(key)
      this.#out.text(text)
    }
    return key
  }
}
