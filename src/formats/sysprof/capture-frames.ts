import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import type { Warnings } from '../importing/warnings.ts'

export const FORMAT = 'sysprof'

/** What the records of a capture are. Source: sysprof-capture-types.h, up to sysprof 48. */
export const FrameType = {
  timestamp: 1,
  sample: 2,
  map: 3,
  process: 4,
  fork: 5,
  exit: 6,
  jitmap: 7,
  counterDefine: 8,
  counterSet: 9,
  mark: 10,
  metadata: 11,
  log: 12,
  fileChunk: 13,
  allocation: 14,
  overlay: 15,
  trace: 16,
  dbusMessage: 17,
} as const

/** A capture and what its head says. */
export interface Capture {
  readonly bytes: Uint8Array
  readonly view: DataView
  readonly isLittle: boolean
  /** When it was made, as it says: ISO 8601; '' unknown. */
  readonly captureTime: string
  /** Nanoseconds of the monotonic clock; 0 where the file does not say. */
  readonly start: bigint
  readonly end: bigint
}

/** A record: bytes `[at, end)` of the capture, its own head of 24 bytes first. */
export interface CaptureFrame {
  readonly type: number
  readonly at: number
  readonly end: number
  /** Processor, -1 unknown. */
  readonly cpu: number
  readonly pid: number
  /** Nanoseconds of the monotonic clock. */
  readonly time: bigint
}

const FILE_HEAD = 256
const FRAME_HEAD = 24
const DECODER = new TextDecoder()

/** The head of a capture. @throws FormatError, UnsupportedVersionError */
export function openCapture(bytes: Uint8Array): Capture {
  if (bytes.length < FILE_HEAD) {
    throw new FormatError(FORMAT, `expected a head of ${FILE_HEAD} bytes, found ${bytes.length}`, {
      offset: bytes.length,
    })
  }
  if (bytes[4] !== 1) throw new UnsupportedVersionError(FORMAT, `${bytes[4]} of the capture format`, '1')
  // The flags are a bit field: its first bit is the lowest where the writer was little-endian, else the highest.
  const isLittle = (bytes[5]! & 1) === 1
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return {
    bytes,
    view,
    isLittle,
    captureTime: textIn(bytes, 8, 72),
    start: view.getBigInt64(72, isLittle),
    end: view.getBigInt64(80, isLittle),
  }
}

/** Calls `visit` for each record, in the order of the file. What is cut off at the end is a warning.
 *  @throws FormatError for a record shorter than its head. */
export function forEachFrame(
  { bytes, view, isLittle }: Capture,
  warnings: Warnings | null,
  visit: (frame: CaptureFrame) => void,
): void {
  for (let at = FILE_HEAD; at < bytes.length; ) {
    const length = at + FRAME_HEAD <= bytes.length ? view.getUint16(at, isLittle) : 0
    if (at + Math.max(FRAME_HEAD, length) > bytes.length) {
      warnings?.add('cut-off', 'The capture ends within a record, which was left out.', `byte ${at}`)
      return
    }
    if (length < FRAME_HEAD) {
      throw new FormatError(FORMAT, `expected a record of at least ${FRAME_HEAD} bytes, found ${length}`, {
        offset: at,
      })
    }
    visit({
      type: bytes[at + 16]!,
      at,
      end: at + length,
      cpu: view.getInt16(at + 2, isLittle),
      pid: view.getInt32(at + 4, isLittle),
      time: view.getBigInt64(at + 8, isLittle),
    })
    at += length
  }
}

/** Text of bytes `[at, end)` up to its NUL. */
export function textIn(bytes: Uint8Array, at: number, end: number): string {
  let stop = at
  while (stop < end && bytes[stop] !== 0) stop++
  return DECODER.decode(bytes.subarray(at, stop))
}

/** Whether the record has the `length` bytes (with its head) that its type has at least; otherwise a warning says so. */
export function isWhole(frame: CaptureFrame, length: number, warnings: Warnings): boolean {
  if (frame.end - frame.at >= length) return true
  warnings.add('short-records', 'Records too short for their type were left out.', `byte ${frame.at}`)
  return false
}
