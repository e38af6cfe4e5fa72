import { fstatSync, writeSync } from 'node:fs'
import type { Output } from './context.ts'

/** Major number of Linux's devices that are memory, /dev/null among them: no terminals. */
const MEMORY_DEVICES = 1

/**
 * An output of this process. A terminal is written by the stream that Node.js makes for it; files and pipes are written as they are,
 * since that stream costs every start some 3 ms. `onError` ends the process.
 */
export function processOutput(
  fd: 1 | 2,
  stream: () => NodeJS.WriteStream,
  { isColourOff, onError }: { isColourOff: boolean; onError: (error: NodeJS.ErrnoException) => void },
): Output {
  return mayBeTerminal(fd)
    ? streamOutput(stream(), { isColourOff, onError })
    : plainOutput(fd, () => streamOutput(stream(), { isColourOff, onError }), onError)
}

function mayBeTerminal(fd: number): boolean {
  try {
    const stats = fstatSync(fd)
    return stats.isCharacterDevice() && stats.rdev >> 8 !== MEMORY_DEVICES
  } catch {
    return true
  }
}

function streamOutput(
  stream: NodeJS.WriteStream,
  { isColourOff, onError }: { isColourOff: boolean; onError: (error: NodeJS.ErrnoException) => void },
): Output {
  stream.on('error', onError)
  return {
    write: text => {
      stream.write(text)
    },
    flush: () => new Promise(resolve => stream.write('', () => resolve())),
    isTerminal: stream.isTTY === true,
    // Some that are no real terminals say that they have none.
    columns: stream.columns || 80,
    colours: isColourOff || stream.isTTY !== true ? 0 : stream.getColorDepth() >= 8 ? 256 : 16,
  }
}

/** Writes at once; to a pipe that says it is full (who made it wants not to wait) by a stream from then on. */
function plainOutput(
  fd: number,
  makeStream: () => Output,
  onError: (error: NodeJS.ErrnoException) => void,
): Output {
  let stream: Output | null = null
  return {
    write: text => {
      if (stream !== null) return stream.write(text)
      const bytes = typeof text === 'string' ? Buffer.from(text) : text
      let written = 0
      try {
        while (written < bytes.length) written += writeSync(fd, bytes, written)
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException
        if (code !== 'EAGAIN') return onError(error as NodeJS.ErrnoException)
        stream = makeStream()
        stream.write(bytes.subarray(written))
      }
    },
    flush: async () => stream?.flush(),
    isTerminal: false,
    columns: 80,
    colours: 0,
  }
}
