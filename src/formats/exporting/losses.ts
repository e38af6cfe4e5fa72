import { secondsPer } from '../../base/units.ts'
import { isEstimated } from '../../model/estimates.ts'
import type { Recording } from '../../model/recording.ts'
import type { Loss } from '../format.ts'

/** What a recording may have and a format may be unable to hold, in the order of the loss report. */
const FEATURES = {
  stacks: {
    message: 'stacks deeper than caller and callee',
    isIn: ({ stacks }) => stacks !== null,
  },
  'edge-counts': {
    message: 'numbers of calls',
    isIn: ({ calls }) => calls?.rows.calls.some(count => count > 0) === true,
  },
  'line-figures': {
    message: 'figures measured per line',
    isIn: ({ lines }) => lines !== null,
  },
  threads: {
    message: 'which thread and process a sample is of',
    isIn: ({ shared }) => shared.threads.length > 0,
  },
  'time-order': {
    message: 'when samples were taken',
    isIn: ({ stacks }) => stacks?.isTimed === true,
  },
  lines: {
    message: 'lines inside functions',
    isIn: ({ shared }) => shared.frames.line.some(line => line > 0),
  },
  columns: {
    message: 'columns',
    isIn: ({ shared }) => shared.frames.column.some(column => column > 0),
  },
  inlining: {
    message: 'which frames were inlined',
    isIn: ({ shared }) => shared.frames.inlined.some(inlined => inlined === 1),
  },
  addresses: {
    message: 'addresses and binaries',
    isIn: ({ shared }) => shared.frames.address.some(address => address !== 0n),
  },
  'value-types': {
    message: 'more than one value type',
    isIn: recording => valueTypesOf(recording).length > 1,
  },
  estimates: { message: 'that figures are estimates', isIn: isEstimated },
  fractions: { message: 'fractions of counts (rounded)', isIn: hasFractions },
  states: {
    message: 'what threads were doing and waiting for',
    isIn: ({ stacks }) => stacks?.samples.state.some(state => state !== 0) === true,
  },
  labels: { message: 'labels', isIn: ({ shared }) => shared.labels.length > 0 },
  heap: {
    message: 'the objects of the heap and who refers to whom',
    isIn: ({ heap }) => heap !== null,
  },
  timelines: { message: 'timelines', isIn: ({ timelines }) => timelines.length > 0 },
  marks: { message: 'marks', isIn: ({ marks }) => marks !== null && marks.length > 0 },
  counters: { message: 'totals of the program', isIn: ({ counters }) => counters.length > 0 },
} as const satisfies Readonly<
  Record<string, { readonly message: string; readonly isIn: (recording: Recording) => boolean }>
>

/** The name of something that a recording may have. */
export type Feature = keyof typeof FEATURES

/** What a recording has that a format, which holds only the given features, loses. O(size of the recording). */
export function lossesBut(recording: Recording, held: readonly Feature[]): Loss[] {
  const losses: Loss[] = []
  for (const [what, { message, isIn }] of Object.entries(FEATURES)) {
    if (!held.includes(what as Feature) && isIn(recording)) losses.push({ what, message })
  }
  return losses
}

/** The loss of a format that has one unit of time (`unit`, "microseconds") where a recording measures none; else nothing. */
export function unitLosses(recording: Recording, unit: string): Loss[] {
  const types = valueTypesOf(recording)
  const [first] = types
  if (first === undefined || types.some(type => secondsPer(type.unit) !== null)) return []
  return [{ what: 'units', message: `${first.name} but as if they were ${unit}` }]
}

function valueTypesOf({ stacks, calls, lines }: Recording) {
  return (stacks ?? calls ?? lines)?.valueTypes ?? []
}

/** Whether a recording has values that whole numbers cannot hold (times are written as nanoseconds). */
function hasFractions(recording: Recording): boolean {
  const part = recording.stacks
  if (part === null) return false
  return part.weights.some((column, k) => {
    const seconds = secondsPer(part.valueTypes[k]!.unit)
    return seconds === null && column.some(value => !Number.isInteger(value))
  })
}
