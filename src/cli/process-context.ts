import { writeSync } from 'node:fs'
import type { Context } from './context.ts'
import { processOutput } from './process-output.ts'

/** The surroundings of this process. */
export function processContext(): Context {
  const isColourOff = process.argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== ''
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: processOutput(1, () => process.stdout, { isColourOff, onError: endAtOutput }),
    stderr: processOutput(2, () => process.stderr, { isColourOff, onError: () => undefined }),
    // The stream is made when it is read: that costs every start some 2 ms otherwise.
    stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
  }
}

/** `pyrometer report | head` closes the pipe early: that is no error of ours. */
function endAtOutput(error: NodeJS.ErrnoException): void {
  if (error.code === 'EPIPE') process.exit(0)
  writeSync(2, `pyrometer: cannot write to standard output: ${error.message}\n`)
  process.exit(2)
}
