import { FormatError } from '../../base/errors.ts'
import { JsonSplitter } from '../decoding/json/json-splitter.ts'
import { parseJson } from '../decoding/json/parse-json.ts'
import { encodingOf } from '../decoding/text/lines.ts'
import { isObject, type RawObject } from './table.ts'

const FORMAT = 'firefox'
/** Larger files do not fit one string of V8. */
const LARGE = 500_000_000

/** The object that a file is. One that is too large for a string is parsed thread by thread and field by field.
 *  @throws FormatError, LimitError when a thread or a field is too large. */
export function parseProfile(bytes: Uint8Array): RawObject {
  if (bytes.length > LARGE && encodingOf(bytes) === 'utf-8') return parseInParts(bytes)
  const { value } = parseJson(FORMAT, bytes)
  if (!isObject(value)) throw new FormatError(FORMAT, 'expected an object')
  return value
}

/** Like {@link parseProfile}, without a string of it all. */
export function parseInParts(bytes: Uint8Array): RawObject {
  const file: Record<string, unknown> = Object.create(null)
  const threads: unknown[] = []
  const splitter = new JsonSplitter(FORMAT, {
    streamed: new Set(['threads']),
    items: (_, items) => {
      for (const item of items) threads.push(item)
    },
    field: (key, value) => {
      file[key] = value
    },
  })
  splitter.add(bytes)
  if (!splitter.finish())
    throw new FormatError(FORMAT, 'expected the rest of the JSON', { offset: bytes.length })
  if (threads.length > 0) file.threads = threads
  return file
}
