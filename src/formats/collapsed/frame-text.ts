import { FuncKind } from '../../model/tables.ts'

/** What the text of one frame says. */
export interface FrameText {
  readonly name: string
  /** Path of the source file, null where the text has none. */
  readonly file: string | null
  /** Line executing, 1-based, -1 unknown. */
  readonly line: number
  readonly kind: number
  readonly isInlined: boolean
  /** Whether the text was `file:name:12`. */
  readonly isFileFirst?: boolean
  /** Whether the text said line 0, which is none: of code that no line has. */
  readonly isLineZero?: boolean
}

/** `name (path:12)` as py-spy writes it. The path must look like one: C++ names end in brackets too. */
const NAME_AND_PLACE = /^(.+) \(([^()]*[^()\s:](?:\.\w+|>)|<[^()]+>):(\d{1,9})\)$/
/** `name (path.py)`: py-spy without line numbers. */
const NAME_AND_FILE =
  /^(.+) \(([^()]*[^()\s]\.(?:py|pyx|pxd|pyi|js|mjs|cjs|ts|c|cc|cpp|cxx|h|hpp|rs|go|rb|java))\)$/
/** `path.py:name:12` as Austin writes it. */
const FILE_NAME_LINE = /^(.+\.pyx?|<frozen [^>]+>|<string>|<stdin>):([^:]+):(\d{1,9})$/
/** What stackcollapse-perf.pl appends: kernel and inlined. `_[j]` (compiled at run time) stays in the name. */
const ANNOTATION = /^(.+)_\[([ki])\]$/s

/** Takes the text of a frame apart; what is in none of the known forms is a name. */
export function parseFrameText(text: string): FrameText {
  const annotation = ANNOTATION.exec(text)
  if (annotation !== null) {
    const isKernel = annotation[2] === 'k'
    const kind = isKernel ? FuncKind.kernel : FuncKind.unknown
    return { name: annotation[1]!, file: null, line: -1, kind, isInlined: !isKernel }
  }
  const last = text.charCodeAt(text.length - 1)
  if (last === 0x29) {
    const place = NAME_AND_PLACE.exec(text)
    if (place !== null) {
      const line = Number(place[3])
      const own = located(place[1]!, place[2]!, line)
      return line === 0 ? { ...own, isLineZero: true } : own
    }
    const file = NAME_AND_FILE.exec(text)
    if (file !== null) return located(file[1]!, file[2]!, -1)
  } else if (last >= 0x30 && last <= 0x39) {
    const austin = FILE_NAME_LINE.exec(text)
    if (austin !== null) return { ...located(austin[2]!, austin[1]!, Number(austin[3])), isFileFirst: true }
  }
  return { name: text, file: null, line: -1, kind: FuncKind.unknown, isInlined: false }
}

function located(name: string, file: string, line: number): FrameText {
  return { name, file, line: line === 0 ? -1 : line, kind: kindOfFile(file), isInlined: false }
}

function kindOfFile(file: string): number {
  if (/\.pyx?$|^<.*>$/.test(file)) return FuncKind.python
  if (/\.[mc]?[jt]s$/.test(file)) return FuncKind.javascript
  return FuncKind.unknown
}

/** The text of a frame that {@link parseFrameText} takes apart to the same again, where it can be said at all. */
export function formatFrameText(frame: FrameText): string {
  const { file, line, kind, isInlined } = frame
  const name = frame.name.replaceAll(';', ':').replace(/[\r\n]+/g, ' ')
  if (kind === FuncKind.kernel) return `${name}_[k]`
  if (file === null || file === '') return isInlined ? `${name}_[i]` : name
  const path = file.replaceAll(';', ':').replace(/[\r\n]+/g, ' ')
  return line > 0 ? `${name} (${path}:${line})` : `${name} (${path})`
}
