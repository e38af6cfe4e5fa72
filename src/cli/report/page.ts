import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../../query/filter/filter.ts'
import { valueTypeNamed } from '../../workbench/opening/value-type.ts'
import type { Context } from '../context.ts'
import { type HtmlFlags, savePage } from '../options/html.ts'
import { funcsLike } from './pane-rows.ts'

/** What of a report the page of `--html` shows first. */
export interface ReportPageFlags extends HtmlFlags {
  readonly value: readonly string[]
  readonly group?: string
  readonly callers?: string
  readonly callees?: string
  readonly allCallers?: string
  readonly allCallees?: string
  readonly peak?: boolean
}

/** Writes the browser application at what the report is asked for: the table, grouped, with a value beside; the callers and callees
 *  of the costliest function that matches; memory over time. @throws UsageError where no function matches. */
export async function saveReportPage(
  recordings: readonly Recording[],
  flags: ReportPageFlags,
  context: Context,
): Promise<void> {
  const hash = flags.peak === true ? 'view=threads&over=memory' : hashOf(recordings[0]!, flags).toString()
  await savePage(recordings, flags, { context, hash })
}

function hashOf(recording: Recording, flags: ReportPageFlags): URLSearchParams {
  const hash = new URLSearchParams({ view: 'functions' })
  const [value, beside] = flags.value
  const valueType = valueTypeNamed(recording, value)
  if (valueType !== null) hash.set('value', String(valueType))
  if (beside !== undefined) hash.set('beside', beside)
  if (flags.group !== undefined) hash.set('group', flags.group)
  const { callers, callees, allCallers, allCallees } = flags
  const pattern = callers ?? callees ?? allCallers ?? allCallees
  if (pattern === undefined) return hash
  const filter: Filter = valueType === null ? {} : { valueType }
  hash.set('view', 'callers')
  hash.set('f', String(funcsLike(recording, pattern, filter)[0]!))
  if (callers === undefined && callees === undefined) {
    hash.set('relatives', allCallers === undefined ? 'all-callees' : 'all-callers')
  }
  return hash
}
