import { LimitError } from '../../base/errors.ts'

/** Addresses are looked up in pages of a megabyte. */
const PAGE = 2 ** 20
/** Larger code objects than this do not exist; it bounds the pages that one may be in. */
const MAX_SIZE = 2 ** 30
/** Pages that code objects may be in, over the whole log. */
const MAX_ENTRIES = 1 << 24

interface Entry {
  readonly start: number
  readonly end: number
  readonly value: number
}

/** Which code lies where: ranges that come, move and go. */
export class CodeMap {
  readonly #pages = new Map<number, Entry[]>()
  #count = 0

  /** Puts code at an address; whatever lay there is gone. */
  add(start: number, size: number, value: number): void {
    if (!(size > 0 && size <= MAX_SIZE && Number.isSafeInteger(start))) return
    const entry = { start, end: start + size, value }
    for (let page = Math.floor(start / PAGE); page * PAGE < entry.end; page++) {
      if (++this.#count > MAX_ENTRIES) throw new LimitError('v8log', 'more code than can be looked up')
      const entries = this.#pages.get(page)
      if (entries === undefined) {
        this.#pages.set(page, [entry])
        continue
      }
      let from = entries.length
      while (from > 0 && entries[from - 1]!.start >= start) from--
      if (from > 0 && entries[from - 1]!.end > start) from--
      let to = from
      while (to < entries.length && entries[to]!.start < entry.end) to++
      entries.splice(from, to - from, entry)
    }
  }

  /** Takes away the code that begins at an address and gives it back. */
  remove(start: number): { size: number; value: number } | null {
    const entry = this.#at(start)
    if (entry === undefined || entry.start !== start) return null
    for (let page = Math.floor(start / PAGE); page * PAGE < entry.end; page++) {
      const entries = this.#pages.get(page)
      const place = entries?.indexOf(entry) ?? -1
      if (place !== -1) entries!.splice(place, 1)
    }
    return { size: entry.end - entry.start, value: entry.value }
  }

  /** The code an address lies in, -1 none. */
  find(address: number): number {
    const entry = this.#at(address)
    return entry !== undefined && address < entry.end ? entry.value : -1
  }

  #at(address: number): Entry | undefined {
    const entries = this.#pages.get(Math.floor(address / PAGE))
    if (entries === undefined) return undefined
    let low = 0
    let high = entries.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (entries[middle]!.start <= address) low = middle + 1
      else high = middle
    }
    return entries[low - 1]
  }
}
