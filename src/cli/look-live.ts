import { isAbsolute, join } from 'node:path'
import { UsageError } from '../base/errors.ts'
import { formatCount } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'
import { terminalText } from '../render/text/terminal-heat.ts'
import type { Context } from './context.ts'

/** What `heap --pid` is asked, as commander gives it. */
export interface LiveFlags {
  readonly pid?: number
  readonly every?: number
  readonly looks?: number
}

/** Seconds between looks, where only their number is given. */
const PACE = 10

/** Options of looks that go without a process, or inputs that go with one. @throws UsageError that says which. */
export function checkLive({ pid, every, looks }: LiveFlags, files: readonly string[]): void {
  if (pid !== undefined && files.length > 0) {
    throw new UsageError(
      'Either a running process is looked at (--pid) or files are',
      'Leave one of them out',
    )
  }
  if (pid === undefined && (every !== undefined || looks !== undefined)) {
    throw new UsageError(
      `${every === undefined ? '--looks' : '--every'} is about a running process`,
      'Name it with --pid PID',
    )
  }
}

/** Looks at the heap of a running process, once or again and again until Ctrl-C. @throws what `lookAtHeap` throws. */
export async function lookLive(
  { pid, every, looks }: LiveFlags & { readonly pid: number },
  { stderr }: Context,
): Promise<Recording> {
  const { lookAtHeap } = await import('../workbench/look-at-heap.ts')
  const ending = new AbortController()
  const stop = () => ending.abort()
  const wanted = looks ?? (every === undefined ? 1 : Number.POSITIVE_INFINITY)
  if (wanted > 1) process.on('SIGINT', stop)
  const of = Number.isFinite(wanted) ? ` of ${formatCount(wanted)}` : ', Ctrl-C ends it'
  const onLook = (taken: number) => {
    if (wanted > 1) stderr.write(`Look ${formatCount(taken)}${of}\n`)
  }
  try {
    const recording = await lookAtHeap({
      pid,
      looks: wanted,
      every: every ?? PACE,
      signal: ending.signal,
      onLook,
    })
    for (const { message } of recording.meta.warnings) stderr.write(`${terminalText(message)}\n`)
    return recording
  } finally {
    process.off('SIGINT', stop)
  }
}

/** Saves what was seen. */
export async function saveLooks(recording: Recording, path: string, { cwd, stderr }: Context): Promise<void> {
  const { saveRecording } = await import('../workbench/save.ts')
  await saveRecording(recording, isAbsolute(path) ? path : join(cwd, path))
  stderr.write(`Saved ${terminalText(path)}\n`)
}
