import type { ValueType } from '../../model/recording.ts'

/** A column of figures. */
export interface MetricColumn {
  readonly index: number
  readonly header: string
  /** Whether the figures include callees. */
  readonly isTotal: boolean
  readonly type: ValueType
}

/** What the columns of a report are; -1 where there is none. */
export interface ReportColumns {
  /** What the rows are about: functions, stacks, modules … */
  readonly name: number
  /** Whether the name is indented by the depth in a tree, root first. */
  readonly isTree: boolean
  /** The stacks of a report by functions and their callers. */
  readonly callers: number
  readonly module: number
  readonly fullName: number
  readonly file: number
  readonly process: number
  readonly metrics: readonly MetricColumn[]
  /** Headers of figures that do not add up (rates, shares of something else). */
  readonly ratios: readonly string[]
}

const METRIC =
  /Time|Clockticks|Count|Instructions|Samples|Bytes|Loads|Stores|Miss|Event|Switch|CPU_CLK|INST_RETIRED|:Self$|:Total$/
const DIMENSION =
  /^(?:Source|Start|Module|Process|Thread|Function|PID|TID|Time Of|Call Stack|Wait Object|Sync Object)/
const RATIO = /Rate|Ratio|Average|Bound|Utilization|Imbalance|Latency|Per |\(%\)|% of/

/** What a header says; null when the report has no name or no figures. */
export function reportColumns(header: readonly string[]): ReportColumns | null {
  const find = (...names: string[]) => {
    for (const name of names) {
      const index = header.indexOf(name)
      if (index !== -1) return index
    }
    return -1
  }
  const stack = find('Function Stack', 'Source Function Stack')
  const func = find('Function', 'Source Function', 'Function / Call Stack', 'Function/Call Stack')
  const isTree = stack !== -1 && func === -1
  const name = isTree ? stack : func !== -1 ? func : 0
  const metrics: MetricColumn[] = []
  const ratios: string[] = []
  for (const [index, cell] of header.entries()) {
    if (index === name || cell === '' || DIMENSION.test(cell)) continue
    if (RATIO.test(cell)) ratios.push(cell)
    else if (METRIC.test(cell)) metrics.push(metricOf(index, cell))
  }
  if (metrics.length === 0) return null
  return {
    name,
    isTree,
    callers: isTree ? -1 : stack,
    module: name === find('Module') ? -1 : find('Module'),
    fullName: find('Function (Full)', 'Source Function (Full)'),
    file: find('Source File Path', 'Source File'),
    process: name === find('Process') ? -1 : find('Process'),
    metrics,
    ratios,
  }
}

function metricOf(index: number, header: string): MetricColumn {
  // Some versions print a space after the colon.
  const parts = /^(.*?)(?: ?: ?(Self|Total))?$/.exec(header)!
  const name = parts[1]!
  const isTime = /\bTime\b/.test(name)
  return {
    index,
    header,
    isTotal: parts[2] === 'Total',
    type: {
      name: name === 'CPU Time' ? 'cpu' : name,
      unit: isTime ? 'seconds' : 'count',
      kind: 'sum',
      precision: 'sampled',
    },
  }
}
