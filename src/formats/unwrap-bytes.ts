import { FormatError, LimitError } from '../base/errors.ts'
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
      const { decodeBzip2 } = await import('./bzip2/decode.ts')
      wrapped = bytes.length
      for (const piece of decodeBzip2(bytes)) keep(piece)
    } else {
      const push = wrapper === 'gzip' ? await gunzipper(keep) : await unzstder(keep)
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

async function gunzipper(keep: (piece: Uint8Array) => void): Promise<Push> {
  const { Gunzip } = await import('fflate')
  const inflater = new Gunzip(keep)
  return (piece, isLast) => inflater.push(piece, isLast)
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
