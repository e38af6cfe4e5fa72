import { type Command, InvalidArgumentError, Option } from 'commander'
import { UsageError } from '../../base/errors.ts'
import type { RecordOptions } from '../../workbench/record.ts'

type MemoryInside = NonNullable<RecordOptions['request']['memory']>

/** Options of `record --mode memory` that measure inside the program. */
export interface MemoryFlags {
  readonly sites?: boolean
  readonly frames?: number
  readonly growth?: MemoryInside['growth']
  readonly pdbMmem?: number
  readonly variables: readonly string[]
}

const FRAMES = 8
const MOST_FRAMES = 1000

/** Adds them to the command. */
export function addMemoryOptions(command: Command): void {
  command
    .optionsGroup('Of memory, inside a Python program (--mode memory, beside -f):')
    .option('--sites', 'where memory was allocated that is in use at the peak and at the end, by tracemalloc')
    .option('--frames <n>', `--sites: frames to keep of each stack (${FRAMES})`, frames)
    .option(
      '--growth <from..to>',
      '--sites: also what grew between two points: marks of the program, start, end, or seconds; or in one region',
      growth,
    )
    .option(
      '--pdb-mmem <mib>',
      'stop in the debugger when memory passes so many MiB in a chosen function (of the script where none is chosen); without a terminal print where, and go on',
      mebibytes,
    )
    .addOption(
      new Option(
        '--variables <name>',
        'sizes of the local variables of these functions over time (may be given again)',
      )
        .argParser((value: string, before: readonly string[]) => [...before, value])
        .default([], 'none'),
    )
    .optionsGroup('Options:')
}

/** What was asked of a recording of memory; null for nothing. @throws UsageError where it needs another mode or option. */
export function memoryInsideOf(flags: MemoryFlags & { readonly mode: string }): MemoryInside | null {
  const { sites = false, growth: wanted = null, pdbMmem = null, variables } = flags
  const given = [
    sites ? '--sites' : null,
    flags.frames === undefined ? null : '--frames',
    wanted === null ? null : '--growth',
    pdbMmem === null ? null : '--pdb-mmem',
    variables.length === 0 ? null : '--variables',
  ].filter(name => name !== null)
  if (given.length === 0) return null
  if (flags.mode !== 'memory') {
    const verb = given.length === 1 ? 'needs' : 'need'
    throw new UsageError(`${given.join(', ')} ${verb} --mode memory`)
  }
  if (!sites && (flags.frames !== undefined || wanted !== null)) {
    throw new UsageError(`${given.filter(name => /frames|growth/.test(name)).join(', ')}: of --sites only`)
  }
  return { frames: sites ? (flags.frames ?? FRAMES) : null, growth: wanted, limit: pdbMmem, variables }
}

function frames(text: string): number {
  const value = Number(text)
  if (Number.isInteger(value) && value >= 1 && value <= MOST_FRAMES) return value
  throw new InvalidArgumentError(`Expected a whole number from 1 to ${MOST_FRAMES}.`)
}

function mebibytes(text: string): number {
  const value = Number(text)
  if (value > 0 && Number.isFinite(value)) return value
  throw new InvalidArgumentError('Expected a number of MiB above 0.')
}

/** "warm..done", "2s..end", "solve" (one region, or from a mark to the end). */
function growth(text: string): NonNullable<MemoryInside['growth']> {
  const parts = text.split('..')
  const [from = '', to] = parts.map(part => part.trim())
  if (from === '' || to === '' || parts.length > 2) {
    throw new InvalidArgumentError(
      'Expected FROM..TO (marks, "start", "end" or seconds, such as 2.5s), or the name of a region.',
    )
  }
  return { from: pointOf(from), to: to === undefined ? null : pointOf(to) }
}

function pointOf(text: string): string | number {
  const seconds = /^(\d+(?:\.\d*)?)s?$/.exec(text)
  return seconds === null ? text : Number(seconds[1])
}
