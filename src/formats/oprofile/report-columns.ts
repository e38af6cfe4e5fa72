import type { ReportSymbol } from './symbol-rows.ts'

/** A line of a report. */
export interface ReportLine {
  readonly symbol: ReportSymbol
  /** One number for each pair of columns `samples` and `%`. */
  readonly samples: readonly number[]
  /** Whether it is marked as the entry's own samples among its callees. */
  readonly isSelf: boolean
}

const NUMBER = /\s*(\d+)(?=\s|$)/y
const SHARE = /\s*(?:\d+\.?\d*(?:e[-+]?\d+)?|-?nan|----)(?=\s|$)/y
const ADDRESS = /\s*[0-9a-f]+(?=\s|$)/y
const PLACE = /\s*(?:\((no location information)\)|(\S+):(\d+))(?=\s|$)/y
const PATH = /\s*(\S+(?: \((?:tgid|range|deleted)[^)]*\))?)(?=\s|$)/y

/** Reads the header of a table: the names of its columns, and which of them counts what. Null when it is none. */
export function parseColumns(header: string): string[] | null {
  const fields = header.trim().split(/ {2,}/)
  return fields.includes('samples') && fields.includes('%') ? fields : null
}

/** Takes a line apart by the columns; null when it does not fit. */
export function parseReportLine(text: string, columns: readonly string[]): ReportLine | null {
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at = pattern.lastIndex
    return found
  }
  const samples: number[] = []
  let [name, image, app, file, line] = ['', '', '', '', -1]
  for (const column of columns) {
    let found: RegExpExecArray | null
    switch (column) {
      case 'samples':
        found = take(NUMBER)
        samples.push(Number(found?.[1]))
        break
      case 'cum. samples':
        found = take(NUMBER)
        break
      case '%':
      case 'cum. %':
        found = take(SHARE)
        break
      case 'vma':
        found = take(ADDRESS)
        break
      case 'linenr info':
        found = take(PLACE)
        if (found?.[2] !== undefined) {
          file = found[2]
          line = Number(found[3]) > 0 ? Math.min(Number(found[3]), 0x7fffffff) : -1
        }
        break
      case 'image name':
        found = take(PATH)
        image = found?.[1] ?? ''
        break
      case 'app name':
        found = take(PATH)
        app = found?.[1] ?? ''
        break
      default:
        name = text.slice(at).trim()
        at = text.length
        continue
    }
    if (found === null) return null
  }
  const isSelf = name.endsWith(' [self]')
  if (isSelf) name = name.slice(0, -' [self]'.length)
  return { symbol: { name, image, app, file, line }, samples, isSelf }
}
