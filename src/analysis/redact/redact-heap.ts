import { HEAP_SPECS } from '../../model/integrity.ts'
import type { HeapPart, Recording } from '../../model/recording.ts'
import { attributesLabel } from '../heap/heap-names.ts'
import { programTypes } from '../heap/program-types.ts'
import type { StringRedactor } from './string-redactor.ts'

/**
 * A heap without what its program worked on: labels stay on modules, classes and functions only (others are the beginnings of
 * texts), and of references the names of attributes and the places in lists, but not the keys of dictionaries that are no
 * object's attributes. What stays is redacted as other text is. O(objects + references).
 */
export function redactHeap(recording: Recording, strings: StringRedactor): HeapPart {
  const heap = recording.heap!
  const isCode = programTypes(recording)
  const { type, label } = heap.objects
  const named = label.map((text, object) => (isCode[type[object]!] === 1 ? text : -1))
  const keys = dataKeys(recording)
  const open = heap.references.label.map((text, reference) => (keys[reference] === 1 ? -1 : text))
  const references = strings.table('heap.references', HEAP_SPECS.references, {
    ...heap.references,
    label: open,
  })
  const key = strings.add('[…]')
  return {
    ...heap,
    snapshots: strings.table('heap.snapshots', HEAP_SPECS.snapshots, heap.snapshots),
    types: strings.table('heap.types', HEAP_SPECS.types, heap.types),
    objects: strings.table('heap.objects', HEAP_SPECS.objects, { ...heap.objects, label: named }),
    references: {
      ...references,
      label: references.label.map((text, reference) => (keys[reference] === 1 ? key : text)),
    },
    roots: strings.table('heap.roots', HEAP_SPECS.roots, heap.roots),
  }
}

/** A byte a reference: 1 where its label is a key of a dictionary that holds data. */
function dataKeys(recording: Recording): Uint8Array {
  const { shared, heap } = recording
  const { objects, references } = heap!
  const attributes = attributesLabel(recording)
  const holdsAttributes = new Uint8Array(objects.length)
  for (let r = 0; r < references.length; r++) {
    if (references.label[r] === attributes) holdsAttributes[references.to[r]!] = 1
  }
  const isKey = Uint8Array.from(shared.strings, text => (/^\[(?!\d+\]$)/.test(text) ? 1 : 0))
  const answer = new Uint8Array(references.length)
  for (let object = 0; object < objects.length; object++) {
    const end = object + 1 < objects.length ? objects.firstReference[object + 1]! : references.length
    for (let r = objects.firstReference[object]!; r < end; r++) {
      const label = references.label[r]!
      if (label !== -1 && isKey[label] === 1 && holdsAttributes[object] === 0) answer[r] = 1
    }
  }
  return answer
}
