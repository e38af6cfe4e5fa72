import { FormatError } from '../../base/errors.ts'
import type { XmlAttributes } from '../decoding/xml/parse-xml-tag.ts'
import type { XmlHandler } from '../decoding/xml/read-xml.ts'

/** An element. Those that are named by `ref` are the element of that `id`. */
export interface XmlNode {
  readonly name: string
  attributes: XmlAttributes
  text: string
  /** Shared by all that have none. */
  children: readonly XmlNode[]
}

const NO_CHILDREN: readonly XmlNode[] = []
const NO_ATTRIBUTES: XmlAttributes = new Map()
/** Elements that every row has one of its own of, and of which the text is all that counts: a million of them stay. */
const TEXT_ONLY = /-time$|^backtrace$/

/** What becomes of the elements that hold all others. */
export interface TableHandler {
  /** A column of the table that begins, by its short name. */
  column(mnemonic: string): void
  /** A table begins; `schema` is what it holds. */
  table(schema: string): void
  row(node: XmlNode): void
}

/**
 * Builds the rows of an export as they come, and forgets them; what later rows may refer to stays. Elements are known by
 * their id once they have ended, so that none can hold itself.
 */
export function tableReader(format: string, handle: TableHandler): XmlHandler {
  const known = new Map<number | string, XmlNode>()
  const open: (XmlNode | null)[] = []
  return {
    open(name, attributes) {
      if (name === 'schema') handle.table(attributes.get('name') ?? '')
      const isOutside = name === 'trace-query-result' || name === 'node'
      open.push(isOutside ? null : { name, attributes, text: '', children: NO_CHILDREN })
    },
    text(text) {
      const node = open.at(-1)
      if (node !== undefined && node !== null && /\S/.test(text)) node.text += text
    },
    close() {
      const node = open.pop()!
      if (node === null) return
      if (node.name === 'row') handle.row(node)
      else if (node.name === 'mnemonic') handle.column(node.text.trim())
      if (node.name === 'row' || node.name === 'col' || node.name === 'schema') return
      const ref = node.attributes.get('ref')
      const id = node.attributes.get('id')
      if (id !== undefined) known.set(keyOf(id), node)
      if (TEXT_ONLY.test(node.name)) node.attributes = NO_ATTRIBUTES
      const target = ref === undefined ? node : known.get(keyOf(ref))
      if (target === undefined) {
        const what = `<${node.name}> refers to element ${ref}`.replace(/\s+/g, ' ').slice(0, 200)
        throw new FormatError(format, `${what}, which is not there`)
      }

      const parent = open.at(-1)
      if (parent === undefined || parent === null) return
      if (parent.children === NO_CHILDREN) parent.children = [target]
      else (parent.children as XmlNode[]).push(target)
    },
  }
}

/** Numbers are cheaper keys than the texts they are written as. */
function keyOf(id: string): number | string {
  return /^\d{1,9}$/.test(id) ? Number(id) : id
}

/** The first child of a name. */
export function childOf(node: XmlNode | undefined, name: string): XmlNode | undefined {
  return node?.children.find(child => child.name === name)
}
