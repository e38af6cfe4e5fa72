import { type Command, Option } from 'commander'
import { escapeStep } from '../../query/filter/written-steps.ts'

/** Options that filter and transform what was read, as commander gives them. */
export interface TransformFlags {
  readonly focus?: readonly string[]
  readonly ignore?: readonly string[]
  readonly hide?: readonly string[]
  readonly show?: readonly string[]
  readonly showFrom?: readonly string[]
  readonly pruneFrom?: readonly string[]
  readonly tagfocus?: readonly string[]
  readonly tagignore?: readonly string[]
  readonly tagshow?: readonly string[]
  readonly taghide?: readonly string[]
  readonly tagroot?: readonly string[]
  readonly tagleaf?: readonly string[]
  readonly region?: readonly string[]
  readonly transform?: readonly string[]
  readonly preset?: readonly string[]
}

/** The filters in the order in which pprof does them, whatever the order on the command line. */
const FILTERS = [
  ['tagroot', 'tagroot', 'keys', 'put labels, the thread or the process above the root'],
  ['tagleaf', 'tagleaf', 'keys', 'put labels, the thread or the process below the leaf'],
  ['focus', 'focus', 'regex', 'only samples in whose stack a function, file or binary matches'],
  ['ignore', 'ignore', 'regex', 'without samples in whose stack one matches'],
  ['hide', 'hide', 'regex', 'without frames that match: their cost falls to their callers'],
  ['show', 'show', 'regex', 'only frames that match'],
  ['show-from', 'showFrom', 'regex', 'cut off what is above the first frame that matches'],
  ['tagfocus', 'tagfocus', 'rule', 'only samples whose tags match: REGEX, KEY=REGEX, 128kb:512kb, KEY=:1s'],
  ['tagignore', 'tagignore', 'rule', 'without samples whose tags match'],
  ['tagshow', 'tagshow', 'regex', 'keep only the labels whose key matches'],
  ['taghide', 'taghide', 'regex', 'drop the labels whose key matches'],
  ['prune-from', 'pruneFrom', 'regex', 'cut off what the last function that matches called'],
] as const

const PRESETS = 'only-my-code, hide-python-internals, fold-interpreter'

/** Declares the filters and transforms that every command which shows functions takes. Each may be given again. */
export function addTransformOptions(command: Command): void {
  addRegionOption(command)
  for (const [name, , argument, text] of FILTERS) {
    command.addOption(repeatable(`--${name} <${argument}>`, text))
  }
  command
    .addOption(
      repeatable(
        '--transform <name:argument>',
        'merge-function:NAME, focus-function:NAME, drop-function:NAME, collapse-library:NAME … (a wrong name lists all)',
      ),
    )
    .addOption(repeatable('--preset <name>', PRESETS))
}

/** Declares the filter by region alone, for commands that show no functions. */
export function addRegionOption(command: Command): void {
  command.addOption(
    repeatable(
      '--region <name>',
      'only what ran within spans of this name or glob (pyrometer.region); of any, where given again',
    ),
  )
}

function repeatable(flags: string, text: string): Option {
  return new Option(flags, text)
    .argParser((value: string, before: readonly string[] | undefined) => [...(before ?? []), value])
    .helpGroup('Filters and transforms (each may be given again):')
}

/** The transforms that were asked for, as `NAME:ARGUMENT`: regions, filters, then presets, then transforms. */
export function transformsOf(flags: TransformFlags): string[] {
  return [
    ...regionOf(flags),
    ...FILTERS.flatMap(([name, key]) => (flags[key] ?? []).map(text => `${name}:${text}`)),
    ...(flags.preset ?? []).map(preset => `preset:${preset}`),
    ...(flags.transform ?? []),
  ]
}

/** The filter by region, as a transform; several names are one. */
export function regionOf({ region = [] }: Pick<TransformFlags, 'region'>): string[] {
  return region.length === 0 ? [] : [`region:${region.map(escapeStep).join(';')}`]
}
