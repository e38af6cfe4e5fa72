import { formatBytes, formatCount, formatCountOf, formatShare } from '../../base/units.ts'
import type { AllocationSites } from '../../query/heap/allocation-sites.ts'
import { shortPath } from '../../query/short-path.ts'
import { heatStep } from '../svg/heat.ts'
import type { Window } from './functions-table.ts'
import { type Column, renderTable } from './table.ts'
import { heatBar, paintBold, paintDim, terminalText } from './terminal-heat.ts'

const BAR_WIDTH = 8
const SHOWN_CALLERS = 3

/** The largest sites as a table, at most `limit`, under what they are of. `cwd`: paths within it are shown from there. */
export function formatAllocationSites(
  { valueType, bytes, objects, sites }: AllocationSites,
  { title, limit, cwd, ...window }: Window & { title: string; limit: number; cwd: string | null },
): string {
  const counted = Number.isNaN(objects) ? '' : ` in ${formatCountOf(objects, 'object')}`
  const whole = `${formatBytes(bytes)} ${terminalText(valueType.name)}${counted}, at ${formatCountOf(sites.length, 'allocation site')}`
  const heading = `${paintBold(terminalText(title), window.colours)}: ${whole}\n`
  const note = paintDim('Where memory was allocated: there are no objects by type.', window.colours)
  if (sites.length === 0) return `${heading}${note}\n`
  const right = (text: string): Column => ({ title: text, align: 'right' })
  const columns: Column[] = [
    right('Size'),
    right('Share'),
    { title: '', align: 'left' },
    ...(Number.isNaN(objects) ? [] : [right('Objects')]),
    { title: 'Allocated in', align: 'left', cut: 'end', least: 16 },
    { title: 'Where', align: 'left', cut: 'start', least: 12 },
    { title: 'Called by', align: 'left', cut: 'end', least: 8 },
  ]
  const most = sites[0]!.bytes
  const rows = sites.slice(0, limit).map(({ name, file, library, line, ...site }) => {
    const heat = heatStep(site.bytes, most)
    const place =
      file === null
        ? (library?.split('/').at(-1) ?? '')
        : `${shortPath(file, cwd)}${line > 0 ? `:${line}` : ''}`
    return [
      formatBytes(site.bytes),
      { text: bytes === 0 ? '' : formatShare(site.bytes / bytes), heat },
      heatBar(most === 0 ? 0 : site.bytes / most, BAR_WIDTH),
      ...(Number.isNaN(objects) ? [] : [formatCount(site.objects)]),
      { text: name, isBold: heat >= 5 },
      place,
      { text: site.callers.slice(0, SHOWN_CALLERS).join(' < '), isDim: true },
    ]
  })
  const more = sites.length - rows.length
  const rest = more > 0 ? paintDim(`${formatCountOf(more, 'more site')} (--limit)\n`, window.colours) : ''
  return `${heading}${note}\n\n${renderTable(columns, rows, window)}${rest}`
}
