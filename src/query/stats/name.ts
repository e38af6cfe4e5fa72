/** A function as pstats names it: by file, line and name. */
export interface StatName {
  readonly file: string
  readonly line: number
  readonly name: string
  /** `file:line(name)`, or `{name}` for builtins: what is printed and what restrictions are matched with. */
  readonly label: string
}

/** A name with its label. */
export function formatStatName(file: string, line: number, name: string): StatName {
  return { file, line, name, label: labelOf(file, line, name) }
}

/** What tells functions apart. */
export function statKey({ file, line, name }: StatName): string {
  return `${line}\0${file}\0${name}`
}

/** The name with no folders before its file, as `os.path.basename` on POSIX leaves it. */
export function stripFolders(name: StatName): StatName {
  const slash = name.file.lastIndexOf('/')
  return slash === -1 ? name : formatStatName(name.file.slice(slash + 1), name.line, name.name)
}

/** Whether the function has no place in a source: builtins, and functions of which only the name is known. */
export function isPlaceless({ file, line }: StatName): boolean {
  return file === '~' && line === 0
}

/** The name as `--json` has it: file and line null where the function has no place, line also where none is known. */
export function placeJson(name: StatName): {
  readonly name: string
  readonly file: string | null
  readonly line: number | null
} {
  const isNowhere = isPlaceless(name)
  return {
    name: name.name,
    file: isNowhere ? null : name.file,
    line: isNowhere || name.line === 0 ? null : name.line,
  }
}

/** Python's order of (file, line, name). */
export function compareStatNames(a: StatName, b: StatName): number {
  return compareText(a.file, b.file) || a.line - b.line || compareText(a.name, b.name)
}

/** Python's order of text: by code points, not by UTF-16's units. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)]
    if (left === right) continue
    // A surrogate belongs to a code point above all others of 16 bits.
    return rank(left) - rank(right)
  }
  return a.length - b.length
}

function rank(unit: number): number {
  return unit >= 0xd800 && unit < 0xe000 ? unit + 0x10000 : unit
}

function labelOf(file: string, line: number, name: string): string {
  if (file !== '~' || line !== 0) return `${file}:${line}(${name})`
  return name.startsWith('<') && name.endsWith('>') ? `{${name.slice(1, -1)}}` : name
}
