/** A binary heap of nodes, the costliest on top. */
export class CostHeap {
  readonly #nodes: number[] = []
  readonly #costs: number[] = []

  push(node: number, cost: number): void {
    let i = this.#nodes.length
    this.#nodes.push(node)
    this.#costs.push(cost)
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (this.#costs[parent]! >= this.#costs[i]!) return
      this.#swap(i, parent)
      i = parent
    }
  }

  /** Takes the costliest node, -1 when there is none. */
  pop(): number {
    if (this.#nodes.length === 0) return -1
    this.#swap(0, this.#nodes.length - 1)
    const top = this.#nodes.pop()!
    this.#costs.pop()
    for (let i = 0; ; ) {
      const left = 2 * i + 1
      if (left >= this.#nodes.length) return top
      const isRightCostlier = left + 1 < this.#nodes.length && this.#costs[left + 1]! > this.#costs[left]!
      const child = isRightCostlier ? left + 1 : left
      if (this.#costs[i]! >= this.#costs[child]!) return top
      this.#swap(i, child)
      i = child
    }
  }

  #swap(a: number, b: number): void {
    const node = this.#nodes[a]!
    const cost = this.#costs[a]!
    this.#nodes[a] = this.#nodes[b]!
    this.#costs[a] = this.#costs[b]!
    this.#nodes[b] = node
    this.#costs[b] = cost
  }
}
