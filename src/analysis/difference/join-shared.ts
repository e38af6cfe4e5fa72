import { growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { concatTables } from '../../model/concat-tables.ts'
import type { Recording, Shared } from '../../model/recording.ts'
import { StackChildren } from '../../model/stack-children.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import {
  FRAMES,
  FUNCS,
  LABELS,
  LIBS,
  PROCESSES,
  SOURCES,
  type StackTable,
  THREADS,
} from '../../model/tables.ts'
import { matchShared } from './match-funcs.ts'

/** The tables of a recording with what only its base has behind them, and where the base's rows went. -1 stays -1. */
export interface JoinedShared {
  /** Every row of the recording has the index it had. */
  readonly shared: Shared
  readonly strings: (index: number) => number
  readonly sources: Int32Array
  readonly funcs: Int32Array
  readonly stacks: Int32Array
  readonly threads: Int32Array
  /** To be added to the base's label sets. */
  readonly labelSets: number
  readonly lineOf: (source: number, func: number, line: number) => number
}

/** Joins the tables of a recording and its base: what is matched (see {@link matchShared}) is one row. O(size). */
export function joinShared({ shared: own }: Recording, { shared: base }: Recording): JoinedShared {
  const match = matchShared(own, base)
  const texts = joinStrings(own, base)
  const sources = joinSources(own, base, { match: match.sources, text: texts.index })
  const libs = joinLibs(own, base, { match: match.libs, text: texts.index })
  const funcs = joinFuncs(own, base, {
    match: match.funcs,
    sources: sources.map,
    libs: libs.map,
    text: texts.index,
  })
  const frames = joinFrames(own, base, { funcs: funcs.map, libs: libs.map, lineOf: match.lineOf })
  const stacks = joinStacks(own, base, frames)
  const owners = joinThreads(own, base, texts.index)
  const labels = joinLabels(own, base, texts.index)
  return {
    shared: {
      strings: texts.strings(),
      sources: sources.table,
      libs: libs.table,
      funcs: funcs.table,
      frames: frames.table,
      stacks: stacks.table,
      ...owners.tables,
      labels: labels.table,
    },
    strings: texts.index,
    sources: sources.map,
    funcs: funcs.map,
    stacks: stacks.map,
    threads: owners.threads,
    labelSets: labels.offset,
    lineOf: match.lineOf,
  }
}

interface Texts {
  readonly index: (baseIndex: number) => number
  readonly strings: () => readonly string[]
}

/** Texts are added where they are asked for: most of the base's are the recording's too. */
function joinStrings(own: Shared, base: Shared): Texts {
  const known = new Map(own.strings.map((text, index) => [text, index]))
  const strings = own.strings.slice()
  const map = new Int32Array(base.strings.length).fill(-1)
  return {
    index(at) {
      if (at === -1) return -1
      if (map[at] !== -1) return map[at]!
      const text = base.strings[at]!
      let index = known.get(text)
      if (index === undefined) {
        index = strings.push(text) - 1
        known.set(text, index)
      }
      map[at] = index
      return index
    },
    strings: () => strings,
  }
}

function joinSources(
  own: Shared,
  base: Shared,
  { match, text }: { match: Int32Array; text: Texts['index'] },
) {
  const added = tableBuilder(SOURCES)
  const map = match.map((found, i) =>
    found !== -1
      ? found
      : own.sources.length +
        added.add({ path: text(base.sources.path[i]!), text: text(base.sources.text[i]!) }),
  )
  return { map, table: concatTables(SOURCES, own.sources, added.finish()) }
}

function joinLibs(own: Shared, base: Shared, { match, text }: { match: Int32Array; text: Texts['index'] }) {
  const added = tableBuilder(LIBS)
  const { name, path, buildId, start, end, offset } = base.libs
  const map = match.map((found, i) =>
    found !== -1
      ? found
      : own.libs.length +
        added.add({
          ...{ name: text(name[i]!), path: text(path[i]!), buildId: text(buildId[i]!) },
          ...{ start: start[i]!, end: end[i]!, offset: offset[i]! },
        }),
  )
  return { map, table: concatTables(LIBS, own.libs, added.finish()) }
}

function joinFuncs(
  own: Shared,
  base: Shared,
  how: { match: Int32Array; sources: Int32Array; libs: Int32Array; text: Texts['index'] },
) {
  const { match, sources, libs, text } = how
  const added = tableBuilder(FUNCS)
  const { name, systemName, source, line, lib, kind } = base.funcs
  const map = match.map((found, i) =>
    found !== -1
      ? found
      : own.funcs.length +
        added.add({
          ...{ name: text(name[i]!), systemName: text(systemName[i]!), line: line[i]!, kind: kind[i]! },
          source: source[i] === -1 ? -1 : sources[source[i]!]!,
          lib: lib[i] === -1 ? -1 : libs[lib[i]!]!,
        }),
  )
  return { map, table: concatTables(FUNCS, own.funcs, added.finish()) }
}

