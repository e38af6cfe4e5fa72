import { UsageError } from '../../base/errors.ts'
import { formatCount } from '../../base/units.ts'
import type { Recording } from '../../model/recording.ts'
import { terminalText } from '../../render/text/terminal-heat.ts'
import type { Context } from '../context.ts'

/** What `heap --pid` is asked, as commander gives it. */
export interface LiveFlags {
  readonly pid?: number
  /** Seconds to one more look. */
  readonly again?: number
  readonly every?: number
  readonly looks?: number
}

/** Seconds between looks, where only their number is given. */
const PACE = 10
/** What ends looking, and keeps what was seen. */
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/** Options of looks that go without a process, or inputs that go with one. @throws UsageError that says which. */
export function checkLive({ pid, again, every, looks }: LiveFlags, files: readonly string[]): void {
  if (pid !== undefined && files.length > 0) {
    throw new UsageError(
      'Either a running process is looked at (--pid) or files are',
      'Leave one of them out',
    )
  }
  if (pid === undefined && (again !== undefined || every !== undefined || looks !== undefined)) {
    const option = again !== undefined ? '--again' : every === undefined ? '--looks' : '--every'
    throw new UsageError(`${option} is about a running process`, 'Name it with --pid PID')
  }
  if (again !== undefined && (every !== undefined || looks !== undefined)) {
    throw new UsageError('--again is one more look', 'For more of them: --every 10s --looks 5')
  }
}

/** Looks at the heap of a running process, once or again and again until Ctrl-C. @throws what `lookAtHeap` throws. */
export async function lookLive(
  { pid, again, every, looks }: LiveFlags & { readonly pid: number },
  { stderr }: Context,
): Promise<Recording> {
  const { lookAtHeap } = await import('../../workbench/look-at-heap.ts')
  const ending = new AbortController()
  const stop = () => ending.abort()
  const wanted = again !== undefined ? 2 : (looks ?? (every === undefined ? 1 : Number.POSITIVE_INFINITY))
  if (wanted > 1) for (const signal of SIGNALS) process.on(signal, stop)
  const of = Number.isFinite(wanted) ? ` of ${formatCount(wanted)}` : ', Ctrl-C ends it'
  const onLook = (taken: number) => {
    if (wanted > 1) stderr.write(`Look ${formatCount(taken)}${of}\n`)
  }
  try {
    const recording = await lookAtHeap({
      pid,
      looks: wanted,
      every: again ?? every ?? PACE,
      signal: ending.signal,
      onLook,
    })
    for (const { message } of recording.meta.warnings) stderr.write(`${terminalText(message)}\n`)
    return recording
  } finally {
    for (const signal of SIGNALS) process.off(signal, stop)
  }
}

/** What saves looks in a file, in the format of its ending; null without a file. Its errors are PyrometerError PYRO_WRITE when it
 *  cannot be written. @throws UsageError for an ending that names no format. */
export async function looksSaver(
  path: string | undefined,
  { cwd, stderr }: Context,
): Promise<((recording: Recording) => Promise<void>) | null> {
  if (path === undefined) return null
  const { outputFormat } = await import('../../workbench/saving/output-format.ts')
  const { saveOutcome } = await import('../../workbench/saving/save-outcome.ts')
  const format = outputFormat(path, undefined)
  const say = (sentence: string) => stderr.write(`${terminalText(sentence)}\n`)
  return async recording => {
    const saved = await saveOutcome({ recording, spilled: new Map() }, format, { output: path, cwd, say })
    say(`Saved ${saved.path}`)
  }
}
