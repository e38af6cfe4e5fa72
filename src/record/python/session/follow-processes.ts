import { PyrometerError } from '../../../base/errors.ts'
import { isAlive, readChildren, readExecutable, readProcText } from '../../process/process-files.ts'
import { openPythonTarget } from '../target/open-target.ts'
import type { PythonTarget } from '../target/target.ts'
import type { SessionFailure } from './session-protocol.ts'

/** A process that is followed: the one that was asked for, or a descendant. */
export interface FollowedProcess {
  readonly pid: number
  readonly parent: FollowedProcess | null
  /** When it was first seen, ms on the caller's clock. */
  readonly since: number
  /** When to look at it again, and how long to wait after that. */
  nextLook: number
  pause: number
  /** What it had mapped when it was last found to be no Python; looked at again when that changes. */
  noPython: string | null
  /** Why it cannot be read, for good. */
  failure: SessionFailure | null
}

/** Shortest and longest pause between two looks at a process that is no Python yet, ms. */
const SHORTEST_PAUSE = 1
const LONGEST_PAUSE = 100
const CHILDREN_PAUSE = 20

/**
 * Finds the Python processes to sample: a process becomes Python when its interpreter has started, ceases to be by
 * exec, and starts others. A launcher (a shell, env, uv) is followed to its children until a Python shows up; with
 * `subprocesses` all descendants are followed for as long as they live.
 */
export class ProcessFollower {
  readonly processes: FollowedProcess[] = []
  readonly #subprocesses: boolean
  readonly #known = new Set<number>()
  #nextChildren = 0
  #childrenPause = SHORTEST_PAUSE

  constructor(pid: number, options: { subprocesses: boolean; now: number }) {
    this.#subprocesses = options.subprocesses
    this.#add(pid, null, options.now)
  }

  /** Looks for new children where that is due. `isSampling`: a Python is being sampled now. */
  lookForChildren(now: number, isSampling: boolean): void {
    if (now < this.#nextChildren || (isSampling && !this.#subprocesses)) return
    const before = this.processes.length
    for (const process of this.processes) {
      for (const pid of readChildren(process.pid)) {
        if (!this.#known.has(pid)) this.#add(pid, process, now)
      }
    }
    // A launcher starts its program within milliseconds, or takes its time.
    this.#childrenPause =
      this.processes.length > before ? SHORTEST_PAUSE : Math.min(CHILDREN_PAUSE, 1.3 * this.#childrenPause)
    this.#nextChildren = now + this.#childrenPause
  }

  /** Opens the interpreter of a process if it is time to look and there is one. */
  tryOpen(process: FollowedProcess, now: number): PythonTarget | null {
    if (process.failure !== null || now < process.nextLook) return null
    process.nextLook = now + process.pause
    process.pause = Math.min(LONGEST_PAUSE, 1.3 * process.pause)
    const mapped = mappedFiles(process.pid)
    if (mapped === null || mapped === process.noPython) return null
    try {
      return openPythonTarget(process.pid)
    } catch (error) {
      if (!(error instanceof PyrometerError)) throw error
      this.#refuse(process, error, mapped)
      return null
    }
  }

  /** Expects another program in the process: it has been lost from sight while it still lives. */
  lookAgain(process: FollowedProcess, now: number): void {
    process.nextLook = now
    process.pause = SHORTEST_PAUSE
    process.noPython = null
  }

  /** Forgets processes that have ended. */
  dropEnded(): void {
    for (let i = this.processes.length - 1; i >= 0; i--) {
      const process = this.processes[i]!
      if (isAlive(process.pid)) continue
      this.processes.splice(i, 1)
      this.#known.delete(process.pid)
    }
  }

  #add(pid: number, parent: FollowedProcess | null, now: number): void {
    this.#known.add(pid)
    this.processes.push({
      pid,
      parent,
      since: now,
      nextLook: now,
      pause: SHORTEST_PAUSE,
      noPython: null,
      failure: null,
    })
  }

  #refuse(process: FollowedProcess, error: PyrometerError, mapped: string): void {
    if (error.code === 'PYRO_NOT_PYTHON' || error.code === 'PYRO_NOT_READY') {
      // An interpreter on its way up is looked at again and again, another program only after an exec or a dlopen.
      if (!/\/(python|pypy)[\d.]*\w*(\n|$)|\/libpython/.test(mapped)) process.noPython = mapped
    } else if (error.code !== 'PYRO_EXITED') {
      const { code, message, hint } = error
      process.failure = { pid: process.pid, code, message, hint: hint ?? null }
    }
  }
}

/** The program of a process and the files it has mapped, one a line; null when it is gone or may not be asked. */
function mappedFiles(pid: number): string | null {
  const maps = readProcText(`/proc/${pid}/maps`)
  if (maps === null || maps === '') return readExecutable(pid)
  const files = new Set<string>([readExecutable(pid) ?? ''])
  for (const line of maps.split('\n')) {
    const slash = line.indexOf('/')
    if (slash >= 0) files.add(line.slice(slash))
  }
  return [...files].join('\n')
}
