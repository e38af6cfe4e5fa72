import { FormatError } from '../../base/errors.ts'
import { PairMap } from '../../base/pair-map.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { readPickle } from '../decoding/pickle/read-pickle.ts'
import {
  describeValue,
  entryOf,
  isDict,
  isObject,
  type PickleDict,
  type PickleValue,
} from '../decoding/pickle/values.ts'
import type { FormatInput } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { Tracebacks } from './tracebacks.ts'

const FORMAT = 'tracemalloc'
const VALUE_TYPES: readonly ValueType[] = [
  { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
  { name: 'in-use objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
]

/** One block of memory that was in use. */
interface Trace {
  readonly domain: number
  readonly size: number
  readonly frames: readonly PickleValue[]
  /** Frames that the stack had, of which `frames` are the innermost; NaN where the file does not say (before 3.9). */
  readonly depth: number
}

/**
 * Reads a pickled tracemalloc.Snapshot as data: a row for each stack that allocated what was in use, in each domain.
 * @throws FormatError, UnsupportedVersionError, LimitError.
 */
export async function readTracemalloc(input: FormatInput): Promise<readonly Recording[]> {
  const bytes = await input.bytes()
  const { value, end } = readPickle(bytes, FORMAT)
  const warnings = new Warnings()
  warnings.afterEnd('the snapshot', { end, size: bytes.length })
  const state = stateOf(value, 'a Snapshot')
  const traces = tracesOf(entryOf(state, 'traces'))
  const limit = entryOf(state, 'traceback_limit')
  const shared = new SharedBuilder()
  const stacks = new StacksBuilder(VALUE_TYPES)
  const tracebacks = new Tracebacks(shared)
  const rows = new PairMap()
  const domains = new Map<number, number>()
  const hasDomains = traces.some(trace => parseTrace(trace).domain !== 0)
  for (const item of traces) {
    const { domain, size, frames, depth } = parseTrace(item)
    if (depth > frames.length)
      warnings.add('cut-stacks', 'Stacks of allocations that are longer than what was kept of them')
    const stack = tracebacks.stack(frames)
    const domainIndex = domains.get(domain) ?? domains.size
    domains.set(domain, domainIndex)
    const known = rows.get(domainIndex, stack)
    if (known === -1) {
      const labels = hasDomains ? shared.labelSet([{ key: 'domain', number: domain }]) : -1
      rows.set(domainIndex, stack, stacks.add({ stack, labels }, [size, 1]))
    } else {
      const [sizes, objects] = stacks.weights
      sizes!.set(known, sizes!.get(known) + size)
      objects!.set(known, objects!.get(known) + 1)
    }
  }
  const settings = typeof limit === 'number' ? { traceback_limit: limit } : {}
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      { recorder: { name: 'tracemalloc', mode: 'memory', settings }, warnings: warnings.list() },
      { shared, stacks: stacks.finish(false) },
    ),
  ]
}

function stateOf(value: PickleValue | undefined, what: string): PickleDict {
  const state = isObject(value) ? value.state : null
  if (isDict(state ?? undefined)) return state as PickleDict
  throw new FormatError(FORMAT, `expected the attributes of ${what}, found ${describeValue(value)}`)
}

/** The traces stand in an object of their own. */
function tracesOf(value: PickleValue | undefined): readonly PickleValue[] {
  const traces = Array.isArray(value) ? value : entryOf(stateOf(value, 'the traces'), '_traces')
  if (Array.isArray(traces)) return traces
  throw new FormatError(FORMAT, `expected the list of traces, found ${describeValue(traces)}`)
}

/** A trace is (size, frames) in 3.4 and 3.5, (domain, size, frames) in 3.6 to 3.8, with the depth behind it since 3.9. */
function parseTrace(trace: PickleValue): Trace {
  const items: readonly PickleValue[] = Array.isArray(trace) ? trace : []
  const [domain, size, frames, depth] = items.length === 2 ? [0, ...items] : items
  if (typeof domain === 'number' && typeof size === 'number' && Array.isArray(frames)) {
    return { domain, size, frames, depth: typeof depth === 'number' ? depth : Number.NaN }
  }
  throw new FormatError(FORMAT, `expected a trace (domain, size, frames), found ${describeValue(trace)}`)
}
