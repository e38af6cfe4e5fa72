import { UsageError } from '../base/errors.ts'
import { formatSeconds } from '../base/units.ts'
import type { Recording } from '../model/recording.ts'
import { hasAllocationSites } from '../query/heap/allocation-sites.ts'
import type { HeapLook } from '../query/heap/look.ts'
import { recordingsToAdd } from './opening/add-up.ts'
import { type OpenOptions, openInputs } from './opening/open.ts'

/** Which looks at heaps a question is about. */
export interface HeapChoice {
  /** Name or number (from 1 on) of the snapshot to look at; absent: the last. */
  readonly snapshot?: string | undefined
  /** Name or number of the snapshot to compare with; absent: the last of the base, else the first. */
  readonly since?: string | undefined
}

/** What `heap` opens. */
export interface HeapRequest extends Omit<OpenOptions, 'base'>, HeapChoice {
  /** Their snapshots come one after the other; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Instead of files: looks that were taken just now. */
  readonly live?: Recording | undefined
  /** A file whose snapshots come before. */
  readonly base?: string | undefined
}

/** Looks at heaps in order, and which of them are asked about. */
export interface HeapLooks {
  /** Those of a base first. */
  readonly looks: readonly HeapLook[]
  readonly look: HeapLook
  /** What to compare with; null where there is only one look. */
  readonly mark: HeapLook | null
}

/** Opens files and takes their looks at heaps. @throws UsageError if none of them has one, or no such snapshot; what
 *  {@link openInputs} throws. */
export async function openHeaps(request: HeapRequest): Promise<HeapLooks> {
  const { files, live, base, snapshot, since, ...options } = request
  if (base === '-' && files.includes('-')) throw new UsageError('Standard input (-) can be read once only')
  const own = live === undefined ? await openInputs(files, options) : [live]
  const before = base === undefined ? [] : await openInputs([base], options)
  return chooseLooks(own, { before, snapshot, since })
}

/** As {@link openHeaps}; where the files have no objects, but say where memory was allocated, these recordings: of moments of one
 *  heap the largest. */
export async function openHeapsOrSites(
  request: HeapRequest,
): Promise<
  | { readonly looks: HeapLooks; readonly sites: null }
  | { readonly looks: null; readonly sites: readonly Recording[] }
> {
  const { files, base, snapshot, since, ...options } = request
  if (base !== undefined || snapshot !== undefined || since !== undefined) {
    return { looks: await openHeaps(request), sites: null }
  }
  const opened = await openInputs(files, options)
  const isOfObjects = opened.some(({ heap }) => heap !== null)
  const sites = isOfObjects ? [] : recordingsToAdd(opened).filter(hasAllocationSites)
  return sites.length > 0 ? { looks: null, sites } : { looks: chooseLooks(opened, {}), sites: null }
}

/** The looks of recordings. @throws UsageError if there are none, or no such snapshot. */
function chooseLooks(
  own: readonly Recording[],
  { before = [], snapshot, since }: HeapChoice & { before?: readonly Recording[] },
): HeapLooks {
  const looks = looksOf(own)
  const baseLooks = before.length === 0 ? [] : looksOf(before)
  const all = [...baseLooks, ...looks]
  const look = snapshot === undefined ? looks.at(-1)! : lookNamed(looks, snapshot)
  const mark = since === undefined ? (baseLooks.at(-1) ?? looks[0]!) : lookNamed(all, since)
  // What comes after the look is not asked about.
  const until = all.indexOf(look) + 1
  return { looks: all.slice(0, until), look, mark: mark === look ? null : mark }
}

/** "at exit", "10 s"; the recording's name where the snapshot has none. */
export function lookName({ recording, snapshot }: HeapLook): string {
  const { snapshots } = recording.heap!
  const name = recording.shared.strings[snapshots.name[snapshot]!]!
  if (name !== '') return name
  const time = snapshots.time[snapshot]!
  return Number.isNaN(time) ? recording.meta.name : formatSeconds(time / 1e9)
}

function looksOf(recordings: readonly Recording[]): HeapLook[] {
  const looks = recordings.flatMap(recording =>
    Array.from({ length: recording.heap?.snapshots.length ?? 0 }, (_, snapshot) => ({ recording, snapshot })),
  )
  if (looks.length > 0) return looks
  const names = recordings.map(({ meta }) => meta.name).join(', ')
  const sites = recordings.some(isOfAllocations)
  throw new UsageError(
    `${names} has no objects of a heap${sites ? ': it says where memory was allocated' : ''}`,
    sites
      ? 'See it with "pyrometer report", "flame" or "view"; objects come from "pyrometer record --mode heap" or "pyrometer heap --pid PID"'
      : 'Record them with "pyrometer record --mode heap", or look at a running program with "pyrometer heap --pid PID"',
  )
}

function isOfAllocations({ stacks }: Recording): boolean {
  return stacks?.valueTypes.some(({ unit }) => unit === 'bytes') ?? false
}

/** The look of a name, of a number from 1 on, or of a beginning of a name. */
function lookNamed(looks: readonly HeapLook[], wanted: string): HeapLook {
  const names = looks.map(lookName)
  const exact = names.indexOf(wanted)
  if (exact !== -1) return looks[exact]!
  const numbered = /^\d+$/.test(wanted) ? looks[Number(wanted) - 1] : undefined
  if (numbered !== undefined) return numbered
  const beginning = names.findIndex(name => wanted !== '' && name.startsWith(wanted))
  if (beginning !== -1) return looks[beginning]!
  const listed = names.slice(0, 20).map((name, i) => `${i + 1} ${name}`)
  const more = names.length > listed.length ? ` and ${names.length - listed.length} more` : ''
  throw new UsageError(`There is no snapshot "${wanted}"`, `The snapshots are ${listed.join(', ')}${more}`)
}

/** Asked of a heap without references. @throws UsageError that says what cannot be answered, and how to get it. */
export function assertReferences({ recording }: HeapLook, what: string): void {
  if (recording.heap!.hasReferences) return
  throw new UsageError(
    `${recording.meta.name} does not say which object refers to which: there is no telling ${what}`,
    'Record the references with "pyrometer record --mode heap", or with pyrometer.heap() in the program',
  )
}
