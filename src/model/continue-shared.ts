import type { Shared } from './recording.ts'
import { type Label, SharedBuilder } from './shared-builder.ts'

/**
 * A builder that goes on from finished tables: every row keeps its index. O(size).
 * @throws RangeError if rows of the tables are not distinct, as those of a builder are.
 */
export function continueShared(shared: Shared): SharedBuilder {
  const into = new SharedBuilder()
  const { strings, sources, libs, funcs, frames, stacks, processes, threads } = shared
  const text = (index: number) => (index === -1 ? undefined : strings[index]!)
  each(strings.length, i => into.string(strings[i]!))
  each(sources.length, i => into.source(strings[sources.path[i]!]!))
  for (let i = 0; i < sources.length; i++) into.sources.columns.text.set(i, sources.text[i]!)
  each(libs.length, i => {
    const buildId = text(libs.buildId[i]!)
    return into.lib({
      name: strings[libs.name[i]!]!,
      path: strings[libs.path[i]!]!,
      ...(buildId === undefined ? {} : { buildId }),
      start: libs.start[i]!,
      end: libs.end[i]!,
      offset: libs.offset[i]!,
    })
  })
  each(funcs.length, i =>
    into.func({
      name: strings[funcs.name[i]!]!,
      systemName: text(funcs.systemName[i]!),
      file: funcs.source[i] === -1 ? undefined : strings[sources.path[funcs.source[i]!]!]!,
      line: funcs.line[i]!,
      lib: funcs.lib[i]!,
      kind: funcs.kind[i]!,
    }),
  )
  each(frames.length, i =>
    into.frame({
      func: frames.func[i]!,
      line: frames.line[i]!,
      column: frames.column[i]!,
      endLine: frames.endLine[i]!,
      endColumn: frames.endColumn[i]!,
      lib: frames.lib[i]!,
      address: frames.address[i]!,
      inlined: frames.inlined[i]!,
    }),
  )
  each(stacks.length, i => into.stack(stacks.prefix[i]!, stacks.frame[i]!))
  each(processes.length, i =>
    into.process({
      pid: processes.pid[i]!,
      parent: processes.parent[i]!,
      name: strings[processes.name[i]!]!,
      ...optional('command', text(processes.command[i]!)),
      start: processes.start[i]!,
      end: processes.end[i]!,
    }),
  )
  each(threads.length, i =>
    into.thread({
      process: threads.process[i]!,
      tid: threads.tid[i]!,
      name: strings[threads.name[i]!]!,
      kind: threads.kind[i]!,
      isMain: threads.isMain[i]!,
    }),
  )
  continueLabels(shared, into)
  return into
}

function each(length: number, add: (index: number) => number): void {
  for (let i = 0; i < length; i++) {
    if (add(i) !== i) throw new RangeError(`Row ${i} of the shared tables is another's equal`)
  }
}

function optional(key: 'command', value: string | undefined): { command?: string } {
  return value === undefined ? {} : { [key]: value }
}

function continueLabels({ labels, strings }: Shared, into: SharedBuilder): void {
  const sets = new Map<number, Label[]>()
  for (let i = 0; i < labels.length; i++) {
    const set = sets.get(labels.set[i]!) ?? []
    sets.set(labels.set[i]!, set)
    const number = labels.number[i]!
    set.push({
      key: strings[labels.key[i]!]!,
      ...(labels.text[i] === -1 ? {} : { text: strings[labels.text[i]!]! }),
      ...(Number.isNaN(number) ? {} : { number }),
      ...(labels.unit[i] === -1 ? {} : { unit: strings[labels.unit[i]!]! }),
    })
  }
  for (const set of sets.values()) into.labelSet(set)
}
