import { CallsBuilder, LinesBuilder } from '../../model/part-builders.ts'
import { quality, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { readStackprofData, type StackprofData, type StackprofFrame } from './data.ts'
import { readStacks } from './read-stacks.ts'
import { valueTypesOf } from './value-types.ts'

const FORMAT = 'stackprof'

/**
 * Reads a dump of stackprof, Marshal or JSON. With its raw stacks: samples in the order of time. Without (`aggregate`
 * only): a call graph. Lines with their samples in both.
 * Source: stackprof ext/stackprof/stackprof.c (0.2.27). @throws FormatError, LimitError.
 */
export function readStackprof(bytes: Uint8Array, name: string | null): Recording[] {
  const data = readStackprofData(bytes)
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const types = valueTypesOf(data)
  const funcs = new Map(data.frames.map(frame => [frame.id, funcOf(frame, shared)]))
  const stacks = data.raw === null ? null : readStacks(data, { shared, funcs, types, warnings })
  const calls = stacks === null ? readCalls(data, { funcs, types }) : null
  const lines = readLines(data, { shared, funcs })
  const { mode, interval, version, metadata, missed } = data
  const length = stacks === null ? null : stacks.duration
  return [
    importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: {
          name: 'stackprof',
          version: version === '' ? null : version,
          mode,
          settings: { interval, ...metadata },
        },
        duration: length,
        quality: missed === null ? null : quality({ lostStacks: missed }),
        warnings: warnings.list(),
      },
      { shared, stacks: stacks?.part ?? null, calls, lines },
    ),
  ]
}

function funcOf({ name, file, line }: StackprofFrame, shared: SharedBuilder): number {
  const isMarker = file === null && /^\(.*\)$/.test(name)
  const isNative = file === '<cfunc>'
  const kind = isMarker ? FuncKind.marker : isNative ? FuncKind.native : FuncKind.unknown
  return shared.func({ name, file: file ?? undefined, line, kind })
}

function readCalls(
  { frames, interval }: StackprofData,
  { funcs, types }: { funcs: ReadonlyMap<number, number>; types: readonly ValueType[] },
): Recording['calls'] {
  const builder = new CallsBuilder(types)
  const scale = (k: number) =>
    types[k]!.name === 'samples' ? 1 : types[k]!.unit === 'nanoseconds' ? interval * 1000 : interval
  const add = (columns: CallsBuilder['self'], row: number, samples: number) => {
    for (const [k, column] of columns.entries()) column.set(row, (column.get(row) || 0) + samples * scale(k))
  }
  for (const { id, self, total } of frames) {
    const row = builder.row(funcs.get(id)!)
    add(builder.self, row, self)
    add(builder.total, row, total)
  }
  for (const { id, edges } of frames) {
    for (const [callee, samples] of edges) {
      const func = funcs.get(callee)
      if (func !== undefined)
        add(builder.edgeTotal, builder.edge(builder.row(funcs.get(id)!), builder.row(func)), samples)
    }
  }
  return builder.finish()
}

function readLines(
  { frames }: StackprofData,
  { shared, funcs }: { shared: SharedBuilder; funcs: ReadonlyMap<number, number> },
): Recording['lines'] {
  const builder = new LinesBuilder([
    { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' },
    { name: 'total samples', unit: 'count', kind: 'sum', precision: 'sampled' },
  ])
  for (const { id, file, lines } of frames) {
    if (file === null) continue
    for (const [line, total, self] of lines) {
      if (!Number.isInteger(line) || line < 1 || line > 0x7fffffff) continue
      builder.add({ source: shared.source(file), line, func: funcs.get(id)!, hits: Number.NaN }, [
        self,
        total,
      ])
    }
  }
  return builder.rows.length === 0 ? null : builder.finish()
}
