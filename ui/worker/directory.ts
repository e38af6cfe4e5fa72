import { baseName, packageOfPath } from '../../src/analysis/functions/packages.ts'
import { keepPlace, withoutTurns } from '../../src/base/text-direction.ts'
import type { Recording } from '../../src/model/recording.ts'
import { FuncKind } from '../../src/model/tables.ts'
import { shownName } from '../../src/render/svg/svg-text.ts'
import type { FuncDirectory, MarkInfo, ThreadInfo } from './protocol.ts'

/** Names and places of all funcs, for the page. O(funcs). */
export function makeFuncDirectory(recording: Recording): FuncDirectory {
  const { strings, funcs, sources, libs } = recording.shared
  const packages: string[] = []
  const packageIndex = new Map<string, number>()
  const packageOf = new Int32Array(funcs.length)
  const name: string[] = new Array(funcs.length)
  const where: string[] = new Array(funcs.length)
  for (let func = 0; func < funcs.length; func++) {
    name[func] = shownName(strings[funcs.name[func]!]!)
    const source = funcs.source[func]!
    const path = source === -1 ? '' : strings[sources.path[source]!]!
    const lib = funcs.lib[func]! === -1 ? '' : strings[libs.name[funcs.lib[func]!]!]!
    where[func] = placeOf(withoutTurns(path), {
      line: funcs.line[func]!,
      lib: withoutTurns(lib),
      kind: funcs.kind[func]!,
    })
    const owner = packageOfPath(path, lib, funcs.kind[func]!)
    let index = packageIndex.get(owner)
    if (index === undefined) {
      index = packages.length
      packages.push(withoutTurns(owner))
      packageIndex.set(owner, index)
    }
    packageOf[func] = index
  }
  return {
    name,
    source: Int32Array.from(funcs.source),
    line: Int32Array.from(funcs.line),
    kind: Uint8Array.from(funcs.kind),
    where,
    package: packageOf,
    packages,
  }
}

function placeOf(path: string, { line, lib, kind }: { line: number; lib: string; kind: number }): string {
  if (path !== '' && path !== '~') return line > 0 ? `${keepPlace(baseName(path))}:${line}` : baseName(path)
  if (lib !== '') return baseName(lib)
  if (kind === FuncKind.builtin || path === '~') return 'built-in'
  if (kind === FuncKind.kernel) return 'kernel'
  return ''
}

export function makeThreadDirectory(recording: Recording): ThreadInfo[] {
  const { strings, threads, processes } = recording.shared
  const samples = new Int32Array(threads.length)
  for (const thread of recording.stacks?.samples.thread ?? []) if (thread !== -1) samples[thread]!++
  return Array.from({ length: threads.length }, (_, i) => {
    const process = threads.process[i]!
    return {
      name:
        withoutTurns(strings[threads.name[i]!]!) ||
        (Number.isNaN(threads.tid[i]!) ? `thread ${i}` : `thread ${threads.tid[i]}`),
      tid: threads.tid[i]!,
      kind: threads.kind[i]!,
      isMain: threads.isMain[i] === 1,
      process,
      processName: process === -1 ? '' : withoutTurns(strings[processes.name[process]!]!),
      samples: samples[i]!,
    }
  })
}

/** Whether any lane of the timeline has a word to say: how much its thread ran, or what it waited for. */
export function hasThreadFacts({ stacks, shared }: Recording): boolean {
  return (
    stacks !== null &&
    (stacks.valueTypes.some(({ name }) => name === 'cpu') ||
      stacks.samples.wait.some(wait => wait !== -1) ||
      shared.threads.cpu.some(time => !Number.isNaN(time)))
  )
}

export function makeMarks(recording: Recording): MarkInfo[] {
  const { marks, shared } = recording
  if (marks === null) return []
  return Array.from({ length: Math.min(marks.length, 2000) }, (_, i) => ({
    name: withoutTurns(shared.strings[marks.name[i]!]!),
    time: marks.time[i]!,
    duration: marks.duration[i]!,
  }))
}
