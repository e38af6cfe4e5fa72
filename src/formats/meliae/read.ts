import { ByteStrings } from '../../base/byte-strings.ts'
import { FormatError } from '../../base/errors.ts'
import { growableFloat64 } from '../../base/growable.ts'
import { type Recording, warn } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { type HeapType, heapRecording } from '../importing/heap-types.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { DumpedHeap, unescaped } from './heap.ts'
import { newObjectLine, parseObject } from './parse-object.ts'

const FORMAT = 'meliae'

/**
 * Reads a dump of meliae, an object a line, as `heap` (objects, and who refers to whom) and as bytes and objects of each type,
 * in the order in which types first come. Lines that are no objects, and references to objects that are not in the dump, are
 * left out and counted in a warning. O(bytes), memory about 90 bytes an object and 16 a reference.
 * @throws FormatError when no line is an object.
 */
export async function readMeliae(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const types = new ByteStrings()
  const sizes = growableFloat64()
  const counts = growableFloat64()
  const warnings = new Warnings()
  const found = newObjectLine()
  const shared = new SharedBuilder()
  const heap = new DumpedHeap(shared, titleOf(input.name, 'meliae dump'))
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
      const type = types.intern(found.bytes, found.typeStart, found.typeEnd)
      if (type === known) {
        sizes.push(found.size)
        counts.push(1)
      } else {
        sizes.set(type, sizes.get(type) + found.size)
        counts.set(type, counts.get(type) + 1)
      }
      heap.add(found, type)
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
  const part = heap.finish(types)
  const list = warnings.list()
  if (heap.strayReferences > 0) {
    const message = 'References to objects that are not in the dump were left out.'
    list.push(warn('stray-references', message, heap.strayReferences))
  }
  return [
    heapRecording(
      { format: FORMAT, file: input.name },
      { shared, heap: part, types: heapTypes(types, { sizes, counts }) },
      { recorder: { name: 'meliae', mode: 'heap' }, warnings: list },
    ),
  ]
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
    const name = unescaped(decoder.decode(types.bytes(type)))
    yield { name, size: sizes.get(type), objects: counts.get(type) }
  }
}

/** Whether a line is blank, or one of those around the objects of a list. */
function isBracket(bytes: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++)
    if (!(bytes[i]! <= 32 || bytes[i] === 0x5b || bytes[i] === 0x5d)) return false
  return true
}
