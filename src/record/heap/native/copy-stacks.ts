import type { Shared } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'

/** Puts the native stacks of one recording into the tables of another; the result gives each stack its new row. O(stacks). */
export function copyStacks(from: Shared, to: SharedBuilder): Int32Array {
  const { strings, libs, funcs, frames, stacks } = from
  const text = (index: number) => strings[index]!
  const libOf = Int32Array.from(libs.name, (name, i) =>
    to.lib({
      name: text(name),
      path: text(libs.path[i]!),
      ...(libs.buildId[i] === -1 ? {} : { buildId: text(libs.buildId[i]!) }),
      start: libs.start[i]!,
      end: libs.end[i]!,
      offset: libs.offset[i]!,
    }),
  )
  const moved = (lib: number) => (lib === -1 ? -1 : libOf[lib]!)
  const funcOf = Int32Array.from(funcs.name, (name, i) =>
    to.func({
      name: text(name),
      systemName: funcs.systemName[i] === -1 ? undefined : text(funcs.systemName[i]!),
      file: funcs.source[i] === -1 ? undefined : text(from.sources.path[funcs.source[i]!]!),
      line: funcs.line[i]!,
      lib: moved(funcs.lib[i]!),
      kind: funcs.kind[i]!,
    }),
  )
  const frameOf = Int32Array.from(frames.func, (func, i) =>
    to.frame({
      func: funcOf[func]!,
      line: frames.line[i]!,
      lib: moved(frames.lib[i]!),
      address: frames.address[i]!,
      inlined: frames.inlined[i]!,
    }),
  )
  const stackOf = new Int32Array(stacks.length)
  for (let i = 0; i < stackOf.length; i++) {
    const prefix = stacks.prefix[i]!
    stackOf[i] = to.stack(prefix === -1 ? -1 : stackOf[prefix]!, frameOf[stacks.frame[i]!]!)
  }
  return stackOf
}
