import type { Shared } from '../../model/recording.ts'
import { type FuncIndex, FuncKind } from '../../model/tables.ts'
import type { TextTest } from './text-test.ts'

/**
 * Which frames a pattern means: one byte a frame, 1 where the name of its function, its source's path or its binary's path
 * matches. A name that only prints an address is none. Every text is tested once. O(frames + texts).
 * Source: pprof 2026-09, profile/filter.go, `matchesName`.
 */
export function matchFrames(shared: Shared, test: TextTest): Uint8Array {
  const { funcs, frames } = shared
  const { funcMatches, libMatches } = matchTexts(shared, test)
  const mask = new Uint8Array(frames.length)
  for (let frame = 0; frame < mask.length; frame++) {
    const func = frames.func[frame]!
    const lib = frames.lib[frame]! === -1 ? funcs.lib[func]! : frames.lib[frame]!
    mask[frame] = funcMatches[func] === 1 || (lib !== -1 && libMatches[lib] === 1) ? 1 : 0
  }
  return mask
}

/** Which funcs a pattern means, where there are no frames: one byte a func. */
export function matchFuncs(shared: Shared, test: TextTest): Uint8Array {
  const { funcMatches, libMatches } = matchTexts(shared, test)
  return funcMatches.map((isMatch, func) => {
    const lib = shared.funcs.lib[func]!
    return isMatch === 1 || (lib !== -1 && libMatches[lib] === 1) ? 1 : 0
  })
}

function matchTexts({ strings, funcs, sources, libs }: Shared, test: TextTest) {
  const matches = onceEach(strings, test)
  const libMatches = Uint8Array.from(libs.path, (path, lib) =>
    matches(strings[path] === '' ? libs.name[lib]! : path) ? 1 : 0,
  )
  const funcMatches = Uint8Array.from(funcs.name, (name, func) => {
    if (funcs.kind[func] !== FuncKind.address && matches(name)) return 1
    const source = funcs.source[func]!
    return source !== -1 && matches(sources.path[source]!) ? 1 : 0
  })
  return { funcMatches, libMatches }
}

/** Which funcs have a name that matches alone, without its arguments. Source: pprof 2026-09, profile/prune.go,
 *  `simplifyFunc` and `PruneFrom`. */
export function matchFuncNames({ strings, funcs }: Shared, test: TextTest): Uint8Array {
  const matches = onceEach(strings, name => name !== '' && test(withoutArguments(name)))
  return Uint8Array.from(funcs.name, (name, func) =>
    funcs.kind[func] !== FuncKind.address && matches(name) ? 1 : 0,
  )
}

/** Which frames are of such a func. */
export function matchFrameNames(shared: Shared, test: TextTest): Uint8Array {
  const funcMatches = matchFuncNames(shared, test)
  return Uint8Array.from(shared.frames.func, func => funcMatches[func]!)
}

/** Which frames are of one of these funcs. */
export function framesOf({ funcs, frames }: Shared, wanted: readonly FuncIndex[]): Uint8Array {
  const isWanted = new Uint8Array(funcs.length)
  for (const func of wanted) isWanted[func] = 1
  return frames.func.reduce((mask, func, frame) => {
    mask[frame] = isWanted[func]!
    return mask
  }, new Uint8Array(frames.length))
}

/** Brackets in names of C++ that do not begin arguments. */
const RESERVED = /\(anonymous namespace\)|operator\(\)|\(/g

/** A name of C++ up to its arguments. Source: pprof 2026-09, profile/prune.go, `simplifyFunc`. */
export function withoutArguments(name: string): string {
  const own = name.startsWith('.') ? name.slice(1) : name
  for (const match of own.matchAll(RESERVED)) if (match[0] === '(') return own.slice(0, match.index)
  return own
}

/** The test of a string by its index, made once for each. */
function onceEach(strings: readonly string[], test: TextTest): (index: number) => boolean {
  const known = new Uint8Array(strings.length)
  return index => {
    if (known[index] === 0) known[index] = test(strings[index]!) ? 2 : 1
    return known[index] === 2
  }
}
