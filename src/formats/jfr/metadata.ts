import { FormatError } from '../../base/errors.ts'
import type { Chunk } from './chunks.ts'
import { FORMAT, JfrReader } from './jfr-reader.ts'

/** A field of an event or a structure. */
export interface JfrField {
  readonly name: string
  /** Number of its type. */
  readonly type: number
  /** Whether a key of a constant stands in the place of the value. */
  readonly isConstant: boolean
  readonly isArray: boolean
  /** Types of annotations and their values: units among them. */
  readonly annotations: { readonly type: number; readonly value: string }[]
}

/** A type that a chunk describes. */
export interface JfrType {
  readonly id: number
  /** "jdk.ExecutionSample", "java.lang.String", "int". */
  readonly name: string
  readonly fields: JfrField[]
}

/** Elements may be nested this deep; the format needs five levels. */
const MAX_DEPTH = 32

/** Reads what a chunk says of its types: a tree of elements with attributes, written depth first.
 *  Source: jdk.jfr.internal.MetadataReader of JDK 17. @throws FormatError */
export function readMetadata(bytes: Uint8Array, chunk: Chunk): Map<number, JfrType> {
  const reader = new JfrReader(bytes, {
    isCompressed: chunk.isCompressed,
    at: chunk.metadata,
    end: chunk.end,
  })
  const size = reader.int()
  if (size > chunk.end - chunk.metadata) {
    throw new FormatError(FORMAT, 'the metadata reach past their chunk', { offset: chunk.metadata })
  }
  reader.end = chunk.metadata + size
  reader.long()
  for (let skipped = 0; skipped < 3; skipped++) reader.long()
  const strings: string[] = []
  for (let left = reader.count(); left > 0; left--) {
    const text = reader.string()
    strings.push(typeof text === 'string' ? text : '')
  }
  const types = new Map<number, JfrType>()
  /** Per open element the children to come; the type that fields belong to. */
  const left: number[] = [1]
  let current: JfrType | null = null
  while (left.length > 0) {
    if (left.at(-1) === 0) {
      left.pop()
      continue
    }
    left[left.length - 1]!--
    if (left.length > MAX_DEPTH)
      throw new FormatError(FORMAT, 'metadata are nested too deep', { offset: reader.at })
    const name = strings[reader.int()]
    const attributes = new Map<string, string>()
    for (let count = reader.count(); count > 0; count--) {
      attributes.set(strings[reader.int()] ?? '', strings[reader.int()] ?? '')
    }
    if (name === 'class') {
      current = { id: Number(attributes.get('id')), name: attributes.get('name') ?? '', fields: [] }
      types.set(current.id, current)
    } else if (name === 'field' && current !== null) {
      current.fields.push({
        name: attributes.get('name') ?? '',
        type: Number(attributes.get('class')),
        isConstant: attributes.get('constantPool') === 'true',
        isArray: attributes.get('dimension') === '1',
        annotations: [],
      })
    } else if (name === 'annotation') {
      const annotation = { type: Number(attributes.get('class')), value: attributes.get('value') ?? '' }
      // Those of a type stand before its fields; to take one for a field's does no harm, since only fields have units.
      current?.fields.at(-1)?.annotations.push(annotation)
    }
    left.push(reader.count())
  }
  return types
}

const NANOSECONDS_PER: Readonly<Record<string, number>> = {
  NANOSECONDS: 1,
  MICROSECONDS: 1e3,
  MILLISECONDS: 1e6,
  SECONDS: 1e9,
}

/** How many nanoseconds one of a field's values is: `perTick` where the file does not say otherwise. */
export function nanosecondsPer(
  field: JfrField,
  { types, perTick }: { types: ReadonlyMap<number, JfrType>; perTick: number },
): number {
  const unit = field.annotations.find(({ type }) => types.get(type)?.name === 'jdk.jfr.Timespan')?.value
  return NANOSECONDS_PER[unit ?? ''] ?? perTick
}
