import type { Recording } from '../model/recording.ts'
import { readBuildId } from './elf/build-id.ts'
import { hasCallBefore } from './elf/call-before.ts'
import type { Elf } from './elf/parse-elf.ts'
import type { UnnamedFrames } from './native-frames.ts'

/** Callers that are looked at. */
const MOST_TRIED = 1000
/** Of the addresses that calls return to, those that must stand behind a call. By chance one in some thirty does. */
const LEAST_SHARE = 0.8
const PAGE = 4096
const EXECUTABLE = 1

/**
 * Whether a binary is the one that was measured. By its build-id where the recording has it. Else nothing says so, but much can
 * say that it is not: its code must be mapped from where the recording says, and there must be calls where stacks return to.
 */
export function isSameBinary(recording: Recording, unnamed: UnnamedFrames, elf: Elf): boolean {
  if (unnamed.buildId !== null) return readBuildId(elf) === unnamed.buildId
  return hasSegments(recording, unnamed, elf) && hasCalls(recording, unnamed, elf)
}

/** Whether each mapping begins where a segment of code does, or within one (programs map parts, too). */
function hasSegments({ shared }: Recording, { libs }: UnnamedFrames, { segments }: Elf): boolean {
  const code = segments.filter(({ type, flags }) => type === 1 && (flags & EXECUTABLE) !== 0)
  return libs.every(lib => {
    const offset = Number(shared.libs.offset[lib]!)
    const end = offset + Number(shared.libs.end[lib]! - shared.libs.start[lib]!)
    return code.some(segment => {
      const first = segment.offset - (segment.offset % PAGE)
      // Huge pages and older linkers: what is mapped may be more than the segment, never less than nothing of it.
      return offset < segment.offset + segment.fileSize && end > first
    })
  })
}

function hasCalls({ shared }: Recording, { frames, offsets }: UnnamedFrames, elf: Elf): boolean {
  const { prefix, frame } = shared.stacks
  const isCaller = new Uint8Array(shared.frames.length)
  for (const parent of prefix) if (parent !== -1) isCaller[frame[parent]!] = 1
  let tried = 0
  let found = 0
  for (let i = 0; i < frames.length && tried < MOST_TRIED; i++) {
    if (isCaller[frames[i]!] === 0) continue
    // Readers lower addresses that calls return to by one; some tools write them as they are.
    const after = hasCallBefore(elf, offsets[i]! + 1)
    if (after === null) return true
    tried++
    if (after || hasCallBefore(elf, offsets[i]!) === true) found++
  }
  return tried === 0 || found >= LEAST_SHARE * tried
}