/** Frames are matched by func and line: addresses and columns move with every build. */
function joinFrames(
  own: Shared,
  base: Shared,
  how: { funcs: Int32Array; libs: Int32Array; lineOf: JoinedShared['lineOf'] },
) {
  const known = new PairMap(own.frames.length)
  for (let frame = own.frames.length - 1; frame >= 0; frame--) {
    known.set(own.frames.func[frame]!, own.frames.line[frame]!, frame)
  }
  const added = tableBuilder(FRAMES)
  const map = new Int32Array(base.frames.length)
  for (let frame = 0; frame < map.length; frame++) {
    const baseFunc = base.frames.func[frame]!
    const func = how.funcs[baseFunc]!
    const line = how.lineOf(base.funcs.source[baseFunc]!, baseFunc, base.frames.line[frame]!)
    let found = known.get(func, line)
    if (found === -1) {
      const lib = base.frames.lib[frame]!
      found = own.frames.length + added.add({ func, line, lib: lib === -1 ? -1 : how.libs[lib]! })
      known.set(func, line, found)
    }
    map[frame] = found
  }
  return { map, table: concatTables(FRAMES, own.frames, added.finish()) }
}

/** Stacks are matched by the funcs and lines in them. A frame may stand for several of the recording's: a stack of the base
 *  falls on the one that its own frames make. */
function joinStacks(
  own: Shared,
  base: Shared,
  frames: { map: Int32Array },
): { map: Int32Array; table: StackTable } {
  const prefix = growableInt32()
  const frame = growableInt32()
  const children = new StackChildren(frame)
  const put = (below: number, top: number) => {
    const index = frame.length
    prefix.push(below)
    frame.push(top)
    return index
  }
  for (let i = 0; i < own.stacks.length; i++) {
    const [below, top] = [own.stacks.prefix[i]!, own.stacks.frame[i]!]
    const isKnown = children.find(below, top) !== -1
    put(below, top)
    if (!isKnown) children.add(below, top, i)
  }
  const map = new Int32Array(base.stacks.length)
  for (let i = 0; i < map.length; i++) {
    const below = base.stacks.prefix[i] === -1 ? -1 : map[base.stacks.prefix[i]!]!
    const top = frames.map[base.stacks.frame[i]!]!
    let found = children.find(below, top)
    if (found === -1) {
      found = put(below, top)
      children.add(below, top, found)
    }
    map[i] = found
  }
  return { map, table: { length: frame.length, prefix: prefix.finish(), frame: frame.finish() } }
}

/** Threads are matched by name and kind, in their order; so are processes by name. */
function joinThreads(own: Shared, base: Shared, text: Texts['index']) {
  const processAdded = tableBuilder(PROCESSES)
  const processKey = ({ strings, processes }: Shared, i: number) => strings[processes.name[i]!]!
  const processes = matchRows(own, base, { table: 'processes', key: processKey })
  if (own.processes.length === 1 && base.processes.length === 1) processes[0] = 0
  const { pid, name: processName, command, start, end } = base.processes
  for (let i = 0; i < processes.length; i++) {
    if (processes[i] !== -1) continue
    const row = {
      ...{ pid: pid[i]!, name: text(processName[i]!), command: text(command[i]!) },
      ...{ start: start[i]!, end: end[i]! },
    }
    processes[i] = own.processes.length + processAdded.add(row)
  }
  const threadAdded = tableBuilder(THREADS)
  const threadKey = ({ strings, threads }: Shared, i: number) =>
    threads.isMain[i] === 1 ? 'main' : `${threads.kind[i]} ${strings[threads.name[i]!]!.replace(/\d+/g, '#')}`
  const threads = matchRows(own, base, { table: 'threads', key: threadKey })
  const { process, tid, name, kind, isMain, cpu } = base.threads
  for (let i = 0; i < threads.length; i++) {
    if (threads[i] !== -1) continue
    const row = {
      ...{ tid: tid[i]!, name: text(name[i]!), kind: kind[i]!, isMain: isMain[i]!, cpu: cpu[i]! },
      process: process[i] === -1 ? -1 : processes[process[i]!]!,
    }
    threads[i] = own.threads.length + threadAdded.add(row)
  }
  return {
    threads,
    tables: {
      processes: concatTables(PROCESSES, own.processes, processAdded.finish()),
      threads: concatTables(THREADS, own.threads, threadAdded.finish()),
    },
  }
}

/** The row of the recording for each of the base: the first of the same key, then the second, and so on. */
function matchRows(
  own: Shared,
  base: Shared,
  { table, key }: { table: 'threads' | 'processes'; key: (shared: Shared, row: number) => string },
): Int32Array {
  const free = new Map<string, number[]>()
  for (let i = own[table].length - 1; i >= 0; i--) {
    const same = free.get(key(own, i))
    if (same === undefined) free.set(key(own, i), [i])
    else same.push(i)
  }
  return Int32Array.from({ length: base[table].length }, (_, i) => free.get(key(base, i))?.pop() ?? -1)
}

function joinLabels(own: Shared, base: Shared, text: Texts['index']) {
  const { set, key, text: value, number, unit, length } = base.labels
  const offset = own.labels.length === 0 ? 0 : own.labels.set[own.labels.length - 1]! + 1
  const added = tableBuilder(LABELS)
  for (let i = 0; i < length; i++) {
    added.add({
      ...{ set: offset + set[i]!, key: text(key[i]!), text: text(value[i]!) },
      ...{ number: number[i]!, unit: text(unit[i]!) },
    })
  }
  return { offset, table: concatTables(LABELS, own.labels, added.finish()) }
}
