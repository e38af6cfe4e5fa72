import type { OpenOptions, OpenProgress } from '../workbench/opening/open.ts'
import type { Context, Output } from './context.ts'

/** Below this nobody needs to be told. */
const QUIET_MS = 700
const STEP_MS = 150

/** Says on one line of a terminal how far reading is, once it takes long; says nothing elsewhere. */
export interface ReadingProgress {
  readonly onProgress: (progress: OpenProgress) => void
  /** Takes the line away. */
  end(): void
}

/** Does what opens inputs for a command: names are relative to its folder, and its terminal shows how far reading is. */
export async function whileReading<T>(
  context: Context,
  work: (options: OpenOptions) => Promise<T>,
): Promise<T> {
  const progress = readingProgress(context.stderr)
  try {
    return await work({
      cwd: context.cwd,
      stdin: context.stdin,
      onProgress: progress.onProgress,
      onNote: note => {
        progress.end()
        context.stderr.write(`${note}\n`)
      },
    })
  } finally {
    progress.end()
  }
}

/** Progress of {@link openInputs} on standard error. `now` is a clock in milliseconds. */
export function readingProgress(
  stderr: Output,
  now: () => number = () => performance.now(),
): ReadingProgress {
  if (!stderr.isTerminal) return { onProgress: () => undefined, end: () => undefined }
  const start = now()
  let last = start + QUIET_MS - STEP_MS
  let isShown = false
  return {
    onProgress({ file, bytesRead, size }) {
      if (now() - last < STEP_MS) return
      last = now()
      isShown = true
      const megabytes = `${(bytesRead / 1e6).toFixed(0)} MB`
      const share = size === null ? '' : ` (${Math.floor((100 * bytesRead) / size)} %)`
      const pace = paceOf({ bytesRead, size, elapsed: last - start })
      stderr.write(`\r\x1b[K${`Read ${megabytes}${share}${pace}: ${file}`.slice(0, stderr.columns - 1)}`)
    },
    end() {
      if (isShown) stderr.write('\r\x1b[K')
      isShown = false
    },
  }
}

/** ", 150 MB/s, 3 s left". `elapsed` in ms. */
function paceOf({
  bytesRead,
  size,
  elapsed,
}: {
  bytesRead: number
  size: number | null
  elapsed: number
}): string {
  const rate = bytesRead / (elapsed / 1000)
  if (!(rate > 0) || !Number.isFinite(rate)) return ''
  const left = size === null ? '' : `, ${Math.ceil((size - bytesRead) / rate)} s left`
  return `, ${(rate / 1e6).toFixed(rate < 1e7 ? 1 : 0)} MB/s${left}`
}
