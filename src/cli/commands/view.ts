import { type Command, InvalidArgumentError } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { baseAddress } from '../../workbench/saving/compared-page.ts'
import type { Context } from '../context.ts'
import { addBaseOptions, type BaseFlags } from '../options/base.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../options/html.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../options/transforms.ts'
import { whileReading } from '../reading-progress.ts'

interface ViewFlags extends HtmlFlags, TransformFlags, BaseFlags {
  readonly port: number
  readonly open: boolean
  readonly profile?: string
  readonly part?: string
}

/** `pyrometer view [FILE…]`: the browser application, served to this machine or written as one file. */
export function define(command: Command, context: Context): void {
  command
    .argument(
      '[files...]',
      'recordings of any format, "-" for standard input; the last one made here by default',
    )
    .option('--port <number>', 'port of the server; a free one by default', parsePort, 0)
    .option('--no-open', 'do not open a browser, only print the address')
    .option('--profile <name>', 'name or number of the profile, where a file holds several')
    .option('--part <parts>', 'only these parts: numbers ("1,3-5") or a regular expression for names')
  addHtmlOptions(command)
  addBaseOptions(command)
  addTransformOptions(command)
  command.action(async (files: string[], flags: ViewFlags) => {
    const { openInputs } = await import('../../workbench/opening/open.ts')
    const asked = { profile: flags.profile, parts: flags.part, transforms: transformsOf(flags) }
    if (flags.base === '-' && files.includes('-')) {
      throw new UsageError('Standard input (-) can be read once only')
    }
    const own = await whileReading(context, options => openInputs(files, { ...options, ...asked }))
    const base = await openBase(flags, asked, context)
    if (base.length > 0) {
      // The page compares these two first: what cannot be compared is said here and now.
      const { assertComparable } = await import('../../workbench/opening/open-merged.ts')
      await assertComparable(own[0]!, base[0]!, flags.normalize)
    }
    const recordings = [...own, ...base]
    const hash = base.length === 0 ? '' : baseAddress('', { index: own.length, normalize: flags.normalize })
    if (flags.html !== undefined) {
      await savePage(recordings, flags, { context, hash })
      return
    }
    const { findApplication, preparePage } = await import('../../workbench/saving/html-report.ts')
    const prepared = await preparePage(recordings, pageOptions(flags, { cwd: context.cwd, isPage: true }))
    const { recordingsToServe } = await import('../../workbench/served-recordings.ts')
    const { startViewServer } = await import('../../server/start-view-server.ts')
    const server = await startViewServer({
      folder: await findApplication(),
      recordings: recordingsToServe(prepared),
      port: flags.port,
    })
    const address = hash === '' ? server.address : `${server.address}#${hash}`
    context.stdout.write(`${address}\n`)
    if (context.stdout.isTerminal) {
      context.stderr.write('Ctrl-C ends the server.\n')
      if (flags.open) (await import('../open-browser.ts')).openBrowser(address)
    }
    await interrupted()
    await server.close()
  })
}

/** The recordings to compare with, none where nobody asks. */
async function openBase(
  { base, normalize }: ViewFlags,
  asked: {
    readonly profile: string | undefined
    readonly parts: string | undefined
    readonly transforms: readonly string[]
  },
  context: Context,
): Promise<readonly Recording[]> {
  if (base === undefined) {
    if (normalize !== undefined)
      throw new UsageError('--normalize is about a base', 'Name one with --base FILE')
    return []
  }
  const { openInputs } = await import('../../workbench/opening/open.ts')
  return whileReading(context, options => openInputs([base], { ...options, ...asked }))
}

/** Resolves when the user or the system ends the program. */
function interrupted(): Promise<void> {
  return new Promise(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve())
  })
}

function parsePort(text: string): number {
  const port = Number(text)
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port
  throw new InvalidArgumentError('Expected a number from 0 to 65535.')
}
