import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { FormatError, LimitError } from '../base/errors.ts'
import { refuseRatio, type Wrapper } from '../formats/wrapper.ts'

type Bytes = AsyncIterable<Uint8Array>

/** Takes one wrapper off bytes as they arrive. @throws FormatError when the data is broken or cut off, LimitError when it
 *  unwraps to more than is believable. */
export async function* unwrapStream(chunks: Bytes, wrapper: Wrapper): AsyncGenerator<Uint8Array> {
  let wrapped = 0
  let unwrapped = 0
  async function* counted(): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      wrapped += chunk.length
      yield chunk
    }
  }
  const unwrap = { gzip: gunzip, zstd: unzstd, bzip2: unbzip2 }[wrapper]
  for await (const chunk of unwrap(counted())) {
    unwrapped += chunk.length
    const refusal = refuseRatio(wrapped, unwrapped)
    if (refusal !== null) throw new LimitError(wrapper, refusal)
    yield chunk
  }
}

async function* gunzip(chunks: Bytes): AsyncGenerator<Uint8Array> {
  const inflater = createGunzip({ chunkSize: 1 << 18 })
  // The loop below meets the same error, so that of the feeding side is dropped.
  pipeline(chunks, inflater).catch(() => undefined)
  try {
    for await (const chunk of inflater) yield chunk as Uint8Array
  } catch (cause) {
    if (!isZlibError(cause)) throw cause
    throw new FormatError('gzip', `the data is broken or cut off (${cause.message})`, {}, cause)
  }
}

function isZlibError(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
}

async function* unzstd(chunks: Bytes): AsyncGenerator<Uint8Array> {
  const { Decompress } = await import('fzstd')
  const ready: Uint8Array[] = []
  const decompressor = new Decompress(chunk => {
    if (chunk.length > 0) ready.push(chunk)
  })
  const push = (chunk: Uint8Array, isLast: boolean) => {
    try {
      decompressor.push(chunk, isLast)
    } catch (cause) {
      throw new FormatError('zstd', `the data is broken or cut off (${messageOf(cause)})`, {}, cause)
    }
  }
  for await (const chunk of chunks) {
    push(chunk, false)
    yield* ready.splice(0)
  }
  push(new Uint8Array(0), true)
  yield* ready.splice(0)
}

async function* unbzip2(chunks: Bytes): AsyncGenerator<Uint8Array> {
  const { decodeBzip2 } = await import('../formats/decoding/bzip2/decode.ts')
  const pieces: Uint8Array[] = []
  for await (const chunk of chunks) pieces.push(chunk)
  yield* decodeBzip2(Buffer.concat(pieces))
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
