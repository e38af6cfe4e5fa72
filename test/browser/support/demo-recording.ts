import { readFileSync } from 'node:fs'
import { seededRandom } from '../../../src/base/random.ts'
import { assertIntegrity } from '../../../src/model/integrity.ts'
import { StacksBuilder } from '../../../src/model/part-builders.ts'
import { meta, NO_PARTS, quality, type Recording, type ValueType } from '../../../src/model/recording.ts'
import { SharedBuilder } from '../../../src/model/shared-builder.ts'
import { tableBuilder } from '../../../src/model/table-builder.ts'
import { TIMELINE_POINTS } from '../../../src/model/tables.ts'

const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const CPU: ValueType = { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const MILLISECOND = 1e6
const SECONDS = 24

/** A stack as text: frames from the root, each `function:line`; and how often it is seen. */
type Weighted = readonly [weight: number, stack: string]

const MAIN: readonly Weighted[] = [
  [40, 'contains_point:20'],
  [150, 'contains_point:21'],
  [175, 'contains_point:22'],
  [95, 'contains_point:23'],
  [14, 'contains_point:25'],
  [62, 'element_sum:38 green_function:46'],
  [58, 'element_sum:38 green_function:47 hankel1:112'],
  [46, 'element_sum:38 green_function:47 hankel1:115 jv:61'],
  [30, 'element_sum:39'],
  [22, 'element_sum:40 normal:55'],
  [9, 'element_sum:41'],
]

const FILES: Readonly<Record<string, readonly [file: string, line: number, kind: number]>> = {
  '<module>': ['examples/scatter/scatter.py', 1, 1],
  main: ['examples/scatter/scatter.py', 70, 1],
  compute_field: ['examples/scatter/scatter.py', 58, 1],
  contains_point: ['examples/scatter/scatter.py', 16, 1],
  element_sum: ['examples/scatter/scatter.py', 32, 1],
  green_function: ['examples/scatter/scatter.py', 44, 1],
  normal: ['examples/scatter/scatter.py', 52, 1],
  hankel1: ['/opt/venv/lib/python3.12/site-packages/bessel/hankel.py', 104, 1],
  jv: ['/opt/venv/lib/python3.12/site-packages/bessel/jv.py', 50, 1],
  write_rows: ['examples/scatter/output.py', 12, 1],
  run: ['/usr/lib/python3.12/threading.py', 990, 1],
  _bootstrap: ['/usr/lib/python3.12/threading.py', 1030, 1],
  worker: ['examples/scatter/output.py', 30, 1],
  'os.fsync': ['', 0, 2],
  read_mesh: ['examples/scatter/mesh.py', 8, 1],
  parse_row: ['examples/scatter/mesh.py', 22, 1],
}

/**
 * A recording with one of everything the application shows: threads that run and wait, memory, lines with their text,
 * quality with intervals. Its figures are made up; the same for every run.
 */
export function demoRecording(): Recording {
  const random = seededRandom(7)
  const shared = new SharedBuilder()
  const process = shared.process({ name: 'scatter.py', pid: 4711, start: 0 })
  const thread = (name: string, isMain: number, cpu: number) =>
    shared.thread({ name, process, tid: 4711 + shared.threads.length, kind: 1, isMain, cpu })
  const main = thread('MainThread', 1, 0.97 * SECONDS * 1e9)
  const writer = thread('writer-1', 0, 0.06 * SECONDS * 1e9)
  const loader = thread('mesh-loader', 0, 0.02 * SECONDS * 1e9)
  const stackOf = stackMaker(shared)
  const part = new StacksBuilder([WALL, CPU])
  const wait = shared.string('fsync')
  const futex = shared.string('futex')
  for (let ms = 0; ms < SECONDS * 1000; ms++) {
    const time = ms * MILLISECOND
    const stack = mainStack(ms, random)
    const isGil = random() < 0.015
    part.add({ stack: stackOf(stack), thread: main, time, state: isGil ? 3 : 1, flags: isGil ? 0 : 1 }, [
      MILLISECOND,
      isGil ? 0 : MILLISECOND,
    ])
    const inCycle = ms % 3000
    const isWriting = inCycle < 420
    part.add(
      {
        stack: stackOf(
          isWriting
            ? '_bootstrap:1030 run:990 worker:33 write_rows:18'
            : `_bootstrap:1030 run:990 worker:35${inCycle < 700 ? ' os.fsync:0' : ''}`,
        ),
        thread: writer,
        time,
        state: isWriting ? 1 : 4,
        wait: isWriting ? -1 : inCycle < 700 ? wait : futex,
      },
      [MILLISECOND, isWriting ? MILLISECOND : 0],
    )
    if (ms < 2600) {
      const isReading = ms % 400 < 250
      part.add(
        {
          stack: stackOf(`_bootstrap:1030 run:990 read_mesh:${isReading ? '14 parse_row:27' : '11'}`),
          thread: loader,
          time,
          state: isReading ? 1 : 4,
          wait: isReading ? -1 : shared.string('read'),
        },
        [MILLISECOND, isReading ? MILLISECOND : 0],
      )
    }
  }
  const rss = tableBuilder(TIMELINE_POINTS)
  for (let ms = 0; ms < SECONDS * 1000; ms += 100) {
    const share = ms / (SECONDS * 1000)
    const bump = share > 0.42 && share < 0.55 ? 90 : 0
    rss.add({ time: ms * MILLISECOND, value: 1e6 * (48 + 240 * Math.min(1, share * 1.6) + bump) })
  }
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({
      name: 'scatter.py',
      command: ['python3', 'examples/scatter/scatter.py', '--grid', '400'],
      interpreter: { implementation: 'CPython', version: '3.12.3', executable: '/usr/bin/python3' },
      duration: SECONDS * 1e9,
      startTime: '1790000000000000000',
      recorder: { name: 'pyrometer', version: '0.1.0', mode: 'sample', settings: { rate: 1000 } },
      exit: { status: 0, signal: null },
      quality: quality({
        askedRate: 1000,
        achievedRate: 999.8,
        scheduledTicks: SECONDS * 1000 + 4,
        takenTicks: SECONDS * 1000,
        lateTicks: 12,
        stacksRead: 50_600,
        tornStacks: 41,
        lostStacks: 0,
        tornShare: 0.003,
        tornShareLow: 0.001,
        tornShareHigh: 0.006,
        recorderCpu: 0.021 * SECONDS * 1e9,
      }),
    }),
    shared: withText(shared),
    stacks: part.finish(true),
    timelines: [{ name: 'rss', unit: 'bytes', kind: 'gauge', process, points: rss.finish() }],
  }
  assertIntegrity(recording)
  return recording
}

