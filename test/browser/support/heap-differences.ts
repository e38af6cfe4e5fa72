import { assertIntegrity } from '../../../src/model/integrity.ts'
import { StacksBuilder } from '../../../src/model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../../src/model/recording.ts'
import { SharedBuilder } from '../../../src/model/shared-builder.ts'
import { tableBuilder } from '../../../src/model/table-builder.ts'
import { TIMELINE_POINTS } from '../../../src/model/tables.ts'

const FILES = ['app.py', 'cache.py', 'parser.py']

/** Sites of a program with a cache: the stack that allocates as `func:line` from the root, each in the file named after it. */
const SITES = [
  'main:10 load:20 parse:5',
  'main:11 serve:30 put:8',
  'main:11 serve:31 put:9 grow:40',
  'main:12 shutdown:50',
  'work:1 load:22',
  'main:10 load:21',
] as const

const FILE_OF: Readonly<Record<string, number>> = { put: 1, grow: 1, parse: 2 }

/** What became of the program's memory between two moments, by site, in MB: as `pprof -base` writes it, in one profile. A balance over
 *  time goes below zero and comes back. */
function heapDifference(name: string, megabytes: readonly number[]): Recording {
  const shared = new SharedBuilder()
  const process = shared.process({ name, pid: 1 })
  const part = new StacksBuilder([
    { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
    { name: 'in-use objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
  ])
  for (const [i, site] of SITES.entries()) {
    let stack = -1
    for (const cell of site.split(' ')) {
      const [func, line] = cell.split(':') as [string, string]
      const file = FILES[FILE_OF[func] ?? 0]!
      const index = shared.func({ name: func, file, line: 1, kind: 1 })
      stack = shared.stack(stack, shared.plainFrame(index, Number(line)))
    }
    part.add({ stack }, [1e6 * megabytes[i]!, 1e8 * megabytes[i]!])
  }
  const balance = tableBuilder(TIMELINE_POINTS)
  for (let i = 0; i <= 100; i++) balance.add({ time: 1e7 * i, value: i <= 50 ? 2 * i : -3 * (i - 50) })
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({
      name,
      duration: 1e9,
      recorder: { name: 'pprof', version: null, mode: null, settings: {} },
    }),
    shared: shared.finish(),
    stacks: part.finish(false),
    timelines: [{ name: 'balance', unit: 'count', kind: 'gauge', process, points: balance.finish() }],
  }
  assertIntegrity(recording)
  return recording
}

/** What some sites gave back and others took; what all gave back; what comes to nothing in all. */
export const HEAP_DIFFERENCES: readonly Recording[] = [
  heapDifference('mixed', [-5, 12, 3, -8, -3, 1.5]),
  heapDifference('shrunk', [-5, -12, -3, -8, -3, -1.5]),
  heapDifference('even', [-5, 5, 3, -3, -1, 1]),
]
