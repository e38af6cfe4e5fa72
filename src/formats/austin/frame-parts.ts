import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'

/** The frame that stands for a stack Austin could not read (`:INVALID:`). */
export const INVALID = '[invalid]'
/** The frame that stands for the garbage collector (`:GC:`). */
export const COLLECTOR = '<GC>'

/** A frame as Austin knows it. */
export interface FrameParts {
  readonly file: string
  readonly name: string
  /** Line, or the address inside a binary; 0 unknown. */
  readonly line: number
  readonly endLine?: number
  /** 1-based, 0 unknown. */
  readonly column?: number
  readonly endColumn?: number
}

/** `file:func:line`; of three colons and more the last two count, so that Windows' drives stay in the file. Austin-python's
 *  own samples have a bracket too many. */
const PLACE = /^(.*):([^:]*):(-?\d{1,19})\)?$/s
/** The same with `end line:column:end column` behind. */
const PLACE_WITH_COLUMNS = /^(.*):([^:]*[^:\d][^:]*):(\d{1,9}):(\d{1,9}):(\d{1,9}):(\d{1,9})$/s
/** `func (file:line)` of Austin 1 and 2. */
const OLD_PLACE = /^(.*) \((.*):(\d{1,9})\)$/s
/** Where the file of a frame ends for sure: what follows up to the next colon belongs to a name with colons in it. */
const SURE_FILE = /^(.+?\.(?:so(?:\.[\d.]+)?|dll|dylib|pyd|exe|py|c|cc|cpp|h)):(.*)$/s
/** Files whose names end so that colons in the names of their functions do no harm. */
export const TAKES_COLONS = /\.(?:so(?:\.[\d.]+)?|dll|dylib|pyd|exe|py|c|cc|cpp|h)$/
/** Binaries, whose frames have addresses. A script may have no ending, so that the folder says nothing. */
const BINARY = /\.(?:so[.\d]*|dll|dylib|pyd|exe)$|[\\/]python[\d.]*$/
/** No file has more lines than this: a larger number is an address. */
const MAX_LINE = 5_000_000

/** Takes the text of a frame apart; null when it is none of Austin's. */
export function parseFrame(text: string): FrameParts | null {
  const last = text.charCodeAt(text.length - 1)
  if (last === 0x29) {
    const old = OLD_PLACE.exec(text)
    if (old !== null) return { file: old[2]!, name: old[1]!, line: Number(old[3]) }
  }
  const columns = PLACE_WITH_COLUMNS.exec(text)
  if (columns !== null) {
    const [line, endLine, column, endColumn] = columns.slice(3).map(Number)
    return {
      file: columns[1]!,
      name: columns[2]!,
      line: line!,
      endLine: endLine!,
      column: column!,
      endColumn: endColumn!,
    }
  }
  const place = PLACE.exec(text)
  if (place === null) return null
  const sure = SURE_FILE.exec(place[1]!)
  if (sure !== null) return { file: sure[1]!, name: `${sure[2]}:${place[2]}`, line: Number(place[3]) }
  return { file: place[1]!, name: place[2]!, line: Number(place[3]) }
}

/** Whether a frame is of no Python: Austin tells them by the file's name, and so does its STACK_REPEAT. */
export function isNativeFile(file: string): boolean {
  return !file.endsWith('.py') && !(file.startsWith('<') && file.endsWith('>'))
}

/** Whether a frame's number is an address in a file of machine code. */
export function isAddress(file: string, number: number): boolean {
  return BINARY.test(file) || (number > MAX_LINE && isNativeFile(file))
}

/** Interns a frame. Numbers that cannot be lines or columns are unknown. */
export function addFrame(shared: SharedBuilder, parts: FrameParts): number {
  const { file, name, line, endLine = 0, column = 0, endColumn = 0 } = parts
  if (file === 'kernel') return shared.plainFrame(shared.func({ name, kind: FuncKind.kernel }))
  if (isAddress(file, line)) {
    const lib = shared.lib({ name: file.split(/[\\/]/).at(-1)!, path: file })
    const func = shared.func({ name, file, lib, kind: FuncKind.native })
    const address = Number.isSafeInteger(line) && line > 0 ? BigInt(line) : 0n
    return shared.frame({ func, lib, address })
  }
  const isSource = /\.(?:c|cc|cpp|cxx|h|hpp|rs|pyx)$/.test(file)
  const kind = isSource ? FuncKind.native : file === '' ? FuncKind.unknown : FuncKind.python
  const func = shared.func({ name, kind, ...(file === '' ? {} : { file }) })
  return shared.frame({
    func,
    line: positive(line),
    endLine: positive(endLine),
    column: positive(column),
    endColumn: positive(endColumn),
  })
}

/** The frame of one of Austin's markers. */
export function addMarker(shared: SharedBuilder, name: string): number {
  return shared.plainFrame(shared.func({ name, kind: FuncKind.marker }))
}

function positive(number: number): number {
  return number > 0 && number <= 0x7fffffff ? number : -1
}
