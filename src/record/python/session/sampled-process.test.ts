import { afterEach, describe, expect, it } from 'vitest'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { SampleFlag, ThreadKind, ThreadState } from '../../../model/tables.ts'
import { StackResult } from '../stacks/raw-stack.ts'
import { newTornCounts } from '../stacks/torn-estimate.ts'
import type { PythonTarget, TargetThread } from '../target/target.ts'
import { SampledProcess } from './sampled-process.ts'
import type { SamplingContext } from './sampling-context.ts'
import type { RowSink } from './thread-rows.ts'

interface Row {
  readonly stack: number
  readonly thread: number
  readonly time: number
  readonly state: number
  readonly flags: number
  readonly wall: number
  readonly samples: number
}

/** A target that says what a test wants, in this very process: its main thread runs while it is asked. */
function fakeTarget() {
  const main: TargetThread = { address: 0x10000, interpreter: 1, tid: process.pid, isMain: true }
  const state = {
    threads: [main] as TargetThread[],
    hasChanged: false,
    holder: 0,
    isCollecting: false,
    result: StackResult.whole as number,
    isClosed: false,
  }
  const target: PythonTarget = {
    pid: process.pid,
    interpreter: { implementation: 'CPython', version: '3.12.1', executable: null },
    isFreeThreaded: false,
    codeGeneration: 0,
    refreshThreads: () => state.threads,
    beginMoment: () => undefined,
    endMoment: () => undefined,
    hasThreadListChanged: () => state.hasChanged,
    gilHolder: () => state.holder,
    isCollecting: () => state.isCollecting,
    tornCounts: newTornCounts,
    readStack: (_thread, into) => {
      into.depth = state.result === StackResult.whole ? 1 : 0
      into.code[0] = 0x20000
      into.instruction[0] = 3
      return state.result
    },
    code: address => ({
      address,
      name: 'work',
      file: 'work.py',
      firstLine: 1,
      locate: () => ({ line: 5, endLine: 5, column: -1, endColumn: -1 }),
    }),
    threadName: thread => (thread === main ? 'MainThread' : null),
    tasks: () => null,
    readTaskStack: () => StackResult.empty,
    close: () => {
      state.isClosed = true
    },
  }
  return { target, state, main }
}

function sampling() {
  const rows: Row[] = []
  const add: RowSink['add'] = (stack, thread, time, state, _wait, flags, wall, _cpu, samples) => {
    rows.push({ stack, thread, time, state, flags, wall, samples })
  }
  const shared = new SharedBuilder()
  const context: SamplingContext = {
    shared,
    sink: { add },
    raw: { depth: 0, code: new Float64Array(16), instruction: new Int32Array(16) },
    interval: 1e6,
    counts: { stacksRead: 0, torn: 0, lost: 0, unresolved: 0, cut: 0 },
    tornCounts: [],
  }
  const index = shared.process({ name: 'test', pid: process.pid })
  const nameOf = (stack: number) => {
    const { strings, funcs, frames, stacks } = shared.finish()
    return stack === -1 ? '' : strings[funcs.name[frames.func[stacks.frame[stack]!]!]!]!
  }
  return { rows, shared, context, index, nameOf }
}

describe.skipIf(process.platform !== 'linux')('SampledProcess (needs Linux)', () => {
  const open: SampledProcess[] = []
  const start = (startedAt: number | null = null) => {
    const fake = fakeTarget()
    const { rows, shared, context, index, nameOf } = sampling()
    const sampled = new SampledProcess(fake.target, { index, context, now: 1e6, startedAt })
    open.push(sampled)
    return { ...fake, rows, shared, context, nameOf, sampled }
  }
  afterEach(() => {
    for (const sampled of open.splice(0)) sampled.finish()
  })

  it('weighs samples by the time that passed and names who holds the GIL', () => {
    const { sampled, state, main, rows, nameOf } = start()
    state.holder = main.address
    sampled.sample(2e6, false)
    sampled.sample(5e6, false)
    open.pop()!.finish()
    const own = rows.filter(row => nameOf(row.stack) === 'work')
    expect(own.reduce((sum, { wall }) => sum + wall, 0)).toBe(4e6)
    expect(own.reduce((sum, { samples }) => sum + samples, 0)).toBe(2)
    expect(own.every(({ flags }) => flags === SampleFlag.holdsGil)).toBe(true)
    expect(own.every(({ state }) => state === ThreadState.running || state === ThreadState.runnable)).toBe(
      true,
    )
    expect(sampled.gilBusyTicks).toBe(2)
    expect(state.isClosed).toBe(true)
  })

  it('keeps a torn stack as [torn], never as a caller', () => {
    const { sampled, state, rows, nameOf, context } = start()
    state.result = StackResult.torn
    state.isCollecting = true
    sampled.sample(2e6, false)
    open.pop()!.finish()
    const torn = rows.find(row => nameOf(row.stack) === '[torn]')!
    expect(torn.flags).toBe(SampleFlag.torn | SampleFlag.collecting)
    expect(context.counts).toMatchObject({ stacksRead: 1, torn: 1 })
  })

  it('accounts for the time before it could read as [start-up]', () => {
    const { rows, nameOf } = start(0)
    open.pop()!.finish()
    expect(rows.map(row => [nameOf(row.stack), row.time, row.wall])).toContainEqual(['[start-up]', 0, 1e6])
  })

  it('lists the other threads of the process as native ones', () => {
    const { shared } = start()
    const { kind, isMain, name, length } = shared.finish().threads
    const main = [...isMain].indexOf(1)
    expect(kind[main]).toBe(ThreadKind.python)
    expect(shared.text(name[main]!)).toBe('MainThread')
    // Node.js has threads of its own.
    expect(length).toBeGreaterThan(1)
    expect([...kind].filter(value => value === ThreadKind.native).length).toBe(length - 1)
  })

  it('leaves a thread that is just being started alone until it has its own id', () => {
    const { sampled, state, main, shared } = start()
    const before = shared.threads.length
    state.threads = [{ address: 0x30000, interpreter: 1, tid: process.pid, isMain: true }, main]
    state.hasChanged = true
    sampled.sample(2e6, false)
    expect(shared.threads.length).toBe(before)
  })

  it('is lost when nothing can be read for some ticks', () => {
    const { sampled, state, context } = start()
    state.result = StackResult.lost
    sampled.sample(2e6, false)
    expect(sampled.isLost).toBe(false)
    sampled.sample(3e6, false)
    sampled.sample(4e6, false)
    expect(sampled.isLost).toBe(true)
    expect(context.counts.lost).toBe(3)
    state.result = StackResult.whole
  })
})
