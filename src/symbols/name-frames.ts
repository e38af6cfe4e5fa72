import type { Recording, Shared, Warning } from '../model/recording.ts'
import { tableBuilder } from '../model/table-builder.ts'
import { type FrameIndex, FUNCS, type FuncIndex, FuncKind, type LibIndex } from '../model/tables.ts'
import type { Binaries, Demangle } from './binaries.ts'
import { readBuildId } from './elf/build-id.ts'
import { addressOfOffset } from './elf/call-before.ts'
import { nameAddresses } from './elf/name-addresses.ts'
import type { Elf } from './elf/parse-elf.ts'
import { isSameBinary } from './is-same-binary.ts'
import { hasUnnamedFrames, type UnnamedFrames, unnamedFrames } from './native-frames.ts'

/** The function that a frame is found to be in. */
interface FoundFunc {
  readonly name: string
  /** As the binary spells it, where that differs; null where no symbol covers the address. */
  readonly systemName: string | null
  readonly isNamed: boolean
  readonly lib: number
}

/** What was found: per frame its function, and per mapping the build-id of its binary, where the recording had none. */
interface Found {
  readonly funcs: Map<FrameIndex, FoundFunc>
  readonly buildIds: Map<LibIndex, string>
}

/**
 * The recording with names for the frames that only print an address, as far as the symbols of their binaries have them: one
 * func per function instead of one per address. Where a binary has no symbol for an address the frame is named by the binary
 * and the place in it, `[libfoo.so+0x1234]`, which is the same in every process. Binaries that are missing or are others than
 * those measured leave their frames as they are. Both are said in warnings, which name the binary.
 * Recordings without such frames are given back as they are. No source lines, no inlined functions (those need DWARF).
 */
export function nameFrames(recording: Recording, binaries: Binaries, demangle: Demangle): Recording {
  if (!hasUnnamedFrames(recording)) return recording
  const found: Found = { funcs: new Map(), buildIds: new Map() }
  const missing: UnnamedFrames[] = []
  const different: UnnamedFrames[] = []
  for (const unnamed of unnamedFrames(recording)) {
    const elf = binaries.find(unnamed)
    if (elf === null) missing.push(unnamed)
    else if (isSameBinary(recording, unnamed, elf)) nameIn(elf, unnamed, demangle, found)
    else different.push(unnamed)
  }
  // Those of an earlier opening, elsewhere, are told anew.
  const others = recording.meta.warnings.filter(({ code }) => code !== NO_NAMES)
  const warnings = [
    ...others,
    ...noNames(missing, 'not here'),
    ...noNames(different, 'here in another version'),
  ]
  return {
    ...recording,
    meta: { ...recording.meta, warnings },
    ...(found.funcs.size === 0 ? {} : withFuncs(recording, found)),
  }
}

const NO_NAMES = 'no-symbols'
/** Binaries that a warning lists. */
const MOST_LISTED = 5

function noNames(binaries: readonly UnnamedFrames[], where: string): Warning[] {
  if (binaries.length === 0) return []
  const count = binaries.reduce((sum, { frames }) => sum + frames.length, 0)
  const listed = binaries
    .toSorted((a, b) => b.frames.length - a.frames.length)
    .slice(0, MOST_LISTED)
    .map(({ path, frames }) => `${path} (${frames.length})`)
  const more = binaries.length - listed.length
  const list = `${listed.join(', ')}${more > 0 ? ` and ${more} more` : ''}`
  const message = `${count} native ${count === 1 ? 'address has' : 'addresses have'} no name; binaries that are ${where}: ${list}.`
  return [{ code: NO_NAMES, message, count, firstAt: null }]
}

