import { LinesBuilder } from '../../../src/model/part-builders.ts'
import type { Recording } from '../../../src/model/recording.ts'

/** The demo with figures of its lines that were measured besides: hits, memory and what it rose by. */
export function withMeasuredLines(recording: Recording): Recording {
  const { shared } = recording
  const lines = new LinesBuilder([
    { name: 'increment', unit: 'bytes', kind: 'sum', precision: 'exact' },
    { name: 'memory', unit: 'bytes', kind: 'snapshot', precision: 'estimated' },
  ])
  const source = shared.sources.path.findIndex(path => shared.strings[path] === 'examples/scatter/scatter.py')
  const func = shared.funcs.name.findIndex(name => shared.strings[name] === 'contains_point')
  const rows = [
    [20, 160_000, 0, 48e6],
    [21, 4_640_000, 12e6, 60e6],
    [22, 4_480_000, 96e6, 156e6],
    [23, 160_000, -40e6, 116e6],
    [25, 3, 512, 116e6],
  ] as const
  for (const [line, hits, increment, memory] of rows) {
    lines.add({ source, func, line, hits }, [increment, memory])
  }
  return { ...recording, lines: lines.finish() }
}
