import { fileURLToPath } from 'node:url'
import { expect } from 'vitest'
import { type RawStack, StackResult } from '../../src/record/python/stacks/raw-stack.ts'
import { openPythonTarget } from '../../src/record/python/target/open-target.ts'
import type { PythonTarget, TargetThread } from '../../src/record/python/target/target.ts'
import { type LiveProgram, startProgram } from './live-program.ts'

/** The parked program; run it with any Python. */
export const PARKED = fileURLToPath(new URL('../live/programs/parked.py', import.meta.url))

/** What the program says of one of its threads. */
interface Expected {
  readonly name: string
  readonly tid: number
  /** Name, file and line, leaf first. */
  readonly frames: readonly (readonly [string, string, number])[]
}

/** Room for one stack. */
export function newRaw(): RawStack {
  return { depth: 0, code: new Float64Array(8192), instruction: new Int32Array(8192) }
}

/** A thread's stack as the parked program prints it, or what became of reading it. */
export function framesOf(target: PythonTarget, thread: TargetThread): [string, string, number][] | string {
  const raw = newRaw()
  const result = target.readStack(thread, raw)
  if (result !== StackResult.whole) return `result ${result}`
  return Array.from({ length: raw.depth }, (_, i) => {
    const code = target.code(raw.code[i]!)
    if (code === null) return ['?', '?', -1]
    return [code.name, code.file, code.locate(raw.instruction[i]!).line]
  })
}

/** Runs a program while `use` lasts. */
export async function withProgram(
  command: readonly string[],
  use: (program: LiveProgram) => Promise<void>,
  env?: NodeJS.ProcessEnv,
): Promise<void> {
  const program = startProgram(command, env)
  try {
    await use(program)
  } finally {
    await program.stop()
  }
}

/** Compares all threads of the parked program with what it says of itself. */
export async function compareParked(program: LiveProgram): Promise<void> {
  const expected = JSON.parse(await program.line()) as Expected[]
  const target = openPythonTarget(program.pid)
  try {
    const threads = target.refreshThreads()
    const byTid = new Map(threads.map(thread => [thread.tid, thread]))
    expect(byTid.size).toBe(expected.length + 1)
    for (const { name, tid, frames } of expected) {
      const thread = byTid.get(tid)
      expect([tid, thread === undefined ? null : target.threadName(thread)]).toEqual([tid, name])
      expect([name, framesOf(target, thread!)]).toEqual([name, frames])
      expect(thread!.isMain).toBe(tid === program.pid)
    }
    expect(threads[0]!.isMain).toBe(true)
    expect(target.isCollecting()).toBe(false)
    expect(target.gilHolder()).toBe(target.isFreeThreaded ? -1 : 0)
    await compareHolder(program, target)
    expect(target.tornCounts().torn).toBe(0)
  } finally {
    target.close()
  }
}

/** One thread spins and all others are parked: nobody else may ever hold the lock. */
async function compareHolder(program: LiveProgram, target: PythonTarget): Promise<void> {
  program.send('\n')
  const tid = JSON.parse(await program.line()) as number
  expect(target.hasThreadListChanged()).toBe(true)
  const spinner = target.refreshThreads().find(thread => thread.tid === tid)
  expect(target.hasThreadListChanged()).toBe(false)
  expect(spinner === undefined ? null : target.threadName(spinner)).toBe('spinner')
  if (target.isFreeThreaded) return
  // The reporter may still be on its way to sleep.
  await new Promise(resolve => setTimeout(resolve, 50))
  const holders = Array.from({ length: 200 }, () => target.gilHolder())
  // 2.7 lets go of its lock for a moment every hundred instructions, whether anyone waits or not.
  const isOld = target.interpreter.version.startsWith('2.')
  const wrong = holders.filter(holder => holder !== spinner!.address && !(isOld && holder === 0))
  expect(wrong).toEqual([])
  expect(holders).toContain(spinner!.address)
}
