import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { FrameIndex } from '../../model/tables.ts'
import { oneBased } from '../decoding/json/parse-json.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { fieldOf, isObject, numberOf, type RawEvent, textOf } from './trace-event.ts'

/** VizTracer puts the place of the definition into the name: `fib (/src/fib.py:3)`. */
const PLACED_NAME =
  /^(.{1,2000}?) \(((?:\/|[A-Za-z]:[\\/]|<|[^\s()]{1,500}\.\w{1,5}(?=:))[^()]*):(\d{1,9})\)$/s

/** Finds the frame of an event: by its name alone where it names no place, which is most. */
export class EventFrames {
  readonly #shared: SharedBuilder
  readonly #byName = new Map<string, FrameIndex>()

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  of(event: RawEvent, name: string): FrameIndex {
    const place = isObject(event.args) ? placeOf(event.args) : null
    if (place !== null) return this.#placed(name, place)
    let frame = this.#byName.get(name)
    if (frame === undefined) {
      frame = this.#named(name)
      this.#byName.set(name, frame)
    }
    return frame
  }

  #named(name: string): FrameIndex {
    const placed = PLACED_NAME.exec(name)
    const file = placed?.[2]
    const own = placed?.[1] ?? name
    const line = placed === null ? -1 : oneBased(Number(placed[3]))
    const func = this.#shared.func({ name: own, file, line, kind: guessFuncKind(own, file) })
    return this.#shared.plainFrame(func)
  }

  #placed(name: string, { file, line, column, funcLine }: Place): FrameIndex {
    const func = this.#shared.func({ name, file, line: funcLine, kind: guessFuncKind(name, file) })
    return this.#shared.frame({ func, line, column })
  }
}

interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  readonly funcLine: number
}

/** Where an event ran: py-spy's and Hermes' arguments name the line that ran, DevTools' `data` that of the definition. */
function placeOf(args: RawEvent): Place | null {
  const file = textOf(args.filename) ?? textOf(args.url) ?? textOf(args.file)
  if (file !== undefined) {
    return {
      file,
      line: oneBased(numberOf(args.line)),
      column: oneBased(numberOf(args.column)),
      funcLine: oneBased(numberOf(args.funcLine)),
    }
  }
  const data = args.data
  const url = textOf(fieldOf(data, 'url'))
  if (url === undefined || !Object.hasOwn(data as object, 'lineNumber')) return null
  return { file: url, line: -1, column: -1, funcLine: oneBased(numberOf(fieldOf(data, 'lineNumber'))) }
}
