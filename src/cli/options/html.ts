import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { PageOptions } from '../../workbench/saving/html-report.ts'
import type { Context, Output } from '../context.ts'
import { sayWritten } from '../say-written.ts'

/** Options of the one-file page, as commander gives them. */
export interface HtmlFlags {
  readonly html?: string
  readonly embedSource?: boolean
  readonly redact?: boolean
  /** Where a command has it: print the answer. */
  readonly json?: boolean
}

/** Declares the options that every command which shows something takes. */
export function addHtmlOptions(command: Command): void {
  command
    .addOption(
      new Option(
        '--html <file>',
        'write the browser application with what is shown inside, as one file that needs no network ("-" for standard output)',
      ).argParser(pagePath),
    )
    .option('--embed-source', 'with --html: put the text of the sources into the page')
    .option('--redact', 'with --html: leave out host, users, folders, arguments, environment and source text')
}

/** A page in a file that claims to be a picture opens nowhere. */
function pagePath(path: string): string {
  if (path === '') throw new InvalidArgumentError('Expected the name of a file, or "-".')
  const ending = path.match(/\.(svg|png|pdf|eps|dot|gv)$/i)?.[0]
  if (ending === undefined) return path
  throw new InvalidArgumentError(
    `A page ends in .html; where the command draws pictures, "-o ${path}" makes one.`,
  )
}

/** How the page is to be made. `cwd` is where sources are looked for. @throws UsageError if options exclude each other, or `isPage`
 *  says that no page is written. */
export function pageOptions(
  flags: HtmlFlags,
  place: { readonly cwd: string; readonly sourceRoots?: readonly string[]; readonly isPage?: boolean },
): PageOptions {
  const { cwd, sourceRoots, isPage = flags.html !== undefined } = place
  if (!isPage && (flags.embedSource === true || flags.redact === true)) {
    const option = flags.redact === true ? '--redact' : '--embed-source'
    throw new UsageError(`${option} says how a page is written`, 'Add --html FILE')
  }
  if (flags.html !== undefined && flags.json === true) {
    throw new UsageError('--json prints an answer, --html writes a page', 'Leave one of them out')
  }
  if (flags.redact === true && flags.embedSource === true) {
    throw new UsageError(
      '--redact leaves the text of sources out, --embed-source puts it in',
      'Give one of them',
    )
  }
  return {
    isRedacted: flags.redact === true,
    ...(flags.embedSource === true ? { embed: { cwd, ...(sourceRoots && { sourceRoots }) } } : {}),
  }
}

/** Where a command that draws pictures writes: the page of `--html`, else the picture of `--output`. @throws UsageError if neither is
 *  given, or both; what {@link pageOptions} throws. */
export function drawingOutput(
  flags: HtmlFlags & { readonly output?: string },
  { cwd, standard }: { readonly cwd: string; readonly standard?: string },
): { readonly output: string; readonly page?: PageOptions } {
  if (flags.html !== undefined && flags.output !== undefined && flags.output !== standard) {
    throw new UsageError('A picture goes to --output or a page to --html, not both', 'Give one of them')
  }
  const output = flags.html ?? flags.output
  if (output === undefined) {
    throw new UsageError(
      'Nothing says where to draw',
      'Give -o FILE for a picture ("-" for standard output), or --html FILE for the application with the recording inside',
    )
  }
  const isPage = flags.html !== undefined || /\.html$/i.test(output)
  const page = pageOptions(flags, { cwd, isPage })
  return isPage ? { output, page } : { output }
}

/** Writes the page that `--html` names and prints its name, to `out` in place of standard output. `hash` is what it shows first.
 *  @throws what {@link pageOptions} and saving throw. */
export async function savePage(
  recordings: readonly Recording[],
  flags: HtmlFlags,
  place: {
    readonly context: Context
    readonly hash?: string
    readonly sourceRoots?: readonly string[]
    readonly out?: Output
  },
): Promise<void> {
  const { context, hash, sourceRoots, out = context.stdout } = place
  const { writePage } = await import('../../workbench/pictures/write-picture.ts')
  const path = flags.html!
  const { cwd, stdout } = context
  const options = pageOptions(flags, { cwd, ...(sourceRoots && { sourceRoots }) })
  await writePage(recordings, { ...options, hash, path, cwd, writeOut: text => stdout.write(text) })
  sayWritten(path, { cwd, out })
}
