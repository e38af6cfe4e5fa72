import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { constants } from 'node:os'
import { RecorderError } from '../../base/errors.ts'
import type { Exit } from '../../model/recording.ts'

/** What to start, and how to end it early. */
export interface LaunchOptions {
  readonly command: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** When it fires the program is sent SIGINT, once, as Ctrl-C would do; it may still take its time to end. */
  readonly signal?: AbortSignal | undefined
  /** Standard input, output and error where they are not to be inherited (a full-screen view has the terminal). */
  readonly stdio?: StdioOptions | undefined
}

/** A program that runs with the streams of this process. */
export interface LaunchedProgram {
  readonly pid: number
  /** Resolves when the program has ended; never rejects. */
  readonly exited: Promise<Exit>
}

/** Signals passed on to the program. Stops and window changes reach it from the terminal itself; SIGUSR1 is Node's own. */
const FORWARDED: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']
/** Those that the terminal sends to every process in the foreground by itself. */
const FROM_TERMINAL: ReadonlySet<NodeJS.Signals> = new Set(['SIGINT', 'SIGQUIT'])
/** A press of Ctrl-C seen this recently (ms) already is the interruption that an aborted `signal` asks for. */
const SAME_INTERRUPTION = 500

/**
 * Starts a program with standard input, output and error inherited, in this process group (so that the terminal's
 * job control and Ctrl-C work as without us), and passes the signals sent to this process on to it. While it runs,
 * none of these signals ends this process.
 * @throws RecorderError PYRO_NOT_FOUND (exit status 127) or PYRO_NOT_EXECUTABLE (126).
 */
export async function launchProgram(options: LaunchOptions): Promise<LaunchedProgram> {
  const { command, cwd, env, signal, stdio = 'inherit' } = options
  // Before the program starts: it, or whoever waits for it to start, may signal at once.
  const { follow, stopForwarding } = forwardSignals(signal)
  const child = spawn(command[0]!, command.slice(1), { cwd, env: { ...env }, stdio })
  follow(child)
  const exited = new Promise<Exit>(resolve => {
    child.once('exit', (status, killer) => {
      stopForwarding()
      resolve({ status, signal: killer })
    })
  })
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve)
    child.once('error', error => {
      stopForwarding()
      reject(launchError(command[0]!, cwd, error))
    })
  })
  return { pid: child.pid!, exited }
}

/** The exit status a shell would show: the program's own, or 128+n after signal n. */
export function shellStatus(exit: Exit): number {
  if (exit.status !== null) return exit.status
  const number = exit.signal === null ? undefined : constants.signals[exit.signal as NodeJS.Signals]
  return number === undefined ? 1 : 128 + number
}

/** Handlers run between turns of the event loop, so none runs before `follow` was called in the same turn. */
function forwardSignals(signal: AbortSignal | undefined): {
  follow: (started: ChildProcess) => void
  stopForwarding: () => void
} {
  let child: ChildProcess | null = null
  let lastInterrupt = Number.NEGATIVE_INFINITY
  const handlers = FORWARDED.map(name => {
    const handle = () => {
      if (name === 'SIGINT') lastInterrupt = performance.now()
      if (!(FROM_TERMINAL.has(name) && isInTerminalForeground())) child?.kill(name)
    }
    return { name, handle }
  })
  for (const { name, handle } of handlers) process.on(name, handle)
  // Whoever aborts `signal` on Ctrl-C may be called before our own handler: wait until both had their turn.
  const interrupt = () => {
    setTimeout(() => {
      const isRunning = child?.exitCode === null && child.signalCode === null
      if (isRunning && performance.now() - lastInterrupt > SAME_INTERRUPTION) child?.kill('SIGINT')
    }, 20)
  }
  signal?.addEventListener('abort', interrupt, { once: true })
  if (signal?.aborted === true) interrupt()
  return {
    follow: started => {
      child = started
    },
    stopForwarding: () => {
      for (const { name, handle } of handlers) process.off(name, handle)
      signal?.removeEventListener('abort', interrupt)
    },
  }
}

/** Whether the terminal's Ctrl-C reaches this process group (and so the program) without our help. */
function isInTerminalForeground(): boolean {
  try {
    const stat = readFileSync('/proc/self/stat', 'utf8')
    const [, , group, , , foreground] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    return group === foreground
  } catch {
    return process.stdin.isTTY || process.stderr.isTTY
  }
}

function launchError(program: string, cwd: string, error: NodeJS.ErrnoException): RecorderError {
  if (error.code === 'EACCES') {
    return new RecorderError('PYRO_NOT_EXECUTABLE', `${program} cannot be run: permission denied`, {
      exitStatus: 126,
      cause: error,
      hint: 'Is it a program, and marked as executable?',
    })
  }
  if (error.code === 'ENOENT') {
    return new RecorderError('PYRO_NOT_FOUND', `${program} was not found (working directory ${cwd})`, {
      exitStatus: 127,
      cause: error,
      hint: 'Is its name right, and is it on the PATH?',
    })
  }
  return new RecorderError('PYRO_NOT_EXECUTABLE', `${program} cannot be run: ${error.message}`, {
    exitStatus: 126,
    cause: error,
  })
}
