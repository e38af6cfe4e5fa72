import type { Recording, Shared } from '../model/recording.ts'
import { type FrameIndex, FuncKind, type LibIndex } from '../model/tables.ts'

/** Frames without a name that lie in one binary. */
export interface UnnamedFrames {
  readonly path: string
  readonly name: string
  readonly buildId: string | null
  /** Frames with an address in a mapping of the binary, and where in the file each stands. */
  readonly frames: readonly FrameIndex[]
  readonly offsets: readonly number[]
  /** Row of `libs` that stands for the binary: the first of those with its path. */
  readonly lib: LibIndex
  /** Its mappings. */
  readonly libs: readonly LibIndex[]
}

/** Whether a recording may have frames that {@link unnamedFrames} finds: quick where all have names. */
export function hasUnnamedFrames({ shared }: Recording): boolean {
  return shared.libs.length > 0 && shared.funcs.kind.includes(FuncKind.address)
}

/** The frames that only print an address, by the binaries they lie in; anonymous memory and the kernel are no binaries. */
export function unnamedFrames({ shared }: Recording): UnnamedFrames[] {
  const { frames, funcs, libs, strings } = shared
  const found = new Map<
    string,
    { [K in keyof UnnamedFrames]: UnnamedFrames[K] extends readonly number[] ? number[] : UnnamedFrames[K] }
  >()
  for (let frame = 0; frame < frames.length; frame++) {
    const lib = frames.lib[frame]!
    if (lib === -1 || funcs.kind[frames.func[frame]!] !== FuncKind.address) continue
    const offset = offsetInFile(shared, lib, frames.address[frame]!)
    const path = strings[libs.path[lib]!]!
    if (offset === null || !path.startsWith('/')) continue
    const buildId = libs.buildId[lib] === -1 ? null : strings[libs.buildId[lib]!]!
    const key = `${path}\0${buildId ?? ''}`
    let one = found.get(key)
    if (one === undefined) {
      one = { path, name: strings[libs.name[lib]!]!, buildId, frames: [], offsets: [], lib, libs: [] }
      found.set(key, one)
    }
    one.frames.push(frame)
    one.offsets.push(offset)
    if (!one.libs.includes(lib)) one.libs.push(lib)
  }
  return [...found.values()]
}

/** Where in the file an address lies; null where the mapping is not known or does not hold it. Some writers leave out the first
 *  part of a binary that is mapped in several: an address there lies as far before the mapping. */
function offsetInFile({ libs }: Shared, lib: LibIndex, address: bigint): number | null {
  const start = libs.start[lib]!
  const offset = libs.offset[lib]!
  if (address === 0n || address >= libs.end[lib]! || address + offset < start) return null
  return Number(address - start + offset)
}
