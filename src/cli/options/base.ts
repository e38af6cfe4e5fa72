import { type Command, Option } from 'commander'

const HEADING = 'Difference:'
const WIDTHS = ['new', 'base', 'union'] as const
const NORMALISATIONS = ['rate', 'duration', 'total', 'none'] as const

/** What a command that compares is asked for, as commander gives it. */
export interface BaseFlags {
  readonly base?: string
  readonly normalize?: (typeof NORMALISATIONS)[number]
}

/** The same for pictures whose boxes have a size. */
export interface WidthFlags extends BaseFlags {
  readonly widths?: (typeof WIDTHS)[number]
}

/** Declares `--base` and how what it measured is brought to scale. */
export function addBaseOptions(command: Command): void {
  command
    .addOption(
      new Option('--base <file>', 'show the difference to this recording of any format').helpGroup(HEADING),
    )
    .addOption(
      new Option(
        '--normalize <how>',
        'multiply the base by the ratio of sampling rates (rate; the default), of measured times too (duration), so that both wholes are equal (total), or not at all (none)',
      )
        .choices(NORMALISATIONS)
        .helpGroup(HEADING),
    )
}

/** Declares what boxes are as large as. */
export function addWidthsOption(command: Command, standard: (typeof WIDTHS)[number]): void {
  command.addOption(
    new Option(
      '--widths <whose>',
      `boxes as large as the costs now, before, or the larger of both (${standard})`,
    )
      .choices(WIDTHS)
      .helpGroup(HEADING),
  )
}
