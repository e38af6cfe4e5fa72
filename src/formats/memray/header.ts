import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import type { ByteSource } from './byte-source.ts'

const FORMAT = 'memray'
const MAGIC = 'memray'
const OLDEST = 12
const NEWEST = 13

/** The head of a capture file. */
export interface MemrayHeader {
  readonly version: number
  /** "3.12.11". */
  readonly python: string
  /** 312 for 3.12. */
  readonly release: number
  readonly hasNative: boolean
  readonly isAggregated: boolean
  /** Milliseconds since 1970. `end` is 0 in a file that was not closed. */
  readonly start: number
  readonly end: number
  readonly command: string
  readonly pid: number
  readonly mainThread: number
  /** Outermost frames of the main thread that are memray's own. */
  readonly skippedFrames: number
  /** 'pymalloc', 'malloc' … */
  readonly pythonAllocator: string
  /** Whether each of Python's own allocations was recorded, not only what its allocator asked the system for. */
  readonly tracesPython: boolean
  readonly tracksObjects: boolean
}

const PYTHON_ALLOCATORS = ['', 'pymalloc', 'pymalloc debug', 'malloc', 'other', 'mimalloc', 'mimalloc debug']

/** Reads the head. @throws FormatError, UnsupportedVersionError naming the version. */
export function readHeader(source: ByteSource): MemrayHeader {
  if (new TextDecoder().decode(source.take(MAGIC.length + 1)) !== `${MAGIC}\0`) {
    throw new FormatError(FORMAT, 'expected "memray"', { offset: 0 })
  }
  const version = source.i32()
  if (version < OLDEST || version > NEWEST) {
    throw new UnsupportedVersionError(FORMAT, String(version), `${OLDEST} and ${NEWEST}`)
  }
  const hex = source.i32()
  const hasNative = source.u8() !== 0
  const fileFormat = source.u8()
  if (fileFormat > 1) {
    throw new FormatError(
      FORMAT,
      `expected a file of all (0) or aggregated (1) allocations, found ${fileFormat}`,
    )
  }
  // Numbers of allocations and frames: what follows tells.
  source.u64()
  source.u64()
  const header = {
    version,
    python: `${(hex >>> 24) & 255}.${(hex >>> 16) & 255}.${(hex >>> 8) & 255}`,
    release: 100 * ((hex >>> 24) & 255) + ((hex >>> 16) & 255),
    hasNative,
    isAggregated: fileFormat === 1,
    start: source.u64(),
    end: source.u64(),
    command: source.text(),
    pid: source.i32(),
    mainThread: source.u64(),
    skippedFrames: source.u64(),
    pythonAllocator: PYTHON_ALLOCATORS[source.u8()] ?? 'unknown',
    tracesPython: source.u8() !== 0,
    tracksObjects: source.u8() !== 0,
  }
  if (version >= 13) skipPaths(source)
  return header
}

/** Where the standard library is; the folders of packages and sys.path, each list ended by an empty text. */
function skipPaths(source: ByteSource): void {
  source.text()
  for (let list = 0; list < 2; list++) while (source.text() !== '');
}
