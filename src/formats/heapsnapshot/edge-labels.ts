import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { StringIndex } from '../../model/tables.ts'
import type { SnapshotLayout } from './layout.ts'

/** What an edge of a type is: what its label looks like and whether it keeps its node alive. */
export const EdgeKind = {
  property: 0,
  /** An element of an array: its name is an index. */
  element: 1,
  /** A variable of a function that is kept for the functions inside it. */
  variable: 2,
  /** A field of the engine's own, by name. */
  internal: 3,
  /** A field of the engine's own, by index. */
  hidden: 4,
  /** A way past objects between, which are there too; from the root, a global object. */
  shortcut: 5,
  weak: 6,
} as const

const KINDS: Readonly<Record<string, number>> = {
  property: EdgeKind.property,
  element: EdgeKind.element,
  context: EdgeKind.variable,
  internal: EdgeKind.internal,
  hidden: EdgeKind.hidden,
  shortcut: EdgeKind.shortcut,
  weak: EdgeKind.weak,
}
/** Indexes above are told apart no more: as many labels as there are would be no help. */
const MAX_INDEX = 100_000
const MAX_LABEL = 100
const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u
const INDEX = /^\d{1,10}$/
const WEAK_MAP = /^\d+ \/ part of key .* pair in WeakMap \(table @(\d+)\)$/

/** The kinds of edges by the number of their type. Julia names the fields that V8 numbers. */
export function edgeKinds({ edgeTypes, types }: SnapshotLayout): Uint8Array {
  const isJulia = types.some(type => type.startsWith('jl_'))
  return Uint8Array.from(edgeTypes, type => {
    if (isJulia && type === 'hidden') return EdgeKind.internal
    return KINDS[type] ?? EdgeKind.internal
  })
}

/** The labels of edges: each is made once. */
export class EdgeLabels {
  readonly #shared: SharedBuilder
  readonly #strings: readonly string[]
  /** Per kind the labels of names, by the name's string; 0: not made yet. */
  readonly #ofNames: (Int32Array | undefined)[] = []
  /** Those of indexes, 0: not made yet. */
  readonly #ofElements = new Int32Array(MAX_INDEX + 1)
  readonly #ofHidden = new Int32Array(MAX_INDEX + 1)
  readonly #weakTables = new Map<number, number>()
  readonly #many: StringIndex
  readonly #manyHidden: StringIndex

  constructor(shared: SharedBuilder, strings: readonly string[]) {
    this.#shared = shared
    this.#strings = strings
    this.#many = shared.string('[…]')
    this.#manyHidden = shared.string('<…>')
  }

  /** The label of an edge of a kind; -1 where its name is no string of the snapshot. */
  label(kind: number, name: number): StringIndex {
    if (name < 0) return -1
    if (kind === EdgeKind.element || kind === EdgeKind.hidden) return this.#indexLabel(kind, name)
    if (name >= this.#strings.length) return -1
    this.#ofNames[kind] ??= new Int32Array(this.#strings.length)
    const labels = this.#ofNames[kind]
    if (labels[name] === 0) labels[name] = this.#labelOf(kind, name)
    return labels[name]!
  }

  /** Where the edge is one of the two that keep a weak map's value alive together: the id of the map's table, else -1.
   *  The edge must have its label. */
  weakTable(name: number): number {
    return this.#weakTables.get(name) ?? -1
  }

  /** Whether any label so far names a weak map. */
  get hasWeakTables(): boolean {
    return this.#weakTables.size > 0
  }

  #indexLabel(kind: number, index: number): StringIndex {
    if (index > MAX_INDEX) return kind === EdgeKind.element ? this.#many : this.#manyHidden
    const labels = kind === EdgeKind.element ? this.#ofElements : this.#ofHidden
    if (labels[index] === 0)
      labels[index] = this.#shared.string(kind === EdgeKind.element ? `[${index}]` : `<${index}>`)
    return labels[index]!
  }

  #labelOf(kind: number, name: number): StringIndex {
    const text = this.#strings[name]!
    // V8 numbers the fields of its hash tables by text.
    if (kind === EdgeKind.internal && INDEX.test(text)) return this.#indexLabel(EdgeKind.hidden, Number(text))
    return this.#shared.string(this.#textOf(kind, name))
  }

  #textOf(kind: number, name: number): string {
    const whole = this.#strings[name]!
    const text = whole.length > MAX_LABEL ? `${whole.slice(0, MAX_LABEL)}…` : whole
    if (kind === EdgeKind.internal) {
      const table = WEAK_MAP.exec(whole)
      if (table !== null) this.#weakTables.set(name, Number(table[1]))
      return /^<.*>$/.test(text) ? text : `<${text}>`
    }
    if (kind === EdgeKind.variable) return `variable ${text}`
    if (kind === EdgeKind.shortcut) return text === '' ? '<global>' : text
    return IDENTIFIER.test(text) ? `.${text}` : `['${text}']`
  }
}