function nameIn(elf: Elf, unnamed: UnnamedFrames, demangle: Demangle, found: Found): void {
  const { frames, offsets, lib, libs, name: binary } = unnamed
  const buildId = unnamed.buildId === null ? readBuildId(elf) : null
  // Kept, so that on another machine no other build is taken for this one.
  if (buildId !== null) for (const mapping of libs) found.buildIds.set(mapping, buildId)
  const addresses = offsets.map(offset => addressOfOffset(elf, offset))
  const ascending = Float64Array.from(new Set(addresses.filter(address => address !== null))).sort()
  const names = nameAddresses(elf, ascending)
  const nameOf = new Map(names.map((name, i) => [ascending[i]!, name]))
  for (const [i, frame] of frames.entries()) {
    const address = addresses[i] ?? null
    const systemName = address === null ? null : (nameOf.get(address) ?? null)
    const place = (address ?? offsets[i]!).toString(16)
    found.funcs.set(frame, {
      name: systemName === null ? `[${binary}+0x${place}]` : demangle(systemName),
      systemName,
      isNamed: systemName !== null,
      lib,
    })
  }
}

/** The shared tables, and the parts that refer to funcs, with the found funcs in place of those that print addresses. */
function withFuncs(recording: Recording, found: Found): Pick<Recording, 'shared' | 'calls' | 'lines'> {
  const { shared, calls, lines } = recording
  const used = new Uint8Array(shared.funcs.length)
  for (let frame = 0; frame < shared.frames.length; frame++) {
    if (!found.funcs.has(frame)) used[shared.frames.func[frame]!] = 1
  }
  for (const func of calls?.rows.func ?? []) used[func] = 1
  for (const func of lines?.rows.func ?? []) if (func !== -1) used[func] = 1
  const { funcs, strings, buildId, kept, added } = renumber(shared, used, found)
  const func = shared.frames.func.map((old, frame) => added.get(frame) ?? kept[old]!)
  const moved = (column: Int32Array) => column.map(old => (old === -1 ? -1 : kept[old]!))
  return {
    shared: {
      ...shared,
      strings,
      funcs,
      libs: { ...shared.libs, buildId },
      frames: { ...shared.frames, func },
    },
    calls: calls === null ? null : { ...calls, rows: { ...calls.rows, func: moved(calls.rows.func) } },
    lines: lines === null ? null : { ...lines, rows: { ...lines.rows, func: moved(lines.rows.func) } },
  }
}

function renumber(shared: Shared, used: Uint8Array, found: Found) {
  const table = tableBuilder(FUNCS)
  const strings = [...shared.strings]
  const kept = new Int32Array(shared.funcs.length).fill(-1)
  for (let old = 0; old < kept.length; old++) if (used[old] === 1) kept[old] = table.add(rowOf(shared, old))
  const added = new Map<number, FuncIndex>()
  const funcOf = new Map<string, FuncIndex>()
  const stringOf = new Map(strings.map((value, i) => [value, i]))
  const text = (value: string) => {
    const known = stringOf.get(value)
    if (known !== undefined) return known
    stringOf.set(value, strings.push(value) - 1)
    return strings.length - 1
  }
  for (const [frame, { name, systemName, isNamed, lib }] of found.funcs) {
    // Another function of the same name is told apart by how the binary spells it, and by the binary.
    const key = `${lib}\0${systemName ?? name}`
    let func = funcOf.get(key)
    if (func === undefined) {
      func = table.add({
        name: text(name),
        systemName: systemName === null || systemName === name ? -1 : text(systemName),
        lib,
        kind: isNamed ? FuncKind.native : FuncKind.address,
      })
      funcOf.set(key, func)
    }
    added.set(frame, func)
  }
  const buildId = shared.libs.buildId.map((known, lib) =>
    found.buildIds.has(lib) ? text(found.buildIds.get(lib)!) : known,
  )
  return { funcs: table.finish(), strings, buildId, kept, added }
}

function rowOf({ funcs }: Shared, row: FuncIndex) {
  return {
    name: funcs.name[row]!,
    systemName: funcs.systemName[row]!,
    source: funcs.source[row]!,
    line: funcs.line[row]!,
    lib: funcs.lib[row]!,
    kind: funcs.kind[row]!,
  }
}
