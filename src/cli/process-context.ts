import { writeSync } from 'node:fs'
import type { Context, Output } from './context.ts'

/** The surroundings of this process. */
export function processContext(): Context {
  const isColourOff = process.argv.includes('--no-color') || (process.env.NO_COLOR ?? '') !== ''
  const output = (stream: NodeJS.WriteStream): Output => ({
    write: text => {
      stream.write(text)
    },
    flush: () => new Promise(resolve => stream.write('', () => resolve())),
    isTerminal: stream.isTTY === true,
    columns: stream.columns ?? 80,
    colours: isColourOff || stream.isTTY !== true ? 0 : stream.getColorDepth() >= 8 ? 256 : 16,
  })
  // `pyrometer report | head` closes the pipe early: that is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0)
    writeSync(2, `pyrometer: cannot write to standard output: ${error.message}\n`)
    process.exit(2)
  })
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: output(process.stdout),
    stderr: output(process.stderr),
    // The stream is made when it is read: that costs every start some 2 ms otherwise.
    stdin: { [Symbol.asyncIterator]: () => process.stdin[Symbol.asyncIterator]() },
  }
}
