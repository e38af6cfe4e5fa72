import type { Recording } from '../../model/recording.ts'

/** A frame as speedscope writes it. */
interface SpeedscopeFrame {
  readonly name: string
  readonly file?: string
  readonly line?: number
  readonly col?: number
}

/** What is known of a recording's frames: the number of each, -1 not yet given, and the line of each func. */
interface KnownFrames {
  readonly numbers: Int32Array
  readonly lineOfFunc: Int32Array
}

/** Numbers the frames that the profiles of one file share. */
export class FrameNumbers {
  readonly #frames: SpeedscopeFrame[] = []
  readonly #numberOf = new Map<string, number>()
  readonly #known = new Map<Recording, KnownFrames>()

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
      const numbers = new Int32Array(recording.shared.frames.length).fill(-1)
      known = { numbers, lineOfFunc: linesOfFuncs(recording) }
      this.#known.set(recording, known)
    }
    const { numbers, lineOfFunc } = known
    if (numbers[frame] === -1) numbers[frame] = this.#intern(describeFrame(recording, frame, lineOfFunc))
    return numbers[frame]!
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

/**
 * What speedscope counts as one function. It keeps frames that differ in a line apart, so only recordings that came from
 * such a file keep the lines that ran; others get the line of the definition, or the only one that was seen.
 */
function describeFrame({ meta, shared }: Recording, frame: number, lineOfFunc: Int32Array): SpeedscopeFrame {
  const { strings, sources, funcs, frames } = shared
  const func = frames.func[frame]!
  const source = funcs.source[func]!
  const isOwn = meta.importedFrom?.format === 'speedscope'
  const line = isOwn ? frames.line[frame]! : lineOfFunc[func]!
  const column = isOwn ? frames.column[frame]! : -1
  return {
    name: strings[funcs.name[func]!]!,
    ...(source === -1 ? {} : { file: strings[sources.path[source]!]! }),
    ...(line > 0 ? { line } : {}),
    ...(column > 0 ? { col: column } : {}),
  }
}

/** Per func the line of its definition, else the only line of its frames; -1 where there are several or none. */
function linesOfFuncs({ shared }: Recording): Int32Array {
  const { funcs, frames } = shared
  const lines = new Int32Array(funcs.length).fill(0)
  for (let frame = 0; frame < frames.length; frame++) {
    const func = frames.func[frame]!
    const line = frames.line[frame]!
    if (line <= 0 || lines[func] === line) continue
    lines[func] = lines[func] === 0 ? line : -1
  }
  return lines.map((line, func) => (funcs.line[func]! > 0 ? funcs.line[func]! : line))
}
