import { readFile } from 'node:fs/promises'
import type { Interpreter } from '../../../model/recording.ts'
import type { InsideFile } from './inside-warnings.ts'
import { interpreterOf, list, record, unmatchedOf } from './left-json.ts'

/** What one process counted: a file of python/pyrometer/_lines.py. */
export interface LinesFile extends InsideFile {
  readonly interpreter: Interpreter
  /** 'line_profiler 5.1.0', 'sys.monitoring' or 'sys.settrace'. */
  readonly tracer: string
  /** Nanoseconds that the tracer adds to a line at each hit, and to a line in which another is hit. */
  readonly ownCost: number
  readonly nestedCost: number
  readonly functions: readonly CountedFunction[]
}

export interface CountedFunction {
  /** With classes and outer functions: `Mesh.refine`, `make.<locals>.inner`. */
  readonly name: string
  readonly file: string
  /** First line of the definition, decorators included. */
  readonly line: number
  /** Nanoseconds that the tracer added to a line of it at each hit: `ownCost`, or what its cheapest line took. */
  readonly cost: number
  readonly rows: readonly CountedLine[]
}

export interface CountedLine {
  readonly line: number
  readonly hits: number
  /** Nanoseconds, the tracer's cost included. */
  readonly time: number
  /** Hits of other lines while this one ran. */
  readonly nested: number
}

/** Reads such a file. @throws RecorderError PYRO_NOT_TRACED if it is none. */
export async function readLinesFile(path: string): Promise<LinesFile> {
  const data = record(JSON.parse(await readFile(path, 'utf8')), path)
  return {
    interpreter: interpreterOf(data),
    tracer: String(data.tracer),
    ownCost: figure(data.ownCost),
    nestedCost: figure(data.nestedCost),
    functions: list(data.functions).map(value => functionOf(record(value, path))),
    unmatched: unmatchedOf(data),
    notes: list(data.notes).map(String),
  }
}

function functionOf(value: Record<string, unknown>): CountedFunction {
  return {
    name: String(value.name),
    file: String(value.file),
    line: figure(value.line),
    cost: figure(value.cost),
    rows: list(value.rows).map(row => {
      const [line, hits, time, nested] = list(row)
      return { line: figure(line), hits: figure(hits), time: figure(time), nested: figure(nested) }
    }),
  }
}

function figure(value: unknown): number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0 ? value : 0
}
