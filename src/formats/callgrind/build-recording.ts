import { estimatedCallers } from '../../model/estimates.ts'
import type { Recording, Warning } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { importedRecording } from '../importing/imported.ts'
import type { Warnings } from '../importing/warnings.ts'
import { buildCalls } from './build-calls.ts'
import { FuncRows } from './build-funcs.ts'
import { buildLines } from './build-lines.ts'
import type { PartHeader } from './header.ts'
import type { PartFigures } from './part-figures.ts'
import type { BodyTables } from './read-body.ts'
import { precisionOf, valueColumns } from './value-columns.ts'

/** What a part of a file came to. */
export interface ReadPart {
  readonly header: PartHeader
  readonly figures: PartFigures
  readonly warnings: Warnings
}

/** Makes a recording of a part. `from` says whose format it is and where it was read; `name` is its title. */
export function buildRecording(
  { header, figures, warnings }: ReadPart,
  tables: BodyTables,
  from: { readonly format: string; readonly file: string | null; readonly name: string },
): Recording {
  const shared = new SharedBuilder()
  const columns = valueColumns(header, warnings)
  const recorder = recorderOf(header, from.format)
  const rows = new FuncRows(shared, tables, { isNative: recorder.name.endsWith('grind') })
  const own = columns.columnsOf(figures.lineFigures)
  const hasCounts = countsCalls(header, figures)
  const { calls, inRings } = buildCalls(figures, rows, { columns, own, hasCounts })
  if (!hasCounts && calls.edges.length > 0) {
    warnings.add('no-call-counts', 'The tool that wrote the file does not count calls.')
  }
  if (inRings > 0) {
    const message = 'Totals of functions that call each other in a ring are upper bounds.'
    for (let i = 0; i < inRings; i++) warnings.add('recursive-totals', message)
  }
  const totals = totalsOf(header)
  const counted = totals === null ? [] : columns.scaled(totals)
  checkTotals(counted, calls.self, warnings)
  const called = columns.columnsOf(figures.calledFigures)
  const lines = buildLines(figures, rows, { valueTypes: columns.valueTypes, values: own, called })
  addProcess(shared, header)
  const firstLibs = tables.firstLibs.differing(tables.names, shared)
  return importedRecording(
    { format: from.format, file: from.file },
    {
      name: from.name,
      recorder,
      command: header.command === null || header.command === '' ? [] : [header.command],
      interpreter: interpreterOf(header.creator),
      warnings: [...warnings.list(), ...estimates(header)],
      extra: { [from.format]: { ...extraOf(header), scale: columns.events[0]?.scale ?? 1, firstLibs } },
    },
    {
      shared,
      calls,
      lines,
      counters: counted.map((value, k) => ({
        name: columns.events[k]!.name,
        unit: columns.events[k]!.unit,
        value,
      })),
    },
  )
}

/** What the writer needs to give back and no part holds. */
export interface CallgrindExtra {
  readonly creator: string | null
  readonly part: string | null
  readonly thread: string | null
  readonly descriptions: readonly string[]
  /** Words of the `events:` line. */
  readonly events: readonly string[]
  readonly derived: PartHeader['derived']
  /** The lines as they stand, where they differ: what was measured in all, and what was written. */
  readonly summary: string | null
  readonly totals: string | null
  /** A figure of the first event times this is in its unit here. */
  readonly scale: number
  /** Paths of binaries by function: see {@link FirstLibs}. */
  readonly firstLibs: Readonly<Record<string, string>>
}

function extraOf(header: PartHeader): Omit<CallgrindExtra, 'scale' | 'firstLibs'> {
  return {
    creator: header.creator,
    part: header.part,
    thread: header.thread,
    descriptions: header.descriptions.filter(line => !line.startsWith('pyrometer: ')),
    events: header.events ?? [],
    derived: header.derived,
    summary: header.summary === header.totals ? null : header.summary,
    totals: header.summary === header.totals ? null : header.totals,
  }
}

/** Whether the numbers of calls are such: pprof writes none at all, gperftools the cost over again. */
function countsCalls(header: PartHeader, figures: PartFigures): boolean {
  if (header.descriptions.some(line => /^pyrometer: .*\bcalls=unknown\b/.test(line))) return false
  if (figures.edges.length === 0) return true
  if (figures.calls.finish().every(count => count === 0)) return false
  return header.creator !== null || !figures.isCountCost
}

/** What Pyrometer wrote of a call graph whose figures are estimates. */
function estimates(header: PartHeader): Warning[] {
  const isMarked = header.descriptions.some(line => /^pyrometer: .*\bcallers=estimated\b/.test(line))
  return isMarked
    ? [
        estimatedCallers(
          'What functions cost that several called was estimated when the file was written.',
          1,
        ),
      ]
    : []
}

/** `totals:` counts what was written, `summary:` what was measured; where both are there the first is of the figures. */
function totalsOf({ totals, summary }: PartHeader): number[] | null {
  const text = totals ?? summary
  if (text === null) return null
  const figures = text.split(/\s+/).filter(word => word !== '')
  const values = figures.map(Number)
  return values.length > 0 && values.every(Number.isFinite) ? values : null
}

function checkTotals(counted: readonly number[], self: readonly Float64Array[], warnings: Warnings): void {
  const isOff = counted.some((value, k) => {
    const sum = self[k]!.reduce((all, own) => all + own, 0)
    return Math.abs(sum - value) > 1e-9 * Math.abs(value)
  })
  if (isOff) warnings.add('totals-differ', 'The totals that the file gives are not the sums of its figures.')
}

/** `callgrind-3.21.0`, `xdebug 3.0.2 (PHP 7.4.14)`, `pyprof2calltree`. */
function recorderOf(
  header: PartHeader,
  format: string,
): { name: string; version: string | null; mode: string } {
  const found = /^(.*?)[- ]v?(\d[\w.+~-]*)(?: \(.*\))?$/.exec(header.creator ?? '')
  const name = found?.[1] ?? header.creator ?? format
  const mode = precisionOf(header) === 'exact' ? 'trace' : 'sample'
  return { name: name === '' ? format : name, version: found?.[2] ?? null, mode }
}

function interpreterOf(creator: string | null) {
  const found = /\((PHP) ([^)]+)\)$/.exec(creator ?? '')
  return found === null ? null : { implementation: found[1]!, version: found[2]!, executable: null }
}

function addProcess(shared: SharedBuilder, { pid, command }: PartHeader): void {
  if (pid === null || !/^\d{1,9}$/.test(pid)) return
  const name = command?.split(' ')[0]?.split(/[\\/]/).at(-1) ?? ''
  shared.process({ pid: Number(pid), name, ...(command === null ? {} : { command }) })
}
