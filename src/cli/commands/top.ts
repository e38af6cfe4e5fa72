import { closeSync, createReadStream, mkdtempSync, openSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Command } from 'commander'
import type { LiveModel, TopOptions } from '../../workbench/top.ts'
import type { Context } from '../context.ts'
import { hasTerminal, openTerminal } from '../live/terminal.ts'
import { formatTopTable, layoutTop, type TopView } from '../live/top-screen.ts'
import { defineProgram, type ProgramFlags, positive, processId, targetOf } from '../options/program.ts'

interface TopFlags extends ProgramFlags {
  readonly pid?: number
  readonly rate: number
  readonly window: number
  readonly subprocesses?: boolean
  readonly plain?: boolean
}

const SORTS = ['self', 'total', 'all-self', 'all-total'] as const
/** q, Ctrl-C and Escape. */
const QUIT: ReadonlySet<string> = new Set(['q', '\u0003', '\u001b'])
const TABLE_ROWS = 15
/** Milliseconds between two plain tables. */
const TABLE_PERIOD = 2000

/** `pyrometer top`: functions and lines of a running program, live. */
export function define(command: Command, context: Context, exit: (status: number) => void): void {
  command
    .usage('[options] [--] PROGRAM [ARGUMENTS…]')
    .option('--pid <pid>', 'watch a running process', processId)
    .option('--rate <hz>', 'samples per second', positive, 200)
    .option('--window <seconds>', 'length of the sliding window', positive, 5)
    .option('--subprocesses', 'watch the Python processes that the program starts, too')
    .option('--plain', 'print a table every 2 seconds instead of taking the whole screen')
  const isSetApart = defineProgram(command)
  command.addHelpText('after', AFTER_HELP)
  command.action(async (words: string[], flags: TopFlags) => {
    const target = targetOf(words, flags, { context, isSetApart: isSetApart(), purpose: 'watch' })
    const isPlain = flags.plain === true || !hasTerminal()
    const options = {
      target,
      rate: flags.rate,
      window: flags.window,
      subprocesses: flags.subprocesses === true,
    }
    const title =
      target.kind === 'launch'
        ? target.command.join(' ')
        : `process ${target.pid}, ${flags.rate} samples a second`
    const status = isPlain
      ? await printTables(options, { context, title })
      : await showFullScreen(options, { context, title })
    exit(status)
  })
}

const AFTER_HELP = `
Percentages are of one processor over the window; times are since the start. Keys: q quits (a program that was started
is sent SIGINT), p pauses, f and l show functions and lines, c and w count CPU and wall time, s sorts by the next column,
r sets the times to zero. In the full screen the program's own output is shown when the view is left.`

type WatchTarget = Omit<TopOptions, 'signal' | 'hurry' | 'onChange' | 'stdio'>

async function printTables(
  options: WatchTarget,
  { context, title }: { context: Context; title: string },
): Promise<number> {
  const { watch } = await import('../../workbench/top.ts')
  const quit = new AbortController()
  const stop = () => quit.abort()
  // A launched program gets its own Ctrl-C, and its end ends the watching.
  if (options.target.kind === 'attach') process.on('SIGINT', stop)
  const { columns, colours } = context.stdout
  const view: TopView = {
    title,
    of: 'functions',
    measure: 'cpu',
    sort: 'self',
    limit: TABLE_ROWS,
    isPaused: false,
    note: '',
    columns: Math.max(columns, 120),
    rows: TABLE_ROWS,
    colours,
  }
  let next = TABLE_PERIOD
  const onChange = (model: LiveModel) => {
    if ((model.last?.time ?? 0) / 1e6 < next) return
    next += TABLE_PERIOD
    context.stdout.write(formatTopTable(model, view))
  }
  const { exitStatus, problem } = await watch({ ...options, signal: quit.signal, onChange })
  process.off('SIGINT', stop)
  if (problem !== null) context.stderr.write(`pyrometer: ${problem}\n`)
  return exitStatus
}

async function showFullScreen(
  options: WatchTarget,
  { context, title }: { context: Context; title: string },
): Promise<number> {
  const { watch } = await import('../../workbench/top.ts')
  const quit = new AbortController()
  const hurry = new AbortController()
  const output = options.target.kind === 'launch' ? keepOutput() : null
  let view: TopView = {
    title,
    of: 'functions',
    measure: 'cpu',
    sort: 'self',
    limit: 0,
    isPaused: false,
    note: '',
    columns: 80,
    rows: 24,
    colours: context.stdout.colours,
  }
  let model: LiveModel | null = null
  const draw = () => {
    view = { ...view, columns: terminal.columns, rows: terminal.rows }
    terminal.draw(model === null ? [title, 'waiting for Python to start'] : layoutTop(model, view))
  }
  const onKey = (key: string) => {
    if (QUIT.has(key)) {
      if (quit.signal.aborted) hurry.abort()
      quit.abort()
      view = { ...view, note: 'waiting for the program to end, q ends it harder' }
    }
    if (key === 'r') model?.reset()
    view = changeView(view, key)
    draw()
  }
  const terminal = openTerminal({ onKey, onResize: () => draw() })
  // Sent from elsewhere: the terminal is given back before the end.
  const stop = () => quit.abort()
  for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.on(signal, stop)
  try {
    draw()
    const onChange = (newest: LiveModel) => {
      model = newest
      if (!view.isPaused) draw()
    }
    const stdio = output === null ? {} : { stdio: output.stdio }
    const { exitStatus, problem } = await watch({
      ...options,
      ...stdio,
      signal: quit.signal,
      hurry: hurry.signal,
      onChange,
    })
    terminal.close()
    if (problem !== null) context.stderr.write(`pyrometer: ${problem}\n`)
    return exitStatus
  } finally {
    terminal.close()
    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGINT'] as const) process.off(signal, stop)
    await output?.replay(context)
  }
}

/** The view after a key. */
export function changeView(view: TopView, key: string): TopView {
  switch (key) {
    case 'p':
    case ' ':
      return { ...view, isPaused: !view.isPaused }
    case 'f':
      return { ...view, of: 'functions' }
    case 'l':
      return { ...view, of: 'lines' }
    case 'c':
      return { ...view, measure: 'cpu' }
    case 'w':
      return { ...view, measure: 'wall' }
    case 's':
      return { ...view, sort: SORTS[(SORTS.indexOf(view.sort) + 1) % SORTS.length]! }
    default:
      return view
  }
}

interface KeptOutput {
  readonly stdio: ['ignore', number | 'inherit', number | 'inherit']
  replay(context: Context): Promise<void>
}

/** Streams for a program that is watched: what would go to the terminal is kept and shown afterwards. */
function keepOutput(): KeptOutput {
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-top-'))
  const files = ['out', 'err'].map(name => join(folder, name))
  const [out, err] = files.map(file => openSync(file, 'wx')) as [number, number]
  return {
    stdio: ['ignore', out, process.stderr.isTTY === true ? err : 'inherit'],
    async replay(context) {
      closeSync(out)
      closeSync(err)
      for (const [file, stream] of [
        [files[0]!, context.stdout],
        [files[1]!, context.stderr],
      ] as const) {
        for await (const chunk of createReadStream(file)) stream.write(chunk as Uint8Array)
      }
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
