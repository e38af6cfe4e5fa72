import { addTo } from '../../../base/growable.ts'
import type { CallsPart, Recording } from '../../../model/recording.ts'
import { FuncKind } from '../../../model/tables.ts'
import { edgesBy } from '../components.ts'
import { baseName, type Profile, ProfileBuilder } from './profile.ts'

/** A recording with a call graph. */
export type CallsRecording = Recording & { readonly calls: CallsPart }

/** Those that have a call graph. */
export function withCalls(recordings: readonly Recording[]): CallsRecording[] {
  return recordings.filter((recording): recording is CallsRecording => recording.calls !== null)
}

/** The rows that have an entry of their own in a printed call graph, in its order; all where that is not known. */
function entriesOf({ meta, calls }: CallsRecording, format: string): readonly number[] {
  const kept = meta.extra[format] as { readonly entries?: readonly number[] } | undefined
  return kept?.entries ?? Array.from(calls.rows.func.keys())
}

/** What such a graph calls its functions: the numbers that it prints. */
function numbersOf({ meta }: CallsRecording, format: string): readonly number[] {
  return (meta.extra[format] as { readonly numbers?: readonly number[] } | undefined)?.numbers ?? []
}

/** Functions of a printed call graph by number, and per row its function (-1 none). */
function addEntries(builder: ProfileBuilder, recording: CallsRecording, format: string): Int32Array {
  const { shared, calls } = recording
  const functions = new Int32Array(calls.rows.length).fill(-1)
  const numbers = numbersOf(recording, format)
  for (const [i, row] of entriesOf(recording, format).entries()) {
    const func = calls.rows.func[row]!
    const name = shared.strings[shared.funcs.name[func]!]!
    functions[row] = builder.function(numbers[i] ?? builder.functions.length, () => ({
      ...{ name, module: null, process: null, file: null, func },
    }))
    builder.self.set(functions[row]!, calls.self[0]![row]!)
  }
  return functions
}

/** The edges between functions that are there. */
function* edgesAmong(
  functions: ArrayLike<number>,
  { edges }: CallsPart,
): Generator<readonly [number, number, number]> {
  for (let i = 0; i < edges.length; i++) {
    const [caller, callee] = [functions[edges.caller[i]!]!, functions[edges.callee[i]!]!]
    if (caller !== -1 && callee !== -1) yield [i, caller, callee]
  }
}

/** gprof: functions that have an entry in the call graph; totals come of the calls, not of what gprof printed. */
export function gprofProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const recording of withCalls(recordings)) {
    const { calls } = recording
    const functions = addEntries(builder, recording, 'gprof')
    for (const [row, own] of functions.entries()) {
      if (own !== -1) builder.called.set(own, calls.rows.calls[row]!)
    }
    for (const [i, caller, callee] of edgesAmong(functions, calls)) {
      const edge = builder.edge(caller, callee)
      addTo(builder.weight, edge, calls.edges.calls[i]!)
      addTo(builder.calls, edge, calls.edges.calls[i]!)
    }
  }
  return builder.finish({ method: 'integrated', measure: 'time' })
}

/** VTune's gprof-cc: totals are the shares that the file prints; edges weigh what their caller does. */
export function axeProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const recording of withCalls(recordings)) {
    const { meta, calls } = recording
    const shares = (meta.extra.axe as { readonly shares?: readonly (number | null)[] } | undefined)?.shares
    const whole = calls.self[0]!.reduce((sum, value) => sum + value, 0)
    const functions = addEntries(builder, recording, 'axe')
    for (const [i, row] of entriesOf(recording, 'axe').entries()) {
      const share = shares?.[i]
      builder.total.set(functions[row]!, share == null ? calls.total[0]![row]! / whole : share / 100)
    }
    for (const [, caller, callee] of edgesAmong(functions, calls)) {
      builder.weight.set(builder.edge(caller, callee), builder.total.get(caller))
    }
  }
  return builder.finish({ method: 'given-shares', measure: 'time' })
}

/** Callgrind: functions by name alone, in the binary where the name came first; the first event is what is measured. */
export function callgrindProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const { meta, shared, calls } of withCalls(recordings)) {
    const scale = eventScale(meta)
    const functions = new Int32Array(calls.rows.length)
    const addFunction = (row: number) => {
      const func = calls.rows.func[row]!
      const name = shared.strings[shared.funcs.name[func]!]!
      const module = callgrindModule({ meta, shared }, shared.funcs.lib[func]!, name)
      functions[row] = builder.function(name, () => ({ name, module, process: null, file: null, func }))
    }
    // A function, then what it calls, as the file has them.
    const out = edgesBy(calls.edges.caller, calls.rows.length)
    for (let row = 0; row < calls.rows.length; row++) {
      addFunction(row)
      for (let i = out.start[row]!; i < out.start[row + 1]!; i++)
        addFunction(calls.edges.callee[out.edge[i]!]!)
    }
    for (const [row, own] of functions.entries()) {
      addTo(builder.self, own, calls.self[0]![row]! / scale)
      addTo(builder.called, own, 0)
    }
    for (let i = 0; i < calls.edges.length; i++) {
      const callee = functions[calls.edges.callee[i]!]!
      const edge = builder.edge(functions[calls.edges.caller[i]!]!, callee)
      const count = Number.isNaN(calls.edges.calls[i]!) ? 0 : calls.edges.calls[i]!
      addTo(builder.calls, edge, count)
      addTo(builder.called, callee, count)
      addTo(builder.weight, edge, calls.edgeTotal[0]![i]! / scale)
    }
  }
  return builder.finish({ method: 'integrated', measure: 'samples' })
}

