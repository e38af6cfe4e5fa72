import { type GraphNode, shortAddress } from './call-graph.ts'

/** A row of the table with the call graph below it. */
export interface ReportRow {
  /** Per event of the section its own share, and with what it calls; null where the table does not say. In percent. */
  readonly self: readonly number[] | null
  readonly children: readonly number[] | null
  readonly samples: number | null
  readonly period: number | null
  /** The symbol without its mark, '' where the table has none. */
  readonly symbol: string
  /** '.', 'k', 'g', 'u', 'H': where the code ran; '' unknown. */
  readonly level: string
  readonly binary: string
  readonly command: string
  /** NaN where the table does not say. */
  readonly pid: number
  readonly tid: number
  /** "file.c:12", '' unknown. */
  readonly place: string
  readonly nodes: readonly GraphNode[]
}

/** What the report says of one event or one group of events. */
export interface ReportSection {
  readonly events: readonly string[]
  /** Of all events together; null where the report does not say. */
  readonly eventCount: number | null
  readonly samples: string
  readonly rows: ReportRow[]
  /** Titles of columns that are left out. */
  readonly ignored: ReadonlySet<string>
}

const PERCENT = /-?\d+(?:\.\d+)?(?=%)/g
const SYMBOL = /^\[(.)\] ?(.*)$/
const ADDRESS_TITLES = new Set(['overhead sys', 'overhead us', 'sys', 'usr'])

/** A row out of its cells. Columns it has no place for are added to `ignored`. */
export function rowOf(
  titles: readonly string[],
  cells: readonly string[],
  { nodes, ignored }: { nodes: readonly GraphNode[]; ignored: Set<string> },
): ReportRow {
  const row = {
    ...{ self: null as number[] | null, children: null as number[] | null },
    ...{ samples: null as number | null, period: null as number | null },
    ...{ symbol: '', level: '', binary: '', command: '', pid: Number.NaN, tid: Number.NaN, place: '' },
  }
  for (const [i, title] of titles.entries()) {
    const cell = cells[i] ?? ''
    const name = title.toLowerCase()
    if (name === 'overhead' || name === 'self') row.self = percents(cell)
    else if (name === 'children') row.children = percents(cell)
    else if (name === 'samples') row.samples = numberOf(cell)
    else if (name === 'period') row.period = numberOf(cell)
    else if (name === 'symbol' || name === 'source symbol') Object.assign(row, symbolOf(cell))
    else if (name === 'shared object' || name === 'source shared object') row.binary = cell
    else if (name === 'command' || name === 'comm') row.command = cell
    else if (name === 'pid:command' || name === 'tid:command' || name === 'pid:comm')
      Object.assign(row, idOf(name, cell))
    else if (name === 'pid' || name === 'tid') row[name] = numberOf(cell.split(':')[0]!) ?? Number.NaN
    else if (name === 'source:line') row.place = cell
    else if (!ADDRESS_TITLES.has(name) || cell !== '') ignored.add(title)
  }
  return { ...row, nodes }
}

function percents(cell: string): number[] {
  return (cell.match(PERCENT) ?? []).map(Number)
}

function numberOf(cell: string): number | null {
  return /^\d+(?:\.\d+)?$/.test(cell) ? Number(cell) : null
}

function symbolOf(cell: string): { symbol: string; level: string } {
  const found = SYMBOL.exec(cell)
  const symbol = (found === null ? cell : found[2]!)
    .replace(/ \(inlined\)$/, '')
    .replace(/ {2,}-\s*(?:-\s*)?$/, '')
  return { symbol: shortAddress(symbol.trim()), level: found?.[1] ?? '' }
}

function idOf(name: string, cell: string): { pid?: number; tid?: number; command: string } {
  const [id, ...rest] = cell.split(':')
  const number = Number(id)
  return { [name.startsWith('pid') ? 'pid' : 'tid']: number, command: rest.join(':').trim() }
}
