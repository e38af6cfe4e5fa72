import type { Recording, StacksPart } from '../../../model/recording.ts'
import { FuncKind } from '../../../model/tables.ts'
import { baseName } from './profile.ts'
import type { Described, StackRules } from './stack-profile.ts'

/** perf: functions by name and binary; an address is named as the file prints it. One event is one sample, whatever it
 *  stands for. */
export const PERF: StackRules = {
  hasStackTotals: true,
  weigh: ({ valueTypes, weights, samples, defaultValueType }: StacksPart) => {
    const counts = weights.filter((_, k) => /(?:^| )samples$/.test(valueTypes[k]!.name))
    if (counts.length === 0) return weights[defaultValueType]!
    const sums = new Float64Array(samples.length)
    for (const column of counts) {
      for (let i = 0; i < sums.length; i++) if (column[i]! > 0) sums[i]! += column[i]!
    }
    return sums
  },
  joins: ({ shared }, frame) =>
    shared.frames.inlined[frame] === 1 && isJit(libPath(shared, shared.frames.lib[frame]!)),
  describe: ({ meta, shared }, func, frame) => {
    const system = shared.funcs.systemName[func]!
    const text = shared.strings[system === -1 ? shared.funcs.name[func]! : system]!
    const name = shared.funcs.kind[func] === FuncKind.address ? text.replace(/^0x/, '') : text
    const path = libPath(shared, shared.funcs.lib[func]!)
    if (frame !== -1 && shared.frames.inlined[frame] === 1 && !isJit(path)) {
      // What stands in the last brackets of `name (binary) (inlined)`.
      const own = path === null ? name : `${name} (${path})`
      return { key: `${own}:inlined`, name: own, module: 'inlined', process: null }
    }
    const binary = path ?? (isWithoutBinaries(meta) ? '' : '[unknown]')
    return { key: `${name}:${binary}`, name, module: baseName(binary), process: null }
  },
}

function isJit(path: string | null): boolean {
  return path !== null && /\/perf-\d+\.map$|\/jitted-\d+-|^\[JIT\]|\bdalvik-jit/.test(path)
}

/** Whether the file says nothing for a binary that is not known: old releases of perf did. */
function isWithoutBinaries({ extra }: Recording['meta']): boolean {
  return (extra.perfScript as { readonly unknownBinary?: string } | undefined)?.unknownBinary === ''
}

/** DTrace: `module`function`; functions inlined into others are one with them. */
export const DTRACE: StackRules = {
  hasStackTotals: true,
  joins: ({ shared }, frame) => shared.frames.inlined[frame] === 1,
  describe: ({ shared }, func) => {
    const name = nameOf(shared, func)
    const path = libPath(shared, shared.funcs.lib[func]!) ?? ''
    return { key: `${name}:${path}`, name, module: baseName(path), process: null }
  },
}

/** Collapsed stacks: `name (file:12)` names a file where the name has no space; all else is a name as it stands, the empty text
 *  of a sample without a stack (py-spy writes them) included. */
export const COLLAPSE: StackRules = {
  empty: { key: '', name: '', module: null, process: null },
  isRootFirst: true,
  hasStackTotals: true,
  describe: ({ meta, shared }, func, frame) => {
    const name = nameOf(shared, func)
    const source = shared.funcs.source[func]!
    if (shared.funcs.kind[func] === FuncKind.kernel) return named(`${name}_[k]`)
    if (source === -1) return shared.frames.inlined[frame] === 1 ? named(`${name}_[i]`) : ofText(name)
    const module = shared.strings[shared.sources.path[source]!]!
    const line = shared.frames.line[frame]!
    const form = meta.extra.collapsed as CollapsedForm | undefined
    if (form?.frames === 'file:name:line') return named(`${module}:${name}:${Math.max(0, line)}`)
    if (line === -1 && form?.hasLineZero !== true) return named(`${name} (${module})`)
    if (name.includes(' ')) return named(`${name} (${module}:${Math.max(0, line)})`)
    return { key: `${module}:${name}`, name, module, process: null }
  },
}

/** How a file of collapsed stacks wrote its frames. */
interface CollapsedForm {
  readonly frames?: string
  readonly hasLineZero?: boolean
}

/** A name as gprof2dot takes it apart, whatever it is that stands for a file. */
function ofText(text: string): Described {
  const [, name, module] = /^([^ ]+) \((.*):\d+\)$/.exec(text) ?? []
  return name === undefined || module === undefined
    ? named(text)
    : { key: `${module}:${name}`, name, module, process: null }
}

/** Very Sleepy: every symbol of the file is a function, by module and name. Seconds are samples. */
export const SLEEPY: StackRules = {
  hasUnused: true,
  weigh: ({ weights }) => weights[0]!.map(nanoseconds => nanoseconds / 1e9),
  describe: ({ shared }, func) => {
    const name = nameOf(shared, func)
    const module = libPath(shared, shared.funcs.lib[func]!) ?? ''
    return { key: `${module}:${name}`, name, module, process: null }
  },
}

/** Java's HPROF: by name; edges say 0 calls. Of a table of times it takes the column of calls for samples. */
export const HPROF: StackRules = {
  edgeCalls: 0,
  weigh: ({ valueTypes, weights, defaultValueType }) =>
    weights[valueTypes.findIndex(({ name }) => name === 'calls')] ?? weights[defaultValueType]!,
  describe: ({ shared }, func) => named(nameOf(shared, func)),
}

/** gprof2dot's JSON: every function of the file by its number; how often each was a leaf stands as its calls. */
export const JSON_EVENTS: StackRules = {
  hasUnused: true,
  countsLeaves: true,
  weigh: ({ weights }) => weights[0]!,
  describe: (recording, func) => {
    const { shared } = recording
    const module = libPath(shared, shared.funcs.lib[func]!)
    return { key: func, name: nameOf(shared, func), module, process: processOf(recording, func) }
  },
}

/** Formats that gprof2dot does not read, in the manner of those it does. */
export const OTHERS: StackRules = {
  hasStackTotals: true,
  describe: ({ shared }, func) => {
    const name = nameOf(shared, func)
    const path = libPath(shared, shared.funcs.lib[func]!)
    const source = shared.funcs.source[func]!
    const file = source === -1 ? null : shared.strings[shared.sources.path[source]!]!
    const module = path === null ? (file === null ? null : baseName(file)) : baseName(path)
    return { key: `${name}:${path ?? file ?? ''}`, name, module, process: null }
  },
}

function named(name: string): Described {
  return { key: name, name, module: null, process: null }
}

function nameOf(shared: Recording['shared'], func: number): string {
  return shared.strings[shared.funcs.name[func]!]!
}

function libPath(shared: Recording['shared'], lib: number): string | null {
  return lib === -1 ? null : shared.strings[shared.libs.path[lib]!]!
}

/** The process that the file names for a function. */
function processOf({ meta }: Recording, func: number): string | null {
  const kept = meta.extra.gprof2dotJson as { readonly processes?: readonly (string | null)[] } | undefined
  return kept?.processes?.[func] ?? null
}