/** Callgrind says "???" for a binary that it does not know; a number that nothing names is no name. */
function callgrindModule(
  { meta, shared }: Pick<Recording, 'meta' | 'shared'>,
  lib: number,
  name: string,
): string | null {
  const { strings, libs } = shared
  const first = (meta.extra.callgrind as CallgrindExtra | undefined)?.firstLibs
  const known = first !== undefined && Object.hasOwn(first, name) ? first[name]! : null
  const path = known ?? (lib === -1 ? (libs.length > 0 ? '???' : '') : strings[libs.path[lib]!]!)
  return path === '' || /^\(\d+\)$/.test(path) ? null : baseName(path)
}

interface CallgrindExtra {
  readonly scale?: number
  readonly firstLibs?: Readonly<Record<string, string>>
}

/** What the figures of the first event were multiplied by to be in our unit. */
function eventScale({ extra }: Recording['meta']): number {
  return (extra.callgrind as CallgrindExtra | undefined)?.scale ?? 1
}

interface OprofileExtra {
  readonly hasApplications?: boolean
  /** Paths by row, where they are not the image's. */
  readonly applications?: Readonly<Record<number, string>>
  readonly repeatedArcs?: readonly (readonly [number, number, number])[]
}

/** OProfile: application, image and symbol; arcs weigh the samples that the report counts on them. */
export function oprofileProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const recording of withCalls(recordings)) {
    const { meta, shared, calls } = recording
    const kept = meta.extra.oprofile as OprofileExtra | undefined
    const arcs = calls.valueTypes.findIndex(({ name }) => name.endsWith(' on arcs'))
    const functions = new Int32Array(calls.rows.length).fill(-1)
    for (const row of entriesOf(recording, 'oprofile')) {
      const func = calls.rows.func[row]!
      const described = describeSymbol(shared, func, {
        hasApplications: kept?.hasApplications === true,
        application: kept?.applications?.[row],
      })
      functions[row] = builder.function(described.key, () => ({ ...described, file: null, func }))
      builder.self.set(functions[row]!, calls.self[0]![row]!)
    }
    const weights = calls.edgeTotal[arcs === -1 ? 0 : arcs]!
    for (const [i, caller, callee] of edgesAmong(functions, calls)) {
      addTo(builder.weight, builder.edge(caller, callee), weights[i]!)
    }
    // An entry that names a callee twice counts for gprof2dot with what it says last.
    for (const [caller, callee, samples] of kept?.repeatedArcs ?? []) {
      addTo(builder.weight, builder.edge(functions[caller]!, functions[callee]!), -samples)
    }
  }
  return builder.finish({ method: 'integrated', measure: 'samples' })
}

function describeSymbol(
  { strings, funcs, libs, sources }: Recording['shared'],
  func: number,
  { hasApplications, application }: { hasApplications: boolean; application: string | undefined },
) {
  const name = strings[funcs.name[func]!]!
  const lib = funcs.lib[func]!
  const path = lib === -1 ? null : strings[libs.path[lib]!]!
  const image = path === null ? null : baseName(path)
  // `libc.so (cc1)` is the image of an application that is another file.
  const app = lib === -1 ? null : / \(([^()]*)\)$/.exec(strings[libs.name[lib]!]!)?.[1]
  const process = hasApplications ? (app ?? image ?? baseName(application ?? '')) : null
  const source = funcs.source[func]!
  const place = source === -1 ? '' : `${strings[sources.path[source]!]!}:${funcs.line[func]!}`
  const symbol = funcs.kind[func] === FuncKind.unknown ? '' : name
  const owner = hasApplications ? (application ?? path ?? '') : ''
  // What has no symbol is called by its image.
  const shown = symbol === '' && path === null ? '' : name
  return { key: [owner, path ?? '', place, symbol].join(':'), name: shown, module: image, process }
}

/** Call graphs that gprof2dot does not read: totals as they are. */
export function givenProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const { shared, calls } of withCalls(recordings)) {
    const functions = Array.from(calls.rows.func, (func, row) => {
      const name = shared.strings[shared.funcs.name[func]!]!
      const lib = shared.funcs.lib[func]!
      const module = lib === -1 ? null : baseName(shared.strings[shared.libs.path[lib]!]!)
      const source = shared.funcs.source[func]!
      const file = source === -1 ? null : shared.strings[shared.sources.path[source]!]!
      const key = `${name}:${module ?? ''}:${file ?? ''}:${shared.funcs.line[func]!}`
      const own = builder.function(key, () => ({ name, module, process: null, file, func }))
      builder.self.set(own, builder.self.get(own) + calls.self[0]![row]!)
      builder.total.set(own, builder.total.get(own) + calls.total[0]![row]!)
      if (!Number.isNaN(calls.rows.calls[row]!)) addTo(builder.called, own, calls.rows.calls[row]!)
      return own
    })
    for (let i = 0; i < calls.edges.length; i++) {
      const edge = builder.edge(functions[calls.edges.caller[i]!]!, functions[calls.edges.callee[i]!]!)
      if (!Number.isNaN(calls.edges.calls[i]!)) addTo(builder.calls, edge, calls.edges.calls[i]!)
      if (!Number.isNaN(calls.edgeTotal[0]![i]!)) addTo(builder.edgeTotal, edge, calls.edgeTotal[0]![i]!)
    }
  }
  const leastTotal = builder.self.finish().reduce((sum, value) => sum + value, 0)
  return builder.finish({ method: 'given', measure: 'time', leastTotal })
}
