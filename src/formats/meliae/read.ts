import { ByteStrings } from '../../base/byte-strings.ts'
import { FormatError } from '../../base/errors.ts'
import { growableFloat64 } from '../../base/growable.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { type HeapType, heapRecording } from '../importing/heap-types.ts'
import { Warnings } from '../importing/warnings.ts'
import { type ObjectLine, parseObject } from './parse-object.ts'

const FORMAT = 'meliae'

/**
 * Reads a dump of meliae, an object a line, as bytes and objects of each type, in the order in which types first come. Who
 * refers to whom is not kept. Lines that are no objects are left out and counted in a warning. O(bytes), memory for the types.
 * @throws FormatError when no line is an object.
 */
export async function readMeliae(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const types = new ByteStrings()
  const sizes = growableFloat64()
  const counts = growableFloat64()
  const warnings = new Warnings()
  const found: ObjectLine = { type: new Uint8Array(0), typeStart: 0, typeEnd: 0, size: 0 }
  let firstOdd = 0
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (!parseObject(bytes, start, end, found)) {
        if (isBracket(bytes, start, end)) return
        firstOdd ||= line
        warnings.atLine('unreadable-lines', 'Lines that are no objects were left out.', line)
        return
      }
      const known = types.size
      const type = types.intern(found.type, found.typeStart, found.typeEnd)
      if (type === known) {
        sizes.push(found.size)
        counts.push(1)
      } else {
        sizes.set(type, sizes.get(type) + found.size)
        counts.set(type, counts.get(type) + 1)
      }
    },
  })
  if (types.size === 0) {
    throw new FormatError(
      FORMAT,
      'expected objects ("{"address": 1, "type": "dict", "size": 140, …}"), found none',
      {
        line: firstOdd || 1,
      },
    )
  }
  const about = { recorder: { name: 'meliae', mode: 'heap' }, warnings: warnings.list() }
  return [heapRecording({ format: FORMAT, file: input.name }, heapTypes(types, { sizes, counts }), about)]
}

function* heapTypes(
  types: ByteStrings,
  {
    sizes,
    counts,
  }: { sizes: ReturnType<typeof growableFloat64>; counts: ReturnType<typeof growableFloat64> },
): Generator<HeapType> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let type = 0; type < types.size; type++) {
    const name = decoder.decode(types.bytes(type))
    yield { name, size: sizes.get(type), objects: counts.get(type) }
  }
}

/** Whether a line is blank, or one of those around the objects of a list. */
function isBracket(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++)
    if (!(bytes[i]! <= 32 || bytes[i] === 0x5b || bytes[i] === 0x5d)) return false
  return true
}
