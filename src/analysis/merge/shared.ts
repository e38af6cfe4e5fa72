import type { Recording, Shared } from '../../model/recording.ts'
import type { Label, SharedBuilder } from '../../model/shared-builder.ts'

/** Where the rows of one recording's shared tables went, by their old index. -1 stays -1. */
export interface SharedMaps {
  readonly strings: (index: number) => number
  readonly sources: Int32Array
  readonly funcs: Int32Array
  readonly stacks: Int32Array
  readonly processes: Int32Array
  readonly threads: Int32Array
  readonly labelSets: Int32Array
  /** The process for what names none: where a recording has one process or none, so that recordings stay apart. */
  readonly onlyProcess: number
  /** The thread for samples that name none. Made when it is asked for. */
  readonly anyThread: () => number
}

/**
 * Adds a recording's shared tables to a builder. Equal texts, files, binaries, funcs, frames, stacks and label sets become
 * one; processes and threads stay the recording's own. O(size).
 */
export function mergeShared(recording: Recording, into: SharedBuilder): SharedMaps {
  const { shared } = recording
  const string = stringMap(shared, into)
  const optional = (index: number) => (index === -1 ? -1 : string(index))
  const sources = mergeSources(shared, into, optional)
  const libs = mergeLibs(shared, into)
  const funcs = mergeFuncs(shared, into, libs)
  const frames = mergeFrames(shared, into, { funcs, libs })
  const stacks = new Int32Array(shared.stacks.length)
  for (let i = 0; i < stacks.length; i++) {
    const prefix = shared.stacks.prefix[i]!
    stacks[i] = into.stack(prefix === -1 ? -1 : stacks[prefix]!, frames[shared.stacks.frame[i]!]!)
  }
  const processes = mergeProcesses(recording, into)
  const onlyProcess = processes.length === 1 ? processes[0]! : -1
  const threads = mergeThreads(shared, into, { processes, onlyProcess })
  let anyThread = -1
  return {
    strings: optional,
    sources,
    funcs,
    stacks,
    processes,
    threads,
    labelSets: mergeLabels(shared, into),
    onlyProcess,
    anyThread: () => {
      if (anyThread === -1) anyThread = into.thread({ name: recording.meta.name, process: onlyProcess })
      return anyThread
    },
  }
}

function stringMap(shared: Shared, into: SharedBuilder): (index: number) => number {
  const map = new Int32Array(shared.strings.length).fill(-1)
  return index => {
    if (map[index] === -1) map[index] = into.string(shared.strings[index]!)
    return map[index]!
  }
}

function mergeSources(shared: Shared, into: SharedBuilder, optional: (index: number) => number): Int32Array {
  const { path, text, length } = shared.sources
  const map = new Int32Array(length)
  for (let i = 0; i < length; i++) {
    map[i] = into.source(shared.strings[path[i]!]!)
    // Where recordings disagree about a file's text, the first has it.
    const texts = into.sources.columns.text
    if (text[i] !== -1 && texts.get(map[i]!) === -1) texts.set(map[i]!, optional(text[i]!))
  }
  return map
}

function mergeLibs(shared: Shared, into: SharedBuilder): Int32Array {
  const { name, path, buildId, start, end, offset, length } = shared.libs
  return Int32Array.from({ length }, (_, i) =>
    into.lib({
      name: shared.strings[name[i]!]!,
      path: shared.strings[path[i]!]!,
      ...(buildId[i] === -1 ? {} : { buildId: shared.strings[buildId[i]!]! }),
      start: start[i]!,
      end: end[i]!,
      offset: offset[i]!,
    }),
  )
}

function mergeFuncs(shared: Shared, into: SharedBuilder, libs: Int32Array): Int32Array {
  const { strings, sources } = shared
  const { name, systemName, source, line, lib, kind, length } = shared.funcs
  return Int32Array.from({ length }, (_, i) =>
    into.func({
      name: strings[name[i]!]!,
      systemName: systemName[i] === -1 ? undefined : strings[systemName[i]!]!,
      file: source[i] === -1 ? undefined : strings[sources.path[source[i]!]!]!,
      line: line[i]!,
      lib: lib[i] === -1 ? -1 : libs[lib[i]!]!,
      kind: kind[i]!,
    }),
  )
}

function mergeFrames(
  shared: Shared,
  into: SharedBuilder,
  { funcs, libs }: { funcs: Int32Array; libs: Int32Array },
): Int32Array {
  const { func, line, column, endLine, endColumn, lib, address, inlined, length } = shared.frames
  return Int32Array.from({ length }, (_, i) =>
    into.frame({
      func: funcs[func[i]!]!,
      line: line[i]!,
      column: column[i]!,
      endLine: endLine[i]!,
      endColumn: endColumn[i]!,
      lib: lib[i] === -1 ? -1 : libs[lib[i]!]!,
      address: address[i]!,
      inlined: inlined[i]!,
    }),
  )
}

/** The recording's processes; one named after it where it has none. */
function mergeProcesses({ shared, meta }: Recording, into: SharedBuilder): Int32Array {
  const { pid, parent, name, command, start, end, length } = shared.processes
  if (length === 0) return Int32Array.of(into.process({ name: meta.name }))
  const first = into.processes.length
  return Int32Array.from({ length }, (_, i) =>
    into.process({
      pid: pid[i]!,
      parent: parent[i] === -1 ? -1 : first + parent[i]!,
      name: shared.strings[name[i]!]!,
      ...(command[i] === -1 ? {} : { command: shared.strings[command[i]!]! }),
      start: start[i]!,
      end: end[i]!,
    }),
  )
}

function mergeThreads(
  shared: Shared,
  into: SharedBuilder,
  { processes, onlyProcess }: { processes: Int32Array; onlyProcess: number },
): Int32Array {
  const { process, tid, name, kind, isMain, awaitedBy, cpu, length } = shared.threads
  const first = into.threads.length
  return Int32Array.from({ length }, (_, i) =>
    into.thread({
      process: process[i] === -1 ? onlyProcess : processes[process[i]!]!,
      tid: tid[i]!,
      name: shared.strings[name[i]!]!,
      kind: kind[i]!,
      isMain: isMain[i]!,
      awaitedBy: awaitedBy[i] === -1 ? -1 : first + awaitedBy[i]!,
      cpu: cpu[i]!,
    }),
  )
}

function mergeLabels(shared: Shared, into: SharedBuilder): Int32Array {
  const { strings, labels } = shared
  const { set, key, text, number, unit, length } = labels
  const map: number[] = []
  for (let i = 0; i < length; ) {
    const rows: Label[] = []
    const own = set[i]!
    for (; i < length && set[i] === own; i++) {
      rows.push({
        key: strings[key[i]!]!,
        ...(text[i] === -1 ? { number: number[i]! } : { text: strings[text[i]!]! }),
        ...(unit[i] === -1 ? {} : { unit: strings[unit[i]!]! }),
      })
    }
    map.push(into.labelSet(rows))
  }
  return Int32Array.from(map)
}
