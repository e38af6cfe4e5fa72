import { assertIntegrity } from '../../src/model/integrity.ts'
import { StacksBuilder } from '../../src/model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../src/model/recording.ts'
import { SharedBuilder } from '../../src/model/shared-builder.ts'

export const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
export const SAMPLES_TYPE: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }

/**
 * Draws a recording as a text grid: each column is a sample, each row a depth, root at the top. Columns are apart by two
 * spaces or more and aligned by where the first row's cells begin. A cell may carry `[line:3]`, `[file:a.py]`,
 * `[fline:1]` (line of the definition). A first row of numbers is the weights; a row that starts with `thread` in every
 * cell (`thread:main`) names threads. Each sample lasts 1 ms unless weights say otherwise (in ms).
 *
 *     1      3      1
 *     main   main   main
 *     read   parse  parse
 *                   token[line:12]
 */
export function recordingFromText(grid: string, options: { name?: string } = {}): Recording {
  const rows = grid.split('\n').filter(row => row.trim() !== '')
  const starts = columnStarts(rows[0]!)
  const cells = rows.map(row => starts.map((start, i) => row.slice(start, starts[i + 1]).trim()))
  const weights = cells[0]!.every(cell => /^\d+(\.\d+)?$/.test(cell)) ? cells.shift()!.map(Number) : null
  const threadRow = cells[0]?.every(cell => cell.startsWith('thread:')) === true ? cells.shift()! : null
  const shared = new SharedBuilder()
  const process = shared.process({ name: 'test', pid: 1 })
  const threads = new Map<string, number>()
  const threadOf = (name: string): number => {
    let thread = threads.get(name)
    if (thread === undefined) {
      const isMain = threads.size === 0 ? 1 : 0
      thread = shared.thread({ name, process, tid: threads.size + 1, kind: 1, isMain })
      threads.set(name, thread)
    }
    return thread
  }
  const stacks = new StacksBuilder([WALL, SAMPLES_TYPE])
  let time = 0
  for (const [column] of starts.entries()) {
    let stack = -1
    for (const row of cells) {
      const cell = row[column]!
      if (cell === '') break
      stack = shared.stack(stack, frameOf(shared, cell))
    }
    const wall = (weights?.[column] ?? 1) * 1e6
    const thread = threadOf(threadRow === null ? 'main' : threadRow[column]!.slice('thread:'.length))
    stacks.add({ stack, thread, time, state: 1 }, [wall, 1])
    time += wall
  }
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({
      name: options.name ?? 'test',
      duration: time,
      recorder: { name: 'test', version: null, mode: 'sample', settings: {} },
    }),
    shared: shared.finish(),
    stacks: stacks.finish(true),
  }
  assertIntegrity(recording)
  return recording
}

function columnStarts(row: string): number[] {
  return [...row.matchAll(/(?<=^|\s{2})\S/g)].map(match => match.index)
}

function frameOf(shared: SharedBuilder, cell: string): number {
  const name = cell.replace(/\[[^\]]*:[^\]]*\]/g, '')
  const note = (key: string) => cell.match(new RegExp(`\\[${key}:([^\\]]*)\\]`))?.[1]
  const fline = note('fline')
  const func = shared.func({
    name,
    file: note('file'),
    line: fline === undefined ? -1 : Number(fline),
    kind: 1,
  })
  return shared.plainFrame(func, Number(note('line') ?? -1))
}
