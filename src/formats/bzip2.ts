import { FormatError } from '../base/errors.ts'

/** Placeholder until the decoder lands. */
export function* decodeBzip2(_bytes: Uint8Array): Generator<Uint8Array> {
  yield* []
  throw new FormatError('bzip2', 'bzip2 is not supported yet')
}