function mainStack(ms: number, random: () => number): string {
  const start = '<module>:82 main:'
  if (ms < 900) return `${start}72 read_mesh:${random() < 0.8 ? '14 parse_row:26' : '12'}`
  if (ms > 23_200) return `${start}78 write_rows:18`
  const total = MAIN.reduce((sum, [weight]) => sum + weight, 0)
  let at = random() * total
  for (const [weight, stack] of MAIN) {
    at -= weight
    if (at < 0) return `${start}75 compute_field:${stack.startsWith('contains') ? 62 : 65} ${stack}`
  }
  return `${start}75 compute_field:60`
}

function stackMaker(shared: SharedBuilder): (text: string) => number {
  const known = new Map<string, number>()
  return text => {
    let stack = known.get(text) ?? -1
    if (stack !== -1) return stack
    for (const cell of text.split(' ')) {
      const [name, line] = cell.split(':') as [string, string]
      const [file, definition, kind] = FILES[name] ?? ['', 0, 0]
      const func = shared.func(file === '' ? { name, line: 0, kind } : { name, file, line: definition, kind })
      stack = shared.stack(stack, shared.plainFrame(func, Number(line) || -1))
    }
    known.set(text, stack)
    return stack
  }
}

/** The shared tables with the text of the demo's source in them. */
function withText(shared: SharedBuilder): Recording['shared'] {
  const text = readFileSync(new URL('./demo-source.py', import.meta.url), 'utf8')
  const index = shared.string(text)
  const tables = shared.finish()
  const texts = tables.sources.text.slice()
  texts[tables.sources.path.findIndex(path => tables.strings[path] === 'examples/scatter/scatter.py')] = index
  return { ...tables, sources: { ...tables.sources, text: texts } }
}
