import type { ByteStrings } from '../../base/byte-strings.ts'
import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import { PairMap } from '../../base/pair-map.ts'
import { HeapBuilder } from '../../model/heap-builder.ts'
import type { HeapPart } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { ObjectLine } from './parse-object.ts'

const MAX_LABEL = 100
/** Keys longer than this are shortened. */
const MAX_KEY = 60
/** Bytes of a label that are looked at, escapes included. */
const MAX_BYTES = 1200
/** Types whose objects are texts. */
const TEXTS = new Set(['str', 'unicode', 'bytes'])

/** Keeps the objects of a dump while its lines come, and makes a heap of them: references are known when all were read. */
export class DumpedHeap {
  /** References to addresses of which the dump has no object. */
  strayReferences = 0
  readonly #shared: SharedBuilder
  readonly #builder: HeapBuilder
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** Per object its number in the types of the dump, its number of items, and where its references begin. */
  readonly #types: Growable<Int32Array> = growableInt32()
  readonly #lengths: Growable<Float64Array> = growableFloat64()
  readonly #addresses: Growable<Float64Array> = growableFloat64()
  readonly #sizes: Growable<Float64Array> = growableFloat64()
  readonly #labels: Growable<Int32Array> = growableInt32()
  readonly #firstRefs: Growable<Int32Array> = growableInt32()
  readonly #refs: Growable<Float64Array> = growableFloat64()
  readonly #objectAt = new PairMap()
  #isText = new Uint8Array(0)

  constructor(shared: SharedBuilder, name: string) {
    this.#shared = shared
    this.#builder = new HeapBuilder(shared)
    this.#builder.snapshot({ name })
  }

  /** Adds the object of a line; `type` is its number in the types of the dump. */
  add(line: ObjectLine, type: number): void {
    const { address, refs, refCount } = line
    if (Number.isSafeInteger(address)) this.#objectAt.set(high(address), low(address), this.#types.length)
    this.#types.push(type)
    this.#lengths.push(line.len)
    this.#addresses.push(Number.isSafeInteger(address) ? address : Number.NaN)
    this.#sizes.push(line.size)
    this.#labels.push(this.#labelOf(line))
    this.#firstRefs.push(this.#refs.length)
    for (let i = 0; i < refCount; i++) this.#refs.push(refs[i]!)
  }

  /** The heap. `types` are the names of the types by number, escapes and all. */
  finish(types: ByteStrings): HeapPart {
    const builder = this.#builder
    const names = Array.from({ length: types.size }, (_, i) =>
      unescaped(this.#decoder.decode(types.bytes(i))),
    )
    const typeOf = Int32Array.from(names, name => builder.type(name))
    const isDict = Uint8Array.from(names, name => (name === 'dict' ? 1 : 0))
    this.#isText = Uint8Array.from(names, name => (TEXTS.has(name) ? 1 : 0))
    const length = this.#types.length
    const objects = {
      length,
      type: this.#types.finish().map(type => typeOf[type]!),
      address: this.#addresses.finish(),
      size: this.#sizes.finish(),
      count: new Int32Array(length).fill(1),
      kind: new Uint8Array(length),
      label: this.#labels.finish(),
      stack: new Int32Array(length).fill(-1),
      firstReference: new Int32Array(length),
    }
    for (let i = 0; i < length; i++) {
      objects.firstReference[i] = builder.references.length
      this.#addReferences(i, isDict[this.#types.get(i)] === 1)
    }
    return { ...builder.finish({ hasReferences: true }), objects }
  }

  #addReferences(object: number, isDict: boolean): void {
    const refs = this.#refs
    const start = this.#firstRefs.get(object)
    const end = object + 1 < this.#firstRefs.length ? this.#firstRefs.get(object + 1) : refs.length
    const hasPairs = isDict && 2 * this.#lengths.get(object) === end - start
    for (let i = start; i < end; i++) {
      const to = this.#find(refs.get(i))
      if (to === -1) this.strayReferences++
      else {
        const isValue = hasPairs && (i - start) % 2 === 1
        this.#builder.reference(to, isValue ? this.#keyLabel(this.#find(refs.get(i - 1))) : -1)
      }
    }
  }

  #find(address: number): number {
    return this.#objectAt.get(high(address), low(address))
  }

  /** The label of a dict's value whose key is an object. */
  #keyLabel(key: number): number {
    const label = key === -1 ? -1 : this.#labels.get(key)
    if (label === -1) return -1
    const text = this.#shared.text(label).slice(0, MAX_KEY)
    return this.#shared.string(this.#isText[this.#types.get(key)] === 1 ? `['${text}']` : `[${text}]`)
  }

  #labelOf({ bytes, labelStart, labelEnd }: ObjectLine): number {
    if (labelEnd <= labelStart) return -1
    const end = Math.min(labelEnd, labelStart + MAX_BYTES)
    const text = unescaped(this.#decoder.decode(bytes.subarray(labelStart, end)))
    return this.#shared.string(text.length > MAX_LABEL ? `${text.slice(0, MAX_LABEL)}…` : text)
  }
}

/** The inside of a text of JSON as text; one that was cut within an escape, without it. */
export function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  try {
    return String(JSON.parse(`"${text.replace(/(?<=(?:^|[^\\])(?:\\\\)*)\\u?[\da-fA-F]{0,3}$/, '')}"`))
  } catch {
    return text
  }
}

/** An address as two integers. */
function high(address: number): number {
  return Math.floor(address / 0x1_0000_0000)
}

function low(address: number): number {
  return address | 0
}
