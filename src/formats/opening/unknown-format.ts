import { UnknownFormatError } from '../../base/errors.ts'
import { findStranger } from './strangers.ts'

/** Bytes that one array can hold everywhere Pyrometer runs. */
export const MAX_BYTES = 2 ** 32 - 2 ** 16

/** The error for an input that no format knows: it says which and what its beginning looks like. */
export function unknownFormat(head: Uint8Array, name: string | null): UnknownFormatError {
  const file = name ?? 'standard input'
  if (head.length === 0) return new UnknownFormatError(`${file} is empty`, { isEmpty: true })
  const stranger = findStranger(head)
  if (stranger !== null) {
    const error = new UnknownFormatError(`${file} is in no format Pyrometer knows: it is ${stranger.what}`)
    error.hint = stranger.advice
    return error
  }
  return new UnknownFormatError(
    `${file} is in no format Pyrometer knows; it begins with ${describeHead(head)}`,
  )
}

function describeHead(head: Uint8Array): string {
  const start = head.subarray(0, 40)
  const isText = start.every(byte => byte >= 32 || byte === 9 || byte === 10 || byte === 13)
  if (!isText) return `the bytes ${[...head.subarray(0, 12)].map(hex).join(' ')}`
  const line = new TextDecoder()
    .decode(start)
    .split(/[\r\n]/)[0]!
    .trim()
  return line === '' ? 'blank text' : JSON.stringify(line.replaceAll('\ufffd', ''))
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0')
}
