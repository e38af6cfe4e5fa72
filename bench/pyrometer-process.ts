import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** The built command line. */
export const MAIN = join('dist', 'cli', 'main.js')

/** CPU time of a process so far in ns: the sum over its threads, from the kernel's own account. */
export function cpuOf(pid: number): number {
  let sum = 0
  for (const tid of readdirSync(`/proc/${pid}/task`)) {
    try {
      sum += Number(readFileSync(`/proc/${pid}/task/${tid}/schedstat`, 'latin1').split(' ')[0])
    } catch {
      // A thread that has just ended.
    }
  }
  return sum
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise(done => setTimeout(done, milliseconds))
}

/** Starts a program, its output thrown away, and waits until it has made a file. */
export async function startTarget(command: readonly string[], file: string): Promise<ChildProcess> {
  const target = spawn(command[0]!, command.slice(1), { stdio: 'ignore' })
  for (let i = 0; i < 2000 && !existsSync(file); i++) await sleep(5)
  if (!existsSync(file)) throw new Error(`${command.join(' ')} did not start`)
  return target
}

/** How a command ended, with what it wrote. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/** Starts a command; `ended` resolves with what it wrote. */
export function start(command: readonly string[]): {
  child: ChildProcess
  ended: Promise<Ended>
  said: () => string
} {
  const child = spawn(command[0]!, command.slice(1), { stdio: ['ignore', 'pipe', 'pipe'] })
  let stdout = ''
  let stderr = ''
  child.stdout!.on('data', (text: Buffer) => {
    stdout += text.toString()
  })
  child.stderr!.on('data', (text: Buffer) => {
    stderr += text.toString()
  })
  const ended = new Promise<Ended>(done => child.on('close', status => done({ status, stdout, stderr })))
  return { child, ended, said: () => stderr }
}

/** Waits until a pyrometer that attached says that it measures. */
export async function untilMeasuring(said: () => string): Promise<void> {
  for (let i = 0; i < 2000; i++) {
    if (said().includes('Measuring process')) return
    await sleep(5)
  }
  throw new Error(`Pyrometer did not start to measure: ${said()}`)
}
