import { isAbsolute, join } from 'node:path'
import { type Command, InvalidArgumentError } from 'commander'
import type { Context } from '../context.ts'
import { whileReading } from '../reading-progress.ts'
import { addTransformOptions, type TransformFlags, transformsOf } from '../transform-options.ts'

interface ViewFlags extends TransformFlags {
  readonly port: number
  readonly open: boolean
  readonly html?: string
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
    .option('--html <file>', 'write the application with the recordings inside as one file and end')
  addTransformOptions(command)
  command.action(async (files: string[], flags: ViewFlags) => {
    const { openInputs } = await import('../../workbench/open.ts')
    const recordings = await whileReading(context, options =>
      openInputs(files, { ...options, profile: flags.profile, transforms: transformsOf(flags) }),
    )
    if (flags.html !== undefined) {
      const { saveHtmlReport } = await import('../../workbench/html-report.ts')
      const path = isAbsolute(flags.html) ? flags.html : join(context.cwd, flags.html)
      await saveHtmlReport(recordings, path)
      context.stdout.write(`${flags.html}\n`)
      return
    }
    const { findApplication } = await import('../../workbench/html-report.ts')
    const { recordingsToServe } = await import('../../workbench/served-recordings.ts')
    const { startViewServer } = await import('../../server/start-view-server.ts')
    const server = await startViewServer({
      folder: await findApplication(),
      recordings: recordingsToServe(recordings),
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
