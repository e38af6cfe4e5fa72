import { formatBytes, formatCount, formatCountOf } from '../../base/units.ts'
import type { HeapCyclesAnswer } from '../../query/heap/cycles.ts'
import type { HeapObject } from '../../query/heap/objects.ts'
import type { HeapPath, HeapPathsAnswer, HeapTypePathsAnswer } from '../../query/heap/paths.ts'
import type { HeapNeighboursAnswer } from '../../query/heap/referrers.ts'
import type { HeapSizeAnswer } from '../../query/heap/size.ts'
import type { Window } from './functions-table.ts'
import { figuresText, formatHeapTable, restText } from './heap-table.ts'
import { type Cell, type Column, renderTable } from './table.ts'
import { paintBold, terminalText } from './terminal-heat.ts'
import { textWidth } from './text-width.ts'

/** Of a long path so many steps are shown at each end. */
const STEPS_SHOWN = 8
/** Texts on a path are cut to this. */
const LONGEST_STEP = 72

const ESTIMATE =
  'The input has no roots: modules and objects that nobody refers to are taken for them, so this is an estimate\n'

/** Why one object is alive. */
export function formatHeapPaths({ object, paths, isEstimate }: HeapPathsAnswer, options: Window): string {
  const heading = objectHeading(object, options)
  if (paths.length === 0) {
    return `${heading} is garbage: nothing that is alive refers to it\n`
  }
  return [
    `${heading} is alive because of\n`,
    ...paths.map(path => `${formatPath(path, { ...options, indent: '  ' })}\n`),
    paths.length > 1 ? 'None of these goes through an object of another: all of them have to be cut\n' : '',
    isEstimate ? ESTIMATE : '',
  ].join('')
}

/** Why the objects of a type are alive, at most `limit` groups. */
export function formatTypePaths(
  { count, groups, isEstimate }: HeapTypePathsAnswer,
  { limit, name, ...options }: Window & { limit: number; name: string },
): string {
  const objects = formatCountOf(count, 'object')
  const lines = groups.slice(0, limit).map(group => {
    const head = `${formatCountOf(group.count, 'object')}, ${formatBytes(group.size)}`
    if (group.path === null) return `  ${head}: garbage, nothing that is alive refers to them\n`
    return `  ${head}, such as #${group.example}:\n${formatPath(group.path, { ...options, indent: '    ' })}\n`
  })
  return [
    `${paintBold(terminalText(name), options.colours)}: ${objects}, alive because of\n`,
    ...lines,
    restText(groups.length - lines.length, options),
    isEstimate ? ESTIMATE : '',
  ].join('')
}

/** `module app .cache → dict ['a'] → list [3] → app.Leak`, broken at arrows where the window ends. */
function formatPath(
  { reason, steps }: HeapPath,
  { indent, width }: Pick<Window, 'width'> & { indent: string },
): string {
  const texts = steps.map(({ name, by }) => short(by === '' ? name : `${name} ${by}`))
  const left = texts.length - 2 * STEPS_SHOWN
  if (left > 1) texts.splice(STEPS_SHOWN, left, `… ${formatCount(left)} more …`)
  const first = short(reason ?? '')
  // A module that is a root because it is a module need not be said twice.
  if (first !== '' && !texts[0]!.startsWith(first)) texts.unshift(`(${first})`)
  const lines: string[] = []
  let line = indent
  for (const [i, text] of texts.entries()) {
    const piece = i === 0 ? text : ` → ${text}`
    if (i > 0 && width !== null && textWidth(line) + textWidth(piece) > width) {
      lines.push(line)
      line = `${indent}  → ${text}`
    } else line += piece
  }
  return [...lines, line].join('\n')
}

/** Who refers to an object. */
export function formatReferrers(
  { object, neighbours, total }: HeapNeighboursAnswer,
  options: Window,
): string {
  const heading = objectHeading(object, options)
  if (total === 0) return `${heading}: nobody refers to it\n`
  const right = (title: string): Column => ({ title, align: 'right' })
  const columns: Column[] = [
    { title: 'Referred to by', align: 'left', cut: 'end', least: 12 },
    { title: 'as', align: 'left', cut: 'end', least: 8 },
    ...['Number', 'Retained', 'Size'].map(right),
  ]
  const rows = neighbours.map(({ name, by, object: number, retained, size }): (Cell | string)[] => [
    name,
    by,
    { text: `#${number}`, isDim: true },
    formatBytes(retained),
    formatBytes(size),
  ])
  const table = renderTable(columns, rows, { width: options.width, colours: options.colours })
  const many = total === 1 ? '1 object refers' : `${formatCount(total)} objects refer`
  return `${heading}: ${many} to it\n${table}${restText(total - neighbours.length, options)}`
}

/** Cycles of garbage. */
export function formatCycles(
  { shapes, cycles, garbage, garbageSize, isEstimate }: HeapCyclesAnswer,
  { limit, ...options }: Window & { limit: number },
): string {
  const estimate = isEstimate ? ESTIMATE : ''
  if (garbage === 0) return `There is no garbage: the roots reach every object\n${estimate}`
  const heading = `${formatCountOf(garbage, 'object')}, ${formatBytes(garbageSize)} that nothing alive refers to, in ${formatCountOf(cycles, 'cycle')}\n`
  const right = (title: string): Column => ({ title, align: 'right' })
  const columns: Column[] = [
    { title: 'Cycle of', align: 'left', cut: 'end', least: 12 },
    ...['Cycles', 'Objects', 'Size', 'Retained', 'Such as'].map(right),
  ]
  const rows = shapes
    .slice(0, limit)
    .map((shape): (Cell | string)[] => [
      shape.shape,
      formatCount(shape.cycles),
      formatCount(shape.count),
      formatBytes(shape.size),
      formatBytes(shape.retained),
      { text: `#${shape.example}`, isDim: true },
    ])
  const table =
    rows.length === 0 ? '' : renderTable(columns, rows, { width: options.width, colours: options.colours })
  return `${heading}${table}${restText(shapes.length - rows.length, options)}${estimate}`
}

/** The deep size of an object. */
export function formatHeapSize(
  { object, deep, all, retained, types }: HeapSizeAnswer,
  { limit, ...options }: Window & { limit: number },
): string {
  const rows = [
    ['itself', '1', formatBytes(object.size)],
    [
      'with all it refers to, but modules, classes and functions',
      formatCount(deep.count),
      formatBytes(deep.size),
    ],
    ['with all that can be reached from it', formatCount(all.count), formatBytes(all.size)],
    ['what only it keeps alive', formatCount(retained.count), formatBytes(retained.size)],
  ]
  const columns: Column[] = [
    { title: '', align: 'left' },
    { title: 'Objects', align: 'right' },
    { title: 'Size', align: 'right' },
  ]
  const table = renderTable(columns, rows, { width: options.width, colours: options.colours })
  return [
    `${objectHeading(object, options)}\n`,
    table,
    `\n${figuresText(deep)}\n`,
    formatHeapTable(types, { ...options, limit }),
  ].join('')
}

function objectHeading({ name, object, address }: HeapObject, { colours }: Window): string {
  const at = Number.isNaN(address) ? '' : ` at 0x${address.toString(16)}`
  return `${paintBold(short(name), colours)} #${object}${at}`
}

function short(text: string): string {
  const safe = terminalText(text)
  return safe.length > LONGEST_STEP ? `${safe.slice(0, LONGEST_STEP - 1)}…` : safe
}
