import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Recording } from '../../src/model/recording.ts'
import { openInputs } from '../../src/workbench/opening/open.ts'

/** The built command line: the sampling thread runs as JavaScript only. */
export const PYROMETER = resolve(import.meta.dirname, '../../dist/cli/main.js')

/** What is missing for tests that record, for titles: "" or " (needs …)". */
export const NEEDS =
  process.platform !== 'linux'
    ? ' (needs Linux)'
    : existsSync(PYROMETER)
      ? ''
      : ' (needs a build: npm run build)'

/** How a command line ended. */
export interface Ended {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** A command line under way. */
export interface Started {
  readonly child: ChildProcess
  /** What it wrote so far. */
  readonly output: { readonly stdout: string; readonly stderr: string }
  readonly ended: Promise<Ended>
}

/** Starts the built pyrometer with arguments; its output is kept. */
export function startPyrometer(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string>; uid?: number; input?: string } = {},
): Started {
  const { cwd, env = {}, uid, input } = options
  const child = spawn(process.execPath, [PYROMETER, ...args], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  const output = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8')
    child[name].on('data', (text: string) => {
      output[name] += text
    })
  }
  child.stdin.on('error', () => undefined)
  child.stdin.end(input ?? '')
  const ended = new Promise<Ended>(done => {
    child.on('close', (status, signal) => done({ status, signal, ...output }))
  })
  return { child, output, ended }
}

/** Runs the built pyrometer to its end. */
export function runPyrometer(
  args: readonly string[],
  options: Parameters<typeof startPyrometer>[1] = {},
): Promise<Ended> {
  return startPyrometer(args, options).ended
}

/** Opens a recording that a test has made. */
export async function openRecording(path: string): Promise<Recording> {
  const stdin = (async function* () {})()
  const [recording] = await openInputs([path], { cwd: '/', stdin })
  return recording!
}

/** Waits until something is so, 40 s at most. */
export async function waitUntil(isReady: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 40_000
  while (!isReady()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain for ${what}`)
    await new Promise(done => setTimeout(done, 5))
  }
}

/** Waits for a file: programs under test say by one where they are. */
export function waitForFile(path: string): Promise<void> {
  return waitUntil(() => existsSync(path), path)
}

/** Waits until a recording has some samples: it has opened a program's memory, and has read from it for a while. */
export async function waitUntilSampling({ pid }: ChildProcess): Promise<void> {
  const reads = () => Number(/syscr: (\d+)/.exec(readFileSync(`/proc/${pid}/io`, 'utf8'))![1])
  const hasOpened = () =>
    readdirSync(`/proc/${pid}/fd`).some(fd => {
      try {
        return /^\/proc\/\d+\/mem$/.test(readlinkSync(`/proc/${pid}/fd/${fd}`))
      } catch {
        return false
      }
    })
  await waitUntil(hasOpened, 'the recorder to find the program')
  const before = reads()
  await waitUntil(() => reads() > before + 2000, 'samples')
}

/** Figures of a recording that tests ask for. */
export interface Figures {
  /** Share of the wall time of one thread's (or all) samples whose stack has a function on it, by function name. */
  shareOf(name: string, thread?: string): number
  /** Wall time in ms by thread name and state ("blocked futex"). */
  readonly states: ReadonlyMap<string, ReadonlyMap<string, number>>
  /** CPU time in ms given to the samples of a thread. */
  cpuOf(thread: string): number
  readonly samples: number
}

const STATES = ['unknown', 'running', 'runnable', 'waiting-gil', 'blocked']

/** Sums over a recording by plain loops, independent of the queries. */
export function figuresOf(recording: Recording): Figures {
  const { shared, stacks } = recording
  const { samples, weights } = stacks!
  const [wall, cpu, counts] = weights as [Float64Array, Float64Array, Float64Array]
  const text = (index: number) => shared.strings[index]!
  const threadName = (row: number) => text(shared.threads.name[samples.thread[row]!]!)
  const states = new Map<string, Map<string, number>>()
  for (let row = 0; row < samples.length; row++) {
    const ofThread = states.get(threadName(row)) ?? new Map<string, number>()
    states.set(threadName(row), ofThread)
    const wait = samples.wait[row]! < 0 ? '' : ` ${text(samples.wait[row]!)}`
    const state = `${STATES[samples.state[row]!]}${wait}`
    ofThread.set(state, (ofThread.get(state) ?? 0) + wall[row]! / 1e6)
  }
  const isOn = (row: number, name: string) => {
    for (let stack = samples.stack[row]!; stack !== -1; stack = shared.stacks.prefix[stack]!) {
      if (text(shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!) === name) return true
    }
    return false
  }
  return {
    states,
    samples: counts.reduce((sum, count) => sum + count, 0),
    cpuOf: thread => cpu.reduce((sum, ns, row) => sum + (threadName(row) === thread ? ns / 1e6 : 0), 0),
    shareOf(name, thread) {
      let [on, all] = [0, 0]
      for (let row = 0; row < samples.length; row++) {
        if (thread !== undefined && threadName(row) !== thread) continue
        all += wall[row]!
        if (isOn(row, name)) on += wall[row]!
      }
      return on / all
    },
  }
}
