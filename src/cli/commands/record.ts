import { type Command, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { Context } from '../context.ts'
import { addHeapInsideOptions, type HeapInsideFlags, heapInsideOf } from '../options/heap-inside.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../options/html.ts'
import { addMemoryOptions, type MemoryFlags, memoryInsideOf } from '../options/memory.ts'
import { addNativeHeapOptions, type NativeHeapFlags, nativeHeapOf } from '../options/native-heap.ts'
import {
  defineProgram,
  type ProgramFlags,
  positive,
  processId,
  seconds,
  targetOf,
} from '../options/program.ts'

interface RecordFlags extends ProgramFlags, MemoryFlags, HeapInsideFlags, NativeHeapFlags, HtmlFlags {
  readonly mode: 'sample' | 'trace' | 'lines' | 'memory' | 'heap'
  readonly rate?: number
  readonly delay: number
  readonly duration?: number
  readonly pid?: number
  readonly output?: string
  readonly to?: string
  readonly function: readonly string[]
  readonly compact?: boolean
  readonly subprocesses?: boolean
  readonly stop?: boolean
  readonly source: boolean
  readonly quiet?: boolean
}

const DEFAULT_RATE = 1000
const MOST_RATE = 1_000_000
/** Stopping a program costs it a pause at every sample. */
const MOST_STOPS = 100

/** `pyrometer record`: measures a program and saves the recording. */
export function define(command: Command, context: Context, exit: (status: number) => void): void {
  command
    .usage('[options] [--] PROGRAM [ARGUMENTS…]')
    .addOption(
      new Option(
        '--mode <mode>',
        'sample: stacks of all threads, from outside; trace: every call, by cProfile inside; lines: hits and time of the lines of chosen functions; memory: of any program and what it starts, over time and by function, from outside; heap: every object of a Python program and who refers to it, from inside, or what native code allocates (--native)',
      )
        .choices(['sample', 'trace', 'lines', 'memory', 'heap'])
        .default('sample'),
    )
    .option('--rate <hz>', `samples per second (${DEFAULT_RATE})`, positive)
    .option('--delay <seconds>', 'wait before measuring', seconds, 0)
    .option('--duration <seconds>', 'measure so long; a program that was started is ended then', positive)
    .option('--pid <pid>', 'measure a running process', processId)
    .option(
      '-o, --output <file>',
      'where to save (.pyrometer/NAME-TIME.pyrometer); its ending names the format',
    )
    .option('--to <format>', 'the format to write, whatever the ending ("pyrometer formats" lists them)')
    .addOption(
      new Option(
        '-f, --function <name>',
        'lines, memory: count the lines of these functions: NAME, module.NAME, a glob, a module or a file (may be given again); and of those decorated @profile',
      )
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'none'),
    )
    .option('--compact', 'deflate the columns of a .pyrometer file')
    .option('--subprocesses', 'measure the Python processes that the program starts, too')
    .option('--stop', `stop the program for each sample: exact stacks, at most ${MOST_STOPS} Hz`)
    .option('--no-source', 'leave the text of the source files out of the recording')
    .option('-q, --quiet', 'print no summary')
  addMemoryOptions(command)
  addHeapInsideOptions(command)
  addNativeHeapOptions(command)
  addHtmlOptions(command)
  const isSetApart = defineProgram(command)
  command.addHelpText('after', AFTER_HELP)
  command.action(async (words: string[], flags: RecordFlags) => {
    pageOptions(flags, context)
    const target = targetOf(words, flags, { context, isSetApart: isSetApart(), purpose: 'measure' })
    const { recordProgram } = await import('../../workbench/record.ts')
    const say = (sentence: string) => context.stderr.write(`pyrometer: ${sentence}\n`)
    const run = await recordProgram({
      request: {
        target,
        rate: rateOf(flags),
        delay: flags.delay,
        duration: flags.duration ?? null,
        subprocesses: flags.subprocesses === true,
        stop: flags.stop === true,
        source: flags.source,
        functions: functionsOf(flags),
        memory: memoryInsideOf(flags),
        heap: heapInsideOf(flags),
        signal: new AbortController().signal,
        say,
      },
      mode: flags.mode,
      nativeHeap: nativeHeapOf(flags),
      output: flags.output ?? null,
      to: flags.to,
      compact: flags.compact,
      cwd: context.cwd,
    })
    for (const warning of run.recording.meta.warnings) say(warning.message)
    // Standard output is the program's.
    if (flags.html !== undefined) await savePage([run.recording], flags, { context, out: context.stderr })
    if (flags.quiet !== true) {
      const { formatRunSummary } = await import('../report/run-summary.ts')
      context.stderr.write(formatRunSummary(run, context.cwd))
      if (flags.mode === 'lines' || flags.mode === 'memory') {
        const { formatRunLines } = await import('../report/counted-lines.ts')
        const { embedSourceText } = await import('../../workbench/opening/embed-source-text.ts')
        // A recording that is to hold no source is printed with what the files say.
        const told = flags.source ? run.recording : await embedSourceText(run.recording, context)
        context.stderr.write(formatRunLines(told, context.stderr))
      }
      if (flags.mode === 'heap' && flags.native !== true) {
        const { formatRunHeap } = await import('../heap/run-heap.ts')
        context.stderr.write(formatRunHeap(run.recording))
      } else if (flags.mode === 'heap') {
        const { formatRunSites } = await import('../heap/run-sites.ts')
        context.stderr.write(formatRunSites(run.recording))
      }
    }
    exit(run.exitStatus)
  })
}

const AFTER_HELP = `
A program that is started keeps its streams, its signals and its exit status, which is also that of record:
128+n after signal n, 125 when Pyrometer itself failed, 126 and 127 when the program cannot be run or found.
Ctrl-C ends the program and saves; a second one ends it harder.

  pyrometer record script.py ARGUMENTS…     pyrometer record -m pytest tests/
  pyrometer record -- uv run server.py      pyrometer record --pid 1234 --duration 10 -o server.pb.gz
  pyrometer record --mode lines -f 'scatter.is_inside_contour' scatter.py      then: pyrometer lines
  pyrometer record --mode memory --rate 100 script.py      then: pyrometer plot -o memory.svg
  pyrometer record --mode memory -f load script.py      pyrometer record --mode memory --sites script.py
  pyrometer record --mode heap --native ./program      then: pyrometer report, pyrometer plot -o heap.svg`

function functionsOf({ function: functions, mode }: RecordFlags): readonly string[] {
  if (functions.length > 0 && mode !== 'lines' && mode !== 'memory') {
    throw new UsageError(
      '-f names functions whose lines are counted: it needs --mode lines (hits and time) or --mode memory',
    )
  }
  return functions
}

function rateOf({ rate, stop }: RecordFlags): number {
  if (stop !== true) {
    if (rate !== undefined && rate > MOST_RATE) throw new UsageError(`--rate can be ${MOST_RATE} Hz at most`)
    return rate ?? DEFAULT_RATE
  }
  if (rate !== undefined && rate > MOST_STOPS) {
    throw new UsageError(`With --stop the rate can be ${MOST_STOPS} Hz at most`)
  }
  return rate ?? MOST_STOPS
}
