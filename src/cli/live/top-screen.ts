import { formatBytes, formatCount, formatPercent, formatSeconds } from '../../base/units.ts'
import { ThreadState } from '../../model/tables.ts'
import { paintBold, paintDim, paintHeat, terminalText } from '../../render/text/terminal-heat.ts'
import type { LiveModel, LiveQuestion, LiveRow } from '../../workbench/top.ts'

/** What the view shows and how. */
export interface TopView extends LiveQuestion {
  readonly title: string
  readonly isPaused: boolean
  /** What to say besides, '' for nothing. */
  readonly note: string
  readonly columns: number
  readonly rows: number
  readonly colours: 0 | 16 | 256
}

const HEADING = [
  ['self', '%Self'],
  ['total', '%Total'],
  ['all-self', 'Self'],
  ['all-total', 'Total'],
] as const
const KEYS = 'q quit  p pause  f functions  l lines  c CPU  w wall  s sort  r reset'
const HEADER_LINES = 6

/** The lines of the full-screen view: what the program is doing, then its dearest functions or lines. */
export function layoutTop(model: LiveModel, view: TopView): string[] {
  const { columns, rows, colours } = view
  const shown = model.rows({ ...view, limit: Math.max(1, rows - HEADER_LINES) })
  const lines = [
    paintBold(cut(terminalText(view.title), columns), colours),
    cut(figures(model), columns),
    cut(states(model), columns),
    '',
    paintBold(cut(heading(view), columns), colours),
    ...shown.map(row => formatRow(row, model, view)),
  ]
  while (lines.length < rows - 1) lines.push('')
  const note = view.isPaused ? 'PAUSED  ' : view.note === '' ? '' : `${view.note}  `
  return [...lines.slice(0, rows - 1), paintDim(cut(note + KEYS, columns), colours)]
}

/** The same as plain lines, for where there is no terminal. */
export function formatTopTable(model: LiveModel, view: TopView): string {
  const rows = model.rows(view).map(row => formatRow(row, model, view).trimEnd())
  return `${[figures(model), states(model), heading(view), ...rows].join('\n')}\n\n`
}

function figures({ last }: LiveModel): string {
  if (last === null) return 'waiting for Python to start'
  const parts = [
    formatSeconds(last.time / 1e9),
    `${last.threads} threads${last.processes === 1 ? '' : ` of ${last.processes} processes`}`,
    `${formatCount(last.samples)} stacks read, ${formatCount(last.torn)} torn`,
    `RSS ${formatBytes(last.rss)}`,
  ]
  if (!Number.isNaN(last.gil)) parts.push(`GIL ${percent(last.gil)}`)
  return parts.join(', ')
}

/** How many threads were in each state on average over the window. */
function states(model: LiveModel): string {
  const sums = model.windowStates
  const count = (state: number) => (sums[state]! / Math.max(1, model.windowTime)).toFixed(1)
  return [
    `on CPU ${count(ThreadState.running)}`,
    `want CPU ${count(ThreadState.runnable)}`,
    `want GIL ${count(ThreadState.waitingGil)}`,
    `blocked ${count(ThreadState.blocked)}`,
  ].join('  ')
}

function heading({ sort, of, measure }: TopView): string {
  const names = HEADING.map(([key, name]) => `${name}${key === sort ? '↓' : ' '}`.padStart(8))
  const subject = of === 'functions' ? 'function (defined at)' : 'line (function)'
  return `${names.join(' ')}  ${subject}, by ${measure === 'cpu' ? 'CPU' : 'wall'} time`
}

function formatRow(row: LiveRow, model: LiveModel, { of, columns, colours }: TopView): string {
  const window = Math.max(1, model.windowTime)
  const share = row.windowSelf / window
  const cells = [
    percent(share).padStart(7),
    percent(row.windowTotal / window).padStart(8),
    formatSeconds(row.self / 1e9).padStart(8),
    formatSeconds(row.total / 1e9).padStart(8),
  ]
  const file = row.line === -1 ? row.file : `${row.file}:${row.line}`
  const where =
    row.file === '' ? row.name : of === 'functions' ? `${row.name} (${file})` : `${file} (${row.name})`
  const first = paintHeat(cells[0]!, Math.min(7, Math.ceil(share * 7)), colours)
  const rest = cut(` ${cells.slice(1).join(' ')}   ${terminalText(where)}`, columns - cells[0]!.length)
  return first + rest
}

function percent(share: number): string {
  return `${formatPercent(share)} %`
}

function cut(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 1))}…`
}
