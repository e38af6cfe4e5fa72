import { growableInt32 } from '../../base/growable.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
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
  const { ids, mappingIds, lineStarts, functionIds, lines, columns } = profile.locations
  const addresses = profile.locations.addresses.finish()
  const isFolded = profile.locations.isFolded.finish()
  const addFrame = areDistinct(addresses)
    ? (row: FrameRow) => addFrameRow(shared.frames.columns, row)
    : (row: FrameRow) => shared.frame(row)
  const indexes = new LocationIndexes(ids.length)
  const starts = new Int32Array(ids.length + 1)
  const frames = growableInt32()
  const folded: string[] = []
  for (let i = 0; i < ids.length; i++) {
    indexes.set(ids[i]!, i)
    const lib = libs.get(mappingIds[i]!) ?? -1
    const address = addresses[i]!
    if (isFolded[i] === 1) folded.push(address.toString(16))
    const first = lineStarts.get(i)
    const last = lineStarts.get(i + 1) - 1
    if (last < first) frames.push(addFrame({ func: addressFunc(shared, address, lib), lib, address }))
    for (let at = last; at >= first; at--) {
      const func = funcs.get(functionIds[at]!) ?? addressFunc(shared, address, lib)
      const inlined = at < last ? 1 : 0
      frames.push(addFrame({ func, line: lines.get(at), column: columns.get(at), lib, address, inlined }))
    }
    starts[i + 1] = frames.length
  }
  return {
    indexOf: id => indexes.get(id),
    starts,
    frames: frames.finish(),
    folded,
  }
}

type FrameRow = Parameters<SharedBuilder['frame']>[0]

/** Whether no two locations have one address, so that none of their frames can be equal. */
function areDistinct(addresses: BigUint64Array): boolean {
  const sorted = addresses.slice().sort()
  for (let i = 1; i < sorted.length; i++) if (sorted[i] === sorted[i - 1]) return false
  return true
}

/** Appends a frame that is known to be new. */
function addFrameRow(columns: SharedBuilder['frames']['columns'], row: FrameRow): number {
  columns.func.push(row.func)
  columns.line.push(row.line ?? -1)
  columns.column.push(row.column ?? -1)
  columns.endLine.push(-1)
  columns.endColumn.push(-1)
  columns.lib.push(row.lib ?? -1)
  columns.address.push(row.address ?? 0n)
  columns.inlined.push(row.inlined ?? 0)
  return columns.func.length - 1
}

/** The indexes of locations by their ids, which nearly always are small numbers. */
class LocationIndexes {
  readonly #table: Int32Array
  readonly #others = new Map<Id, number>()

  constructor(locations: number) {
    this.#table = new Int32Array(4 * locations + 1024).fill(-1)
  }

  set(id: Id, index: number): void {
    if (typeof id === 'number' && id < this.#table.length) this.#table[id] = index
    else this.#others.set(id, index)
  }

  /** -1 where there is none. */
  get(id: Id): number {
    if (typeof id === 'number' && id < this.#table.length) return this.#table[id]!
    return this.#others.get(id) ?? -1
  }
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
