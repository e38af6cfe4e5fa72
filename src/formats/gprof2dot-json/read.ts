import { UnsupportedVersionError } from '../../base/errors.ts'
import { canonicalUnit, secondsPer } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'

const FORMAT = 'gprof2dot-json'

/** Reads the JSON of gprof2dot's schema version 0: functions, costs, and events of a call chain (leaf first) and what it
 *  costs. O(size). @throws FormatError, UnsupportedVersionError. */
export function readGprof2dotJson(bytes: Uint8Array, name: string | null): Recording[] {
  const file = parseJson(FORMAT, bytes)
  const version = file.at('version')
  if (!version.isMissing && version.value !== 0) {
    throw new UnsupportedVersionError(FORMAT, String(version.value), '0')
  }
  const shared = new SharedBuilder()
  const threads = new Map<string, number>()
  const names = { shared, threads, known: new Set<string>() }
  const functions = file
    .at('functions')
    .items()
    .map(item => readFunction(item, names))
  const processes = functions.map(({ process }) => process)
  const events = file.at('events')
  const { length } = events.list()
  const costs = file.at('costs')
  const types = costs.isMissing ? [] : costs.items().map(valueTypeOf)
  if (types.length === 0) types.push({ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' })
  const part = new StacksBuilder(types)
  for (let at = 0; at < length; at++) {
    const event = events.item(at)
    const chain = event.at('callchain').list()
    assertDepth(FORMAT, chain.length)
    let stack = -1
    let process: number | null = null
    for (let i = chain.length - 1; i >= 0; i--) {
      const index = chain[i]
      const found = typeof index === 'number' ? functions[index] : undefined
      if (found === undefined) event.at('callchain').fail(`numbers of ${functions.length} functions`)
      stack = shared.stack(stack, found!.frame)
      process = found!.thread ?? process
    }
    assertStackCount(FORMAT, shared.stacks.length)
    const values = event.at('cost').listOfNumbers()
    if (values.length !== types.length) event.at('cost').fail(`${types.length} numbers, one a cost`)
    part.add({ stack, thread: process ?? -1 }, values)
  }
  return [
    importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: { name: 'gprof2dot JSON' },
        // Which process each function names: samples are of the process that the outermost of theirs names.
        extra: processes.some(process => process !== null) ? { gprof2dotJson: { processes } } : {},
      },
      { shared, stacks: part.finish(false) },
    ),
  ]
}

interface NamedFunction {
  readonly frame: number
  /** Of the process that the function names. */
  readonly thread: number | null
  readonly process: string | null
}

interface Names {
  readonly shared: SharedBuilder
  /** By name of the process. */
  readonly threads: Map<string, number>
  /** Names of functions, each with its library. */
  readonly known: Set<string>
}

function readFunction(item: JsonValue, names: Names): NamedFunction {
  const { shared } = names
  const module = item.at('module').optionalText()
  const process = item.at('process').optionalText()
  const lib =
    module === undefined ? -1 : shared.lib({ name: module.slice(module.lastIndexOf('/') + 1), path: module })
  const frame = shared.plainFrame(funcOf(names, item.at('name').text(), lib))
  return {
    ...{ frame, process: process ?? null },
    thread: process === undefined ? null : threadOf(names, process),
  }
}

/** The file tells functions apart by their place: two of one name are two. */
function funcOf({ shared, known }: Names, text: string, lib: number): number {
  const key = `${lib}\0${text}`
  if (known.has(key)) return shared.funcs.add({ name: shared.string(text), lib })
  known.add(key)
  return shared.func({ name: text, lib })
}

function threadOf({ shared, threads }: Names, name: string): number {
  let thread = threads.get(name)
  if (thread === undefined) {
    thread = shared.thread({ name, process: shared.process({ name }) })
    threads.set(name, thread)
  }
  return thread
}

function valueTypeOf(cost: JsonValue): ValueType {
  const unit = canonicalUnit(cost.at('unit').optionalText() ?? '')
  const name = cost.at('description').optionalText() ?? (secondsPer(unit) === null ? 'cost' : 'time')
  return { name, unit, kind: 'sum', precision: 'sampled' }
}
