import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface, type Interface } from 'node:readline'

/** A program that a test started, spoken to by lines. */
export interface LiveProgram {
  readonly pid: number
  /** The next line of its output. Rejects when it ends without one. */
  line(): Promise<string>
  send(text: string): void
  /** Kills it and waits until it is gone. */
  stop(): Promise<void>
}

/** Starts a program. Its standard error goes to the test's own. */
export function startProgram(command: readonly string[], env: NodeJS.ProcessEnv = process.env): LiveProgram {
  const child: ChildProcess = spawn(command[0]!, command.slice(1), {
    stdio: ['pipe', 'pipe', 'inherit'],
    env,
  })
  const exited = new Promise<void>(resolve => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve())
  })
  const reader: Interface = createInterface({ input: child.stdout! })
  const lines = reader[Symbol.asyncIterator]()
  return {
    pid: child.pid ?? -1,
    line: async () => {
      const next = await lines.next()
      if (next.done === true) throw new Error(`${command.join(' ')} ended without a line`)
      return next.value
    },
    send: text => {
      child.stdin!.write(text)
    },
    stop: async () => {
      child.kill('SIGKILL')
      await exited
      reader.close()
    },
  }
}
