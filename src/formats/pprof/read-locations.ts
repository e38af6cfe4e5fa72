import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessFuncKind } from '../func-kind.ts'
import type { Id, RawFunction, RawProfile } from './tables.ts'

/** The frames of every location. */
export interface Locations {
  /** Index of the location with an id, -1 when there is none. */
  indexOf(id: Id): number
  /** Per location where its frames start in `frames`; one entry more than there are locations. */
  readonly starts: Int32Array
  /** Frames root first: the function that was called, then what was inlined into it. */
  readonly frames: Int32Array
  /** Addresses of folded locations, in hexadecimal. */
  readonly folded: readonly string[]
}

/** Makes the frames of all locations. A location without a function becomes a frame that prints its address. */
export function readLocations(
  profile: RawProfile,
  { shared, text }: { shared: SharedBuilder; text: (index: number) => string },
): Locations {
  const libs = readLibs(profile, shared, text)
  const funcs = new Map<Id, number>()
  for (const [id, func] of profile.functions) {
    const index = readFunc(func, shared, text)
    if (index !== -1) funcs.set(id, index)
  }
  const indexes = new Map<Id, number>()
  const starts = new Int32Array(profile.locations.size + 1)
  const frames: number[] = []
  const folded: string[] = []
  for (const [id, { mappingId, address, lines, isFolded }] of profile.locations) {
    indexes.set(id, indexes.size)
    const lib = libs.get(mappingId) ?? -1
    if (isFolded) folded.push(address.toString(16))
    if (lines.length === 0)
      frames.push(shared.frame({ func: addressFunc(shared, address, lib), lib, address }))
    for (let i = lines.length - 1; i >= 0; i--) {
      const { functionId, line, column } = lines[i]!
      const func = funcs.get(functionId) ?? addressFunc(shared, address, lib)
      const inlined = i < lines.length - 1 ? 1 : 0
      frames.push(shared.frame({ func, line, column, lib, address, inlined }))
    }
    starts[indexes.size] = frames.length
  }
  return { indexOf: id => indexes.get(id) ?? -1, starts, frames: Int32Array.from(frames), folded }
}

function readLibs(
  profile: RawProfile,
  shared: SharedBuilder,
  text: (index: number) => string,
): Map<Id, number> {
  const libs = new Map<Id, number>()
  for (const [id, { start, limit, offset, filename, buildId }] of profile.mappings) {
    const path = text(filename)
    const name = path.split('/').at(-1)!
    const known = text(buildId)
    const lib = { name, path, start, end: limit, offset, ...(known === '' ? {} : { buildId: known }) }
    libs.set(id, shared.lib(lib))
  }
  return libs
}

/** The func of a Function, -1 when it has no name at all. */
function readFunc(func: RawFunction, shared: SharedBuilder, text: (index: number) => string): number {
  const systemName = text(func.systemName)
  const name = text(func.name) === '' ? systemName : text(func.name)
  if (name === '') return -1
  const path = text(func.filename)
  const file = path === '' ? undefined : path
  return shared.func({
    name,
    systemName: systemName === '' || systemName === name ? undefined : systemName,
    file,
    line: func.startLine,
    kind: guessFuncKind(name, file),
  })
}

function addressFunc(shared: SharedBuilder, address: bigint, lib: number): number {
  return shared.func({ name: `0x${address.toString(16)}`, lib, kind: FuncKind.address })
}
