import type { Recording } from '../../model/recording.ts'

/** A frame as speedscope writes it. */
interface SpeedscopeFrame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly col?: number
}

/** Numbers the frames that the profiles of one file share. */
export class FrameNumbers {
  readonly #frames: SpeedscopeFrame[] = []
  readonly #numberOf = new Map<string, number>()
  readonly #known = new Map<Recording, Int32Array>()

  list(): readonly SpeedscopeFrame[] {
    return this.#frames
  }

  /** The numbers of a stack's frames, root first, as JSON writes them between brackets. */
  ofStack(recording: Recording, stack: number): string {
    const { prefix, frame } = recording.shared.stacks
    const frames: number[] = []
    for (let at = stack; at !== -1; at = prefix[at]!) frames.push(frame[at]!)
    return frames
      .reverse()
      .map(own => this.#number(recording, own))
      .join()
  }

  #number(recording: Recording, frame: number): number {
    let known = this.#known.get(recording)
    if (known === undefined) {
      known = new Int32Array(recording.shared.frames.length).fill(-1)
      this.#known.set(recording, known)
    }
    if (known[frame] === -1) known[frame] = this.#intern(describeFrame(recording, frame))
    return known[frame]!
  }

  #intern(frame: SpeedscopeFrame): number {
    const key = JSON.stringify(frame)
    let number = this.#numberOf.get(key)
    if (number === undefined) {
      number = this.#frames.push(frame) - 1
      this.#numberOf.set(key, number)
    }
    return number
  }
}

/** The line is that which ran; where no reader knew it, that of the definition. */
function describeFrame({ shared }: Recording, frame: number): SpeedscopeFrame {
  const { strings, sources, funcs, frames } = shared
  const func = frames.func[frame]!
  const source = funcs.source[func]!
  const line = frames.line[frame]! > 0 ? frames.line[frame]! : funcs.line[func]!
  const column = frames.column[frame]!
  return {
    name: strings[funcs.name[func]!]!,
    ...(source === -1 ? {} : { file: strings[sources.path[source]!]! }),
    ...(line > 0 ? { line } : {}),
    ...(column > 0 ? { col: column } : {}),
  }
}
