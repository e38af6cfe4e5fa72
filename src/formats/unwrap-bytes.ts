import { FormatError, LimitError } from '../base/errors.ts'
import { crc32 } from '../model/codec/crc32.ts'
import { refuseRatio, type Wrapper } from './wrapper.ts'

/** Bytes handed to a decompressor at a time: what it makes of them is counted in between. */
const PIECE = 1 << 16

/**
 * Takes one wrapper off bytes that are all there, wherever the code runs. @throws FormatError when the data is broken or
 * cut off, LimitError when it unwraps to more than is believable.
 */
export async function unwrapBytes(bytes: Uint8Array, wrapper: Wrapper): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let length = 0
  let wrapped = 0
  const keep = (piece: Uint8Array) => {
    pieces.push(piece)
    length += piece.length
    const refusal = refuseRatio(wrapped, length)
    if (refusal !== null) throw new LimitError(wrapper, refusal)
  }
  try {
    if (wrapper === 'bzip2') {
      const { decodeBzip2 } = await import('./decoding/bzip2/decode.ts')
      wrapped = bytes.length
      for (const piece of decodeBzip2(bytes)) keep(piece)
    } else {
      const push = wrapper === 'gzip' ? await gunzipper(bytes, keep) : await unzstder(keep)
      while (wrapped < bytes.length) {
        const piece = bytes.subarray(wrapped, wrapped + PIECE)
        wrapped += piece.length
        push(piece, wrapped === bytes.length)
      }
    }
  } catch (cause) {
    if (cause instanceof LimitError || cause instanceof FormatError) throw cause
    const reason = cause instanceof Error ? cause.message : String(cause)
    throw new FormatError(wrapper, `the data is broken or cut off (${reason})`, {}, cause)
  }
  return concat(pieces, length)
}

type Push = (piece: Uint8Array, isLast: boolean) => void

/** fflate checks no checksums: a file that was cut off would read as a shorter one. */
async function gunzipper(bytes: Uint8Array, keep: (piece: Uint8Array) => void): Promise<Push> {
  const { Gunzip } = await import('fflate')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let sum = 0
  let length = 0
  const inflater = new Gunzip(piece => {
    sum = crc32(piece, sum)
    length += piece.length
    keep(piece)
  })
  const checkMember = (end: number) => {
    const isWhole = end >= 18 && view.getUint32(end - 8, true) === sum >>> 0
    if (!isWhole || view.getUint32(end - 4, true) !== length % 2 ** 32) {
      throw new FormatError('gzip', 'the data is cut off or does not match its checksum', { offset: end })
    }
    sum = 0
    length = 0
  }
  inflater.onmember = checkMember
  return (piece, isLast) => {
    inflater.push(piece, isLast)
    if (isLast) checkMember(bytes.length)
  }
}

async function unzstder(keep: (piece: Uint8Array) => void): Promise<Push> {
  const { Decompress } = await import('fzstd')
  const decompressor = new Decompress(keep)
  return (piece, isLast) => decompressor.push(piece, isLast)
}

function concat(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const whole = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}
