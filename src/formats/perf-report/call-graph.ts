/** One function of the call graph printed below a row. */
export interface GraphNode {
  readonly name: string
  /** -1 for a node at the top. */
  readonly parent: number
  /** What it says itself, null where it goes on with what its parent has. */
  readonly share: number | null
  /** False where `share` is a count or a period and no percentage. */
  readonly isPercent: boolean
}

const BRANCH = /^--+\s?(?:(\d+(?:\.\d+)?)(%?)--)?\s*(.*)$/
const FLAT_SHARE = /^\s+(\d+(?:\.\d+)?)%$/
const FOLDED = /^(\d+(?:\.\d+)?)(%?) (\S.*)$/
const INLINED = / \(inlined\)$/

/**
 * Reads the call graph of one row line by line: `|--12.3%--name` opens a branch, names below it go on along the chain. The
 * columns where branches begin tell which one a line belongs to; nothing recurses.
 */
export class CallGraph {
  nodes: GraphNode[] = []
  /** Open branches, outermost first: where each begins, and its last node. */
  #branches: { column: number; last: number }[] = []
  /** Whether this is `-g flat`, whose chains hold each other's shares: its names are not taken. */
  isFlat = false

  get isEmpty(): boolean {
    return this.nodes.length === 0
  }

  clear(): void {
    this.nodes = []
    this.#branches = []
    this.isFlat = false
  }

  /** Takes a line; false when it is none of a call graph. */
  take(line: string): boolean {
    const folded = FOLDED.exec(line)
    if (folded !== null) {
      this.#chain(folded[3]!.split(';'), { share: Number(folded[1]), isPercent: folded[2] === '%' })
      return true
    }
    if (FLAT_SHARE.test(line)) this.isFlat = true
    if (this.isFlat) return true
    const column = line.search(/[^\s|]/)
    if (column === -1) return line.includes('|')
    if (column < 4) return false
    this.#line(line.slice(column).trimEnd(), column)
    return true
  }

  #line(text: string, column: number): void {
    const branch = BRANCH.exec(text)
    const isBranch = branch !== null && (branch[1] !== undefined || /^---/.test(text))
    while (this.#branches.length > 0 && this.#branches.at(-1)!.column >= column) this.#branches.pop()
    const parent = this.#branches.at(-1)?.last ?? -1
    if (isBranch) {
      const share = branch[1] === undefined ? null : Number(branch[1])
      const node = this.#add(branch[3]!, {
        parent,
        share,
        isPercent: branch[1] === undefined || branch[2] === '%',
      })
      this.#branches.push({ column, last: node })
      return
    }
    const isTop = parent === -1
    const node = this.#add(text, { parent, share: null, isPercent: true })
    if (isTop) this.#branches.push({ column: column - 1, last: node })
    else this.#branches.at(-1)!.last = node
  }

  #chain(names: readonly string[], { share, isPercent }: { share: number; isPercent: boolean }): void {
    let parent = -1
    for (const [i, name] of names.entries()) {
      parent = this.#add(name, { parent, share: i === 0 ? share : null, isPercent })
    }
  }

  #add(text: string, node: Omit<GraphNode, 'name'>): number {
    return this.nodes.push({ name: shortAddress(text.trim().replace(INLINED, '')), ...node }) - 1
  }
}

/** Addresses are padded with zeros in the table and not in call graphs. */
export function shortAddress(name: string): string {
  return name.replace(/^0x0+(?=[0-9a-f]+$)/, '0x')
}
