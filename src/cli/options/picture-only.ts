import type { Command } from 'commander'
import type { Output } from '../context.ts'

/** Says which of the options that were given are about pictures alone, where a page is written. `names` are those of the flags. */
export function noteOptionsOfPictures(
  command: Command,
  names: readonly string[],
  { isPage, stderr }: { readonly isPage: boolean; readonly stderr: Pick<Output, 'write'> },
): void {
  if (!isPage) return
  const given = command.options.filter(
    option =>
      names.includes(option.attributeName()) &&
      command.getOptionValueSource(option.attributeName()) === 'cli',
  )
  const flags = [...new Set(given.map(({ long, short }) => long ?? short))]
  if (flags.length > 0) stderr.write(`The page does without ${flags.join(', ')}: only pictures have such\n`)
}
