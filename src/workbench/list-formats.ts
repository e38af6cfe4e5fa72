import { FORMATS } from '../formats/registry.ts'
import type { FormatsAnswer } from '../wire/formats.ts'

/** Every format and what can be done with it, in the order of the registry. */
export function listFormats(): FormatsAnswer {
  return FORMATS.map(({ id, name, read, write, extensions, producedBy }) => ({
    id,
    name,
    read: read !== undefined,
    write: write !== undefined,
    extensions: [...extensions],
    producedBy,
  }))
}
