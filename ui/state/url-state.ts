import { batch, effect } from '@preact/signals'
import { NORMALISATIONS } from '../../src/analysis/difference/normalise.ts'
import { WIDTHS } from '../../src/analysis/difference/unite-trees.ts'
import { NESTINGS } from '../../src/analysis/square-map/tile.ts'
import { LEAST_SHARES, NODE_COUNTS } from '../../src/query/call-graph/offered.ts'
import { MAP_GROUPINGS } from '../../src/query/tree/square-map.ts'
import {
  type Activity,
  activity,
  baseIndex,
  chartThread,
  colouring,
  FLAME_ORDERS,
  FLAME_ROOTS,
  flameCentre,
  flameOrder,
  flameRoots,
  formulas,
  normalisation,
  recordingIndex,
  type SortKey,
  searchText,
  selected,
  sort,
  threads,
  timeRange,
  transforms,
  VIEWS,
  type View,
  valueType,
  view,
  widths,
  zoom,
} from './app-state.ts'
import {
  CLUSTERINGS,
  CYCLES,
  EDGE_FIGURES,
  graphCluster,
  graphCycles,
  graphEdgeFigure,
  graphExclude,
  graphExpansions,
  graphInclude,
  graphLeastEdge,
  graphLeastNode,
  graphNodeCount,
  graphPlace,
  readExpansions,
  readPlace,
  writeExpansions,
} from './graph-state.ts'
import { applyHeap, putHeap } from './heap-url.ts'
import { heatMeasure, mapBy, mapFunc, mapNesting, mapPath } from './map-state.ts'
import { chosenMoment, isTimeZoomed, TIMELINES, timelineOf } from './memory-state.ts'
import {
  beside,
  GROUPINGS,
  grouping,
  lineColumns,
  lineSort,
  RELATIVES,
  relatives,
  shareOf,
} from './panes-state.ts'
import { shownParts, wantedParts } from './parts.ts'
import { isViewChosen, settle, standardView } from './settle.ts'

/** Steps of the way into the square map that an address keeps. */
const MOST_STEPS = 120

const SORT_KEYS: readonly SortKey[] = [
  'name',
  'self',
  'interval',
  'total',
  'calls',
  'where',
  'ceiling',
  'was',
  'delta',
  'change',
  'totalDelta',
  'besideSelf',
  'besideTotal',
]

/** Transforms that an address may ask for. */
const MOST_TRANSFORMS = 100
const MOST_FORMULAS = 20

/** The state as the text after `#`: only what differs from the default, in a fixed order, so that it stays short. */
export function formatHash(): string {
  const parts = new URLSearchParams()
  const put = (key: string, value: string | number | null, standard: string | number | null) => {
    if (value !== standard && value !== null) parts.set(key, String(value))
  }
  const together = shownParts.value
  if (together === null) put('r', recordingIndex.value, 0)
  else put('parts', together.join('.'), null)
  put('base', baseIndex.value, null)
  put('normalize', normalisation.value, 'rate')
  put('widths', widths.value, null)
  put('view', view.value, standardView.value)
  put('value', valueType.value, null)
  const time = timeRange.value
  put('time', time === null ? null : `${seconds(time.start)}-${seconds(time.end)}`, null)
  put('threads', threads.value?.join('.') ?? null, null)
  put('activity', activity.value, 'all')
  for (const text of transforms.value) parts.append('t', text)
  for (const text of formulas.value) parts.append('formula', text)
  put('over', timelineOf.value, null)
  put('moment', chosenMoment.value === null ? null : seconds(chosenMoment.value), null)
  put('zoomed', isTimeZoomed.value && time !== null ? 'yes' : null, null)
  put('group', grouping.value, 'none')
  put('beside', beside.value, null)
  for (const text of lineColumns.value) parts.append('column', text)
  const lines = lineSort.value
  put('lines', lines === null ? null : `${lines.isRising ? '+' : ''}${lines.key}`, null)
  put('relatives', relatives.value, 'direct')
  put('share', shareOf.value, 'function')
  put('q', searchText.value, '')
  put('f', selected.value, -1)
  put('order', flameOrder.value, 'merged')
  put('roots', flameRoots.value, 'top')
  put('centre', flameCentre.value, -1)
  put('lane', chartThread.value, null)
  put('colour', colouring.value, 'heat')
  const { from, to, isCallers } = zoom.value
  const side = isCallers === true ? 'u' : ''
  put('zoom', from === 0 && to === 1 ? null : `${digits(from)}-${digits(to)}${side}`, null)
  put('map', mapBy.value, 'calls')
  put('nesting', mapNesting.value, 'squarified')
  put('heat', heatMeasure.value, 'self')
  put('of', mapFunc.value, -1)
  const path = mapPath.value
  // A way of hundreds of steps is for this page alone.
  put('at', path.length > 0 && path.length <= MOST_STEPS ? path.join('.') : null, null)
  put('nodes', graphNodeCount.value, 40)
  put('cluster', graphCluster.value, 'none')
  put('cycles', graphCycles.value, 'apart')
  put('least', graphLeastNode.value, 0)
  put('leastcall', graphLeastEdge.value, 0)
  put('edges', graphEdgeFigure.value, 'share')
  put('include', graphInclude.value, '')
  put('exclude', graphExclude.value, '')
  put('with', writeExpansions(graphExpansions.value), null)
  put('place', graphPlace.value, '')
  const { key, isRising } = sort.value
  put('sort', `${isRising ? '+' : ''}${key}`, 'self')
  putHeap(put)
  return parts.toString()
}

