import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { addHtmlOptions, type HtmlFlags, pageOptions, savePage } from '../html-options.ts'
import { whileReading } from '../reading-progress.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../transform-options.ts'

interface ViewFlags extends HtmlFlags, TransformFlags {
  readonly port: number
  readonly open: boolean
  readonly profile?: string
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
  addHtmlOptions(command)
  addTransformOptions(command)
  command.action(async (files: string[], flags: ViewFlags) => {
    const { openInputs } = await import('../../workbench/open.ts')
    const recordings = await whileReading(context, options =>
      openInputs(files, { ...options, profile: flags.profile, transforms: transformsOf(flags) }),
    )
    if (flags.html !== undefined) {
      await savePage(recordings, flags, { context })
      return
    }
    const { findApplication, preparePage } = await import('../../workbench/html-report.ts')
    const prepared = await preparePage(recordings, pageOptions(flags, { cwd: context.cwd, isPage: true }))
    const { recordingsToServe } = await import('../../workbench/served-recordings.ts')
    const { startViewServer } = await import('../../server/start-view-server.ts')
    const server = await startViewServer({
      folder: await findApplication(),
      recordings: recordingsToServe(prepared),
      port: flags.port,
    })
    context.stdout.write(`${server.address}\n`)
    if (context.stdout.isTerminal) {
      context.stderr.write('Ctrl-C ends the server.\n')
      if (flags.open) (await import('../open-browser.ts')).openBrowser(server.address)
    }
    await interrupted()
    await server.close()
  })
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
