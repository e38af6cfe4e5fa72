import { StacksBuilder } from '../../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { FuncKind } from '../../../model/tables.ts'
import type { MemoryFile } from './read-memory-file.ts'

const SITES = ['peak', 'live', 'growth'] as const

/** Pairs of bytes and blocks in the order of the program's file. */
function siteTypes(has: Record<(typeof SITES)[number], boolean>): { type: ValueType; column: number }[] {
  return SITES.flatMap((name, pair) => {
    if (!has[name]) return []
    const kind = name === 'growth' ? 'sum' : 'snapshot'
    const unit = (what: 'bytes' | 'blocks'): ValueType => ({
      name: `${name} ${what}`,
      unit: what === 'bytes' ? 'bytes' : 'count',
      kind,
      precision: 'exact',
    })
    return [
      { type: unit('bytes'), column: 2 * pair },
      { type: unit('blocks'), column: 2 * pair + 1 },
    ]
  })
}

/** A row a stack that allocated and process, weighed by what it had in use at the process's peak and end, and by what it grew by
 *  between two points. Null where no process told. `threadOf` gives the thread that stands for a process. */
export function sitesPart(
  files: readonly Pick<MemoryFile, 'sites' | 'pid'>[],
  shared: SharedBuilder,
  threadOf: (pid: number) => number,
): StacksPart | null {
  const known = files.flatMap(({ sites, pid }) => (sites === null ? [] : [{ sites, pid }]))
  if (known.length === 0) return null
  const types = siteTypes({
    peak: true,
    live: known.some(({ sites }) => sites.live !== null),
    growth: known.some(({ sites }) => sites.growth !== null),
  })
  const builder = new StacksBuilder(types.map(({ type }) => type))
  for (const { sites, pid } of known) {
    const thread = threadOf(pid)
    const frames = sites.frames.map(({ file, line, name, first }) =>
      shared.plainFrame(shared.func({ name, file, line: first, kind: FuncKind.python }), line),
    )
    for (const { path, figures } of sites.stacks) {
      let stack = -1
      for (const frame of path) if (frames[frame] !== undefined) stack = shared.stack(stack, frames[frame])
      builder.add(
        { stack, thread },
        types.map(({ column }) => figures[column] ?? 0),
      )
    }
  }
  return builder.finish(false)
}
