import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { StringIndex } from '../../model/tables.ts'
import type { ObjectTexts } from './object-texts.ts'

/** Places ("[3]") that are named; a list of a million has no million labels. */
const MOST_PLACES = 65_536
/** Keys that are named in a snapshot. */
const MOST_KEYS = 500_000

/** The labels of references, each text once. */
export class ReferenceLabels {
  readonly key: StringIndex
  readonly #shared: SharedBuilder
  readonly #texts: ObjectTexts
  readonly #typeName: (object: number) => string
  readonly #places: StringIndex[] = []
  /** Per object its label as a key and as an attribute, 0 not known yet (no label is the text ''). */
  readonly #asKey: Int32Array
  readonly #asAttribute: Int32Array
  #left = MOST_KEYS

  constructor(
    shared: SharedBuilder,
    texts: ObjectTexts,
    { objects, typeName }: { objects: number; typeName: (object: number) => string },
  ) {
    this.#shared = shared
    this.#texts = texts
    this.#typeName = typeName
    this.#asKey = new Int32Array(objects)
    this.#asAttribute = new Int32Array(objects)
    this.key = shared.string('key')
  }

  /** "[3]". */
  place(index: number): StringIndex {
    if (index >= MOST_PLACES) return this.#shared.string('[…]')
    while (this.#places.length <= index) {
      this.#places.push(this.#shared.string(`[${this.#places.length}]`))
    }
    return this.#places[index]!
  }

  /** "['a']" for what lies under a key of a dictionary. */
  underKey(key: number): StringIndex {
    if (key === -1) return -1
    return this.#asKey[key] || this.#remember(this.#asKey, key, () => this.#keyText(key))
  }

  /** ".a" for what lies under a key of a dictionary that is somebody's attributes. */
  attribute(key: number): StringIndex {
    if (key === -1) return -1
    return this.#asAttribute[key] || this.#remember(this.#asAttribute, key, () => this.#attributeText(key))
  }

  #remember(column: Int32Array, key: number, text: () => string): StringIndex {
    if (this.#left === 0) return this.#shared.string('[…]')
    this.#left--
    const label = this.#shared.string(text())
    column[key] = label
    return label
  }

  #attributeText(key: number): string {
    const text = this.#texts.text(key)
    return text !== null && this.#typeName(key) === 'str' ? `.${text}` : this.#keyText(key)
  }

  #keyText(key: number): string {
    const type = this.#typeName(key)
    const text = this.#texts.text(key)
    if (type === 'str' && text !== null) return `['${text.replaceAll(/[\\']/g, '\\$&')}']`
    const number = this.#texts.number(key)
    if (number !== null) return `[${number}]`
    return text === null ? `[<${type}>]` : `[<${type} ${text}>]`
  }
}
