import { type Command, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { HeapInside } from '../../workbench/record-heap.ts'
import { parseSpokenTime } from '../spoken-time.ts'

/** The options of `record --mode heap` for Python's objects. */
export interface HeapInsideFlags {
  readonly at?: readonly string[]
  readonly collect?: boolean
}

/** Those that a program is free to use. */
const SIGNALS = ['USR1', 'USR2', 'QUIT', 'ALRM', 'VTALRM', 'PROF', 'WINCH', 'CONT']
/** Seconds. */
const SHORTEST = 0.05

/** Adds {@link HeapInsideFlags}. */
export function addHeapInsideOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--at <moment>',
        'heap: when to look at it: exit (the default), signal=USR2, every=10s (may be given again)',
      ).argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value]),
    )
    .option('--collect', 'heap: collect garbage before each look, which otherwise shows it')
}

/** What the options ask of Python's heap. @throws UsageError for moments that there are not, and for options without mode heap. */
export function heapInsideOf(
  flags: HeapInsideFlags & { readonly mode: string; readonly native?: boolean },
): HeapInside | null {
  const { at, collect, mode, native } = flags
  if (mode !== 'heap' || native === true) {
    if (at === undefined && collect !== true) return null
    throw new UsageError(
      '--at and --collect are of the heaps of Python programs',
      'pyrometer record --mode heap --at exit PROGRAM',
    )
  }
  const signals: string[] = []
  let every: number | null = null
  let atExit = at === undefined
  for (const moment of at ?? []) {
    const [kind, value = ''] = moment.split('=', 2) as [string, string?]
    if (moment === 'exit') atExit = true
    else if (kind === 'signal') signals.push(signalOf(value))
    else if (kind === 'every' && every === null) every = secondsOf(value)
    else if (kind === 'every') throw new UsageError('--at every=… can be given once')
    else throw new UsageError(`Unknown moment "${moment}"`, 'Expected exit, signal=USR2 or every=10s')
  }
  return { atExit, signals: [...new Set(signals)], every, collect: collect === true }
}

function signalOf(text: string): string {
  const name = text.toUpperCase().replace(/^SIG/, '')
  if (SIGNALS.includes(name)) return name
  throw new UsageError(
    `No snapshot can be taken at signal "${text}"`,
    `Expected one of ${SIGNALS.join(', ')}`,
  )
}

function secondsOf(text: string): number {
  const seconds = parseSpokenTime(text)
  if (seconds >= SHORTEST) return seconds
  throw new UsageError(
    `Cannot take snapshots every "${text}"`,
    'Expected a time of at least 50ms: every=10s, every=500ms',
  )
}