/** Seconds to the nanosecond, without needless digits. */
function seconds(ns: number): string {
  return String(Number((ns / 1e9).toFixed(9)))
}

function digits(share: number): string {
  return String(Number(share.toPrecision(10)))
}

/** Sets the state from the text after `#`. Whatever is missing or makes no sense takes its default. */
export function applyHash(hash: string): void {
  const parts = new URLSearchParams(hash.replace(/^#/, ''))
  const whole = (key: string, standard: number) => {
    const value = parts.get(key)
    return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : standard
  }
  const oneOf = <T extends string>(key: string, allowed: readonly T[], standard: T): T =>
    allowed.find(value => value === parts.get(key)) ?? standard
  batch(() => {
    recordingIndex.value = whole('r', 0)
    const together = (parts.get('parts') ?? '').split('.').filter(text => /^\d{1,5}$/.test(text))
    wantedParts.value = together.map(Number)
    baseIndex.value = parts.has('base') ? whole('base', 0) : null
    normalisation.value = oneOf('normalize', NORMALISATIONS, 'rate')
    widths.value = parts.has('widths') ? oneOf('widths', WIDTHS, 'new') : null
    isViewChosen.value = parts.has('view')
    view.value = oneOf<View>('view', VIEWS, 'flame')
    valueType.value = parts.has('value') ? whole('value', 0) : null
    const time = range(parts.get('time'))
    timeRange.value = time === null ? null : { start: time.from * 1e9, end: time.to * 1e9 }
    timelineOf.value = parts.has('over') ? oneOf('over', TIMELINES, 'memory') : null
    const moment = Number(parts.get('moment') ?? Number.NaN)
    chosenMoment.value = Number.isFinite(moment) ? moment * 1e9 : null
    isTimeZoomed.value = parts.has('zoomed')
    const list = (parts.get('threads') ?? '').split('.').filter(text => /^\d{1,9}$/.test(text))
    threads.value = list.length === 0 ? null : list.map(Number)
    activity.value = oneOf<Activity>('activity', ['all', 'running', 'waiting'], 'all')
    transforms.value = parts.getAll('t').slice(0, MOST_TRANSFORMS)
    formulas.value = parts.getAll('formula').slice(0, MOST_FORMULAS)
    grouping.value = oneOf('group', ['none', ...GROUPINGS], 'none')
    beside.value = parts.get('beside')
    lineColumns.value = parts.getAll('column').slice(0, MOST_FORMULAS)
    const lineOrder = parts.get('lines')
    lineSort.value =
      lineOrder === null ? null : { key: lineOrder.replace(/^[+ ]/, ''), isRising: /^[+ ]/.test(lineOrder) }
    relatives.value = oneOf('relatives', RELATIVES, 'direct')
    shareOf.value = oneOf('share', ['function', 'whole'], 'function')
    // Nobody types control characters: with them the search would only find nothing.
    searchText.value = (parts.get('q') ?? '').replaceAll(/\p{Cc}/gu, '').slice(0, 200)
    selected.value = whole('f', -1)
    flameOrder.value = oneOf('order', FLAME_ORDERS, 'merged')
    flameRoots.value = oneOf('roots', FLAME_ROOTS, 'top')
    flameCentre.value = whole('centre', -1)
    chartThread.value = parts.has('lane') ? whole('lane', 0) : null
    colouring.value = oneOf('colour', ['heat', 'package'], 'heat')
    const zoomed = parts.get('zoom') ?? ''
    const shares = range(zoomed.replace(/u$/, ''))
    const side = zoomed.endsWith('u') ? ({ isCallers: true } as const) : {}
    zoom.value = shares !== null && shares.to <= 1 ? { ...shares, ...side } : { from: 0, to: 1 }
    mapBy.value = oneOf('map', MAP_GROUPINGS, 'calls')
    mapNesting.value = oneOf('nesting', NESTINGS, 'squarified')
    heatMeasure.value = oneOf('heat', ['self', 'total'], 'self')
    mapFunc.value = whole('of', -1)
    const steps = parts.get('at') ?? ''
    mapPath.value = /^-?\d{1,9}(?:\.-?\d{1,9}){0,119}$/.test(steps) ? steps.split('.').map(Number) : []
    graphNodeCount.value = NODE_COUNTS.find(count => count === whole('nodes', 40)) ?? 40
    graphCluster.value = oneOf('cluster', CLUSTERINGS, 'none')
    graphCycles.value = oneOf('cycles', CYCLES, 'apart')
    const least = (key: string) => LEAST_SHARES.find(share => String(share) === parts.get(key)) ?? 0
    graphLeastNode.value = least('least')
    graphLeastEdge.value = least('leastcall')
    graphEdgeFigure.value = oneOf('edges', EDGE_FIGURES, 'share')
    graphInclude.value = (parts.get('include') ?? '').slice(0, 200)
    graphExclude.value = (parts.get('exclude') ?? '').slice(0, 200)
    graphExpansions.value = readExpansions(parts.get('with'))
    graphPlace.value = readPlace(parts.get('place')) === null ? '' : parts.get('place')!
    applyHeap(parts)
    const order = parts.get('sort') ?? 'self'
    const key = SORT_KEYS.find(candidate => candidate === order.replace(/^[+ ]/, ''))
    sort.value = { key: key ?? 'self', isRising: /^[+ ]/.test(order) }
  })
}

/** "1.5-3": two numbers that rise from 0; null when the text is anything else. */
function range(text: string | null): { from: number; to: number } | null {
  const number = String.raw`\d+(?:\.\d+)?(?:e-?\d+)?`
  const match = text?.match(new RegExp(`^(${number})-(${number})$`))
  if (match === undefined || match === null) return null
  const [from, to] = [Number(match[1]), Number(match[2])]
  return Number.isFinite(from) && Number.isFinite(to) && from < to ? { from, to } : null
}

/** Milliseconds from a change to its address: browsers allow some 200 writes in 30 s. */
const WRITE_DELAY = 200

/** Keeps the address bar and the state equal, both ways. */
export function startUrlState(): void {
  // A page made to show one thing says so beside its recording.
  const made = document.querySelector<HTMLElement>('script[data-hash]')?.dataset.hash ?? ''
  applyHash(location.hash.length > 1 ? location.hash : made)
  let written = location.hash.slice(1)
  let latest = written
  let isDue = false
  let isBegun = false
  effect(() => {
    latest = formatHash()
    if (isDue) return
    isDue = true
    setTimeout(() => {
      isDue = false
      // What the page began with is no step.
      const isStep = isBegun && transformsIn(latest) !== transformsIn(written)
      isBegun = true
      if (latest === written) return
      written = latest
      const address = latest === '' ? location.pathname + location.search : `#${latest}`
      // Transforms are steps to go back from and forth to; all else is where one stands.
      if (isStep) history.pushState(null, '', address)
      else history.replaceState(null, '', address)
    }, WRITE_DELAY)
  })
  addEventListener('hashchange', () => {
    if (location.hash.slice(1) === written) return
    written = location.hash.slice(1)
    applyHash(written)
    settle()
  })
}

function transformsIn(hash: string): string {
  return new URLSearchParams(hash).getAll('t').join('\n')
}
