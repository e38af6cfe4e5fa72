import { decodeText } from '../decoding/text/python-text.ts'
import type { MarshalCode, MarshalSequence, MarshalValue } from './marshal-values.ts'

/** What one field of a code object must be: 'int' is a bare 32-bit number, the rest are objects. */
type Field = 'int' | 'line' | 'bytes' | 'tuple' | 'names' | 'file' | 'name'

/** The fields of a code object in one range of Python's versions, in the order of the file. */
export interface CodeLayout {
  readonly versions: string
  readonly fields: readonly Field[]
}

const OLD_TAIL: readonly Field[] = [
  ...(['bytes', 'tuple', 'names', 'names', 'names', 'names'] as const),
  ...(['file', 'name', 'line', 'bytes'] as const),
]

/** A file does not say which Python wrote it, so its code objects are tried against each of these. */
export const CODE_LAYOUTS: readonly CodeLayout[] = [
  {
    versions: '3.11 and later',
    fields: [
      ...(['int', 'int', 'int', 'int', 'int', 'bytes', 'tuple', 'names', 'names', 'bytes'] as const),
      ...(['file', 'name', 'name', 'line', 'bytes', 'bytes'] as const),
    ],
  },
  { versions: '3.8 to 3.10', fields: ['int', 'int', 'int', 'int', 'int', 'int', ...OLD_TAIL] },
  { versions: '3.0 to 3.7', fields: ['int', 'int', 'int', 'int', 'int', ...OLD_TAIL] },
  { versions: '2.3 to 2.7', fields: ['int', 'int', 'int', 'int', ...OLD_TAIL] },
]

/** Whether `value` can stand in the field. */
export function isFieldValue(field: Field, value: MarshalValue): boolean {
  // Python 2 interns short bytecode like any `str`, which makes it text here.
  if (field === 'bytes') return isText(value)
  if (field === 'tuple') return isTupleValue(value)
  if (field === 'names') return isTupleValue(value) && value.items.every(isText)
  return isText(value)
}

/** Keeps a field's value in `code` where it is one of those that are kept. The qualified name, which comes after the
 *  plain one, is not: Python prints a code object by its plain name. */
export function keepField(code: MarshalCode, field: Field, value: MarshalValue): void {
  if (field === 'file') code.file = textOf(value)
  if (field === 'name' && code.name === '') code.name = textOf(value)
}

/** How Python prints a code object, without its address. */
export function describeCode(code: MarshalCode): string {
  return `<code object ${code.name}, file "${code.file}", line ${code.line}>`
}

function isText(value: MarshalValue): boolean {
  return typeof value === 'string' || value instanceof Uint8Array
}

function isTupleValue(value: MarshalValue): value is MarshalSequence {
  return typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'tuple'
}

function textOf(value: MarshalValue): string {
  if (typeof value === 'string') return value
  return value instanceof Uint8Array ? decodeText(value) : ''
}
