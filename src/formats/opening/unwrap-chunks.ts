import { FormatError, LimitError } from '../../base/errors.ts'
import { crc32 } from '../../model/codec/crc32.ts'
import { refuseRatio, type Wrapper } from './wrapper.ts'

/** Bytes handed to a decompressor at a time: what it makes of them is counted in between. */
const PIECE = 1 << 16
/** A gzip member ends with its checksum and its length. */
const TRAILER = 8
/** The shortest member: a header of 10 bytes, nothing, the trailer. */
const SHORTEST_MEMBER = 18

/** What takes the next bytes, and is told which are the last. */
type Push = (piece: Uint8Array, isLast: boolean) => void

/**
 * Takes one wrapper off bytes as they arrive, wherever the code runs. bzip2 is unwrapped from all bytes at once.
 * @throws FormatError when the data is broken or cut off, LimitError when it unwraps to more than is believable.
 */
export async function* unwrapChunks(
  chunks: AsyncIterable<Uint8Array>,
  wrapper: Wrapper,
): AsyncGenerator<Uint8Array> {
  if (wrapper === 'bzip2') yield* unwrapBzip2(chunks)
  else yield* unwrapPushed(chunks, wrapper)
}

/** Takes one wrapper off bytes that are all there. @throws as {@link unwrapChunks}. */
export async function unwrapBytes(bytes: Uint8Array, wrapper: Wrapper): Promise<Uint8Array> {
  async function* once(): AsyncGenerator<Uint8Array> {
    yield bytes
  }
  const pieces: Uint8Array[] = []
  for await (const piece of unwrapChunks(once(), wrapper)) pieces.push(piece)
  return concat(pieces)
}

async function* unwrapPushed(
  chunks: AsyncIterable<Uint8Array>,
  wrapper: 'gzip' | 'zstd',
): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = []
  const counts = { wrapped: 0, unwrapped: 0 }
  const push = await (wrapper === 'gzip' ? gunzipper : unzstder)(piece => {
    if (piece.length > 0) ready.push(piece)
    counts.unwrapped += piece.length
    refuse(wrapper, counts)
  })
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += PIECE) {
      const piece = chunk.subarray(at, at + PIECE)
      counts.wrapped += piece.length
      guarded(wrapper, () => push(piece, false))
      yield* ready.splice(0)
    }
  }
  guarded(wrapper, () => push(new Uint8Array(0), true))
  yield* ready.splice(0)
}

async function* unwrapBzip2(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const { decodeBzip2 } = await import('../decoding/bzip2/decode.ts')
  const pieces: Uint8Array[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  const bytes = concat(pieces)
  const counts = { wrapped: bytes.length, unwrapped: 0 }
  for (const piece of decodeBzip2(bytes)) {
    counts.unwrapped += piece.length
    refuse('bzip2', counts)
    yield piece
  }
}

function refuse(wrapper: Wrapper, { wrapped, unwrapped }: { wrapped: number; unwrapped: number }): void {
  const refusal = refuseRatio(wrapped, unwrapped)
  if (refusal !== null) throw new LimitError(wrapper, refusal)
}

/** Runs a step of a decompressor, whose own complaints become ours. */
function guarded(wrapper: Wrapper, step: () => void): void {
  try {
    step()
  } catch (cause) {
    if (cause instanceof LimitError || cause instanceof FormatError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FormatError(wrapper, `the data is broken or cut off (${reason})`, {}, cause)
  }
}

/** fflate checks no checksums: a file that was cut off would read as a shorter one. */
async function gunzipper(keep: (piece: Uint8Array) => void): Promise<Push> {
  const { Gunzip } = await import('fflate')
  let sum = 0
  let length = 0
  let pushed = 0
  /** The last bytes that were pushed: the trailer of a member may have come in two pieces. */
  let recent = new Uint8Array(0)
  const inflater = new Gunzip(piece => {
    sum = crc32(piece, sum)
    length += piece.length
    keep(piece)
  })
  const checkMember = (end: number) => {
    const at = recent.length - (pushed - end) - TRAILER
    const view = new DataView(recent.buffer, recent.byteOffset, recent.byteLength)
    const isWhole = end >= SHORTEST_MEMBER && at >= 0 && view.getUint32(at, true) === sum >>> 0
    if (!isWhole || view.getUint32(at + 4, true) !== length % 2 ** 32) {
      throw new FormatError('gzip', 'the data is cut off or does not match its checksum', { offset: end })
    }
    sum = 0
    length = 0
  }
  inflater.onmember = checkMember
  return (piece, isLast) => {
    pushed += piece.length
    recent = concat([recent.subarray(Math.max(0, recent.length - TRAILER)), piece])
    inflater.push(piece, isLast)
    if (isLast) checkMember(pushed)
  }
}

async function unzstder(keep: (piece: Uint8Array) => void): Promise<Push> {
  const { ZstdStream } = await import('../decoding/zstd/zstd-stream.ts')
  const decompressor = new ZstdStream(keep)
  return (piece, isLast) => {
    decompressor.push(piece)
    if (isLast && !decompressor.isComplete) throw new FormatError('zstd', 'the data is cut off')
  }
}

function concat(pieces: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
