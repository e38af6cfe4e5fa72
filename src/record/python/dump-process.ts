import type { Interpreter } from '../../model/recording.ts'
import { quoteCommand, readCommand, readThreadIds, readThreadName } from '../process/process-files.ts'
import { ThreadActivity } from '../process/thread-probe.ts'
import type { CodeLocation } from './code/code-info.ts'
import { tryProbe } from './session/sampled-thread.ts'
import { type RawStack, StackResult } from './stacks/raw-stack.ts'
import { type GilWaits, gilWaits } from './target/gil-waits.ts'
import { openPythonTarget } from './target/open-target.ts'
import type { PythonTarget, TargetThread } from './target/target.ts'

/** A frame of a dump: what runs and where. */
export interface DumpFrame extends CodeLocation {
  readonly name: string
  readonly file: string
}

/** One thread at one moment. */
export interface DumpThread {
  /** Operating system's id, -1 unknown. */
  readonly tid: number
  readonly name: string
  readonly kind: 'python' | 'native'
  readonly isMain: boolean
  readonly state: 'running' | 'waiting-gil' | 'blocked' | 'stopped' | 'unknown'
  /** What it is blocked in; null where that is unknown or it is not. */
  readonly wait: string | null
  readonly holdsGil: boolean
  /** Seconds on a processor since it started, NaN unknown. */
  readonly cpu: number
  /** Leaf first; empty where it runs no Python. Null when the stack changed too fast to be read whole. */
  readonly frames: readonly DumpFrame[] | null
}

/** A task of asyncio at one moment. */
export interface DumpTask {
  readonly name: string
  readonly isRunning: boolean
  /** Names of the tasks that await it. */
  readonly awaitedBy: readonly string[]
  readonly frames: readonly DumpFrame[] | null
}

export interface ProcessDump {
  readonly pid: number
  readonly command: string
  readonly interpreter: Interpreter
  readonly isCollecting: boolean
  /** Python's threads, main first, then those that run no Python. */
  readonly threads: readonly DumpThread[]
  /** Null where the interpreter has no table of its tasks. */
  readonly tasks: readonly DumpTask[] | null
}

const MOST_DEPTH = 1 << 17
/** How often a stack that was found torn is read again. */
const ATTEMPTS = 100

/** The stack of every thread of a Python process, once. The process is not stopped: each stack is whole in itself, but
 *  they are read one after the other. @throws what openPythonTarget throws. */
export function dumpProcess(pid: number): ProcessDump {
  const target = openPythonTarget(pid)
  try {
    const raw: RawStack = {
      depth: 0,
      code: new Float64Array(MOST_DEPTH),
      instruction: new Int32Array(MOST_DEPTH),
    }
    const infos = target.refreshThreads()
    const waits = target.isFreeThreaded ? null : gilWaits(pid, target.interpreter.version)
    const holder = target.gilHolder()
    const isCollecting = target.isCollecting()
    const python = infos.map(info => dumpThread(target, info, { raw, waits, holder }))
    const known = new Set(infos.map(({ tid }) => tid))
    const native = readThreadIds(pid)
      .filter(tid => !known.has(tid))
      .map(tid => dumpNative(pid, tid))
    return {
      pid,
      command: quoteCommand(readCommand(pid)),
      interpreter: target.interpreter,
      isCollecting,
      threads: [...python, ...native],
      tasks: dumpTasks(target, raw),
    }
  } finally {
    target.close()
  }
}

function dumpThread(
  target: PythonTarget,
  info: TargetThread,
  how: { raw: RawStack; waits: GilWaits | null; holder: number },
): DumpThread {
  const kernel = kernelSide(target.pid, info.tid, how.waits)
  return {
    tid: info.tid,
    name: target.threadName(info) ?? kernel.name,
    kind: 'python',
    isMain: info.isMain,
    ...kernel.view,
    // The lock may have changed hands since it was read: nobody waits for what he has.
    holdsGil: how.holder === info.address && kernel.view.state !== 'waiting-gil',
    frames: readFrames(target, how.raw, () => target.readStack(info, how.raw)),
  }
}

function dumpNative(pid: number, tid: number): DumpThread {
  const { name, view } = kernelSide(pid, tid, null)
  return { tid, name, kind: 'native', isMain: tid === pid, ...view, holdsGil: false, frames: [] }
}

function kernelSide(
  pid: number,
  tid: number,
  waits: GilWaits | null,
): { name: string; view: Pick<DumpThread, 'state' | 'wait' | 'cpu'> } {
  const name = (tid > 0 ? readThreadName(pid, tid) : null) ?? 'thread'
  const probe = tryProbe(pid, tid)
  if (probe === null) return { name, view: { state: 'unknown', wait: null, cpu: Number.NaN } }
  try {
    const activity = probe.readActivity()
    probe.readClock()
    const cpu = probe.cpu / 1e9
    if (activity === ThreadActivity.runs) return { name, view: { state: 'running', wait: null, cpu } }
    if (activity === ThreadActivity.stopped) return { name, view: { state: 'stopped', wait: null, cpu } }
    probe.readSyscall()
    if (waits?.isGilWait(probe.syscall, probe.argument) === true) {
      return { name, view: { state: 'waiting-gil', wait: null, cpu } }
    }
    return { name, view: { state: 'blocked', wait: probe.waitName(), cpu } }
  } finally {
    probe.close()
  }
}

function dumpTasks(target: PythonTarget, raw: RawStack): DumpTask[] | null {
  const tasks = target.tasks()
  if (tasks === null) return null
  const names = new Map(tasks.map(task => [task.address, task.name]))
  return tasks.map(task => ({
    name: task.name,
    isRunning: task.thread !== 0,
    awaitedBy: task.awaitedBy.map(address => names.get(address) ?? '?'),
    frames: task.thread !== 0 ? [] : readFrames(target, raw, () => target.readTaskStack(task, raw)),
  }))
}

function readFrames(target: PythonTarget, raw: RawStack, read: () => number): DumpFrame[] | null {
  let result = read()
  for (let attempt = 1; result === StackResult.torn && attempt < ATTEMPTS; attempt++) result = read()
  if (result === StackResult.empty) return []
  if (result !== StackResult.whole) return null
  const frames: DumpFrame[] = []
  for (let i = 0; i < raw.depth; i++) {
    const info = target.code(raw.code[i]!)
    const place = info?.locate(raw.instruction[i]!)
    frames.push({
      name: info?.name ?? '[unknown]',
      file: info?.file ?? '',
      line: place?.line ?? -1,
      endLine: place?.endLine ?? -1,
      column: place?.column ?? -1,
      endColumn: place?.endColumn ?? -1,
    })
  }
  return frames
}
