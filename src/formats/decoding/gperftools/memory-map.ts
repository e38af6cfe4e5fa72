import type { SharedBuilder } from '../../../model/shared-builder.ts'

/** A binary mapped into the measured program. */
export interface Mapping {
  readonly start: bigint
  /** The first address after it. */
  readonly end: bigint
  /** Where in the file the mapping begins. */
  readonly offset: bigint
  readonly path: string
}

/** A line of /proc/PID/maps. */
const PROC =
  /^\s*([0-9a-f]{1,16})-([0-9a-f]{1,16})\s+([-rwxps]+)\s+([0-9a-f]{1,16})\s+[0-9a-f]+:[0-9a-f]+\s+\d+\s*(.*)$/i
/** What gperftools' DumpAddressMap and Google's servers print: `start-end: path` and perhaps `@offset`. */
const BRIEF = /^\s*([0-9a-f]{1,16})-([0-9a-f]{1,16}):\s*(\S+)(?:\s+(?:.*\s)?@([0-9a-f]{1,16}))?/i
const ASSIGNMENT = /^\s*([A-Za-z_]\w*)\s*=\s*(.*)$/

/** Whether a line begins the list of mappings. */
export function isMapTitle(line: string): boolean {
  return line.includes('MAPPED_LIBRARIES:') || line.includes('--- Memory map:')
}

/** The memory map at the end of gperftools' files: executable mappings, `$name` in paths replaced by what `name=` says. */
export class MemoryMap {
  readonly #mappings: Mapping[] = []
  readonly #variables = new Map<string, string>()
  /** In the order of addresses, once asked. */
  #sorted: readonly Mapping[] | null = null

  get length(): number {
    return this.#mappings.length
  }

  /** Takes a line of the list; false when it is no mapping. */
  add(line: string): boolean {
    const proc = PROC.exec(line)
    if (proc !== null) {
      if (proc[3]!.includes('x')) this.#push(proc[1]!, proc[2]!, proc[4]!, proc[5]!)
      return true
    }
    const brief = BRIEF.exec(line)
    if (brief !== null) {
      this.#push(brief[1]!, brief[2]!, brief[4] ?? '0', brief[3]!)
      return true
    }
    const assignment = ASSIGNMENT.exec(line)
    if (assignment !== null && this.#variables.size < MAX_VARIABLES) {
      this.#variables.set(assignment[1]!, assignment[2]!.trimEnd())
      return true
    }
    return false
  }

  /** Puts all mappings into the shared tables and gives the function that finds the one of an address, -1 where none is. */
  libs(shared: SharedBuilder): (address: bigint) => number {
    const rows = new Map(this.#mappings.map(mapping => [mapping, shared.lib(libOf(mapping))]))
    return address => {
      const mapping = this.#find(address)
      return mapping === null ? -1 : rows.get(mapping)!
    }
  }

  #push(start: string, end: string, offset: string, path: string): void {
    const mapping = { start: hex(start), end: hex(end), offset: hex(offset), path: this.#expand(path.trim()) }
    if (mapping.end > mapping.start) this.#mappings.push(mapping)
    this.#sorted = null
  }

  #expand(path: string): string {
    if (!path.includes('$')) return path
    return path.replace(/\$([A-Za-z_]\w*)/g, (whole, name: string) => this.#variables.get(name) ?? whole)
  }

  #find(address: bigint): Mapping | null {
    this.#sorted ??= [...this.#mappings].sort((a, b) => (a.start < b.start ? -1 : a.start > b.start ? 1 : 0))
    const sorted = this.#sorted
    let low = 0
    let high = sorted.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (sorted[middle]!.start <= address) low = middle + 1
      else high = middle
    }
    const before = sorted[low - 1]
    if (before !== undefined && address < before.end) return before
    // Some writers leave out the first part of a binary that is mapped in several.
    const after = sorted[low]
    return after !== undefined && after.offset !== 0n && after.start - after.offset <= address ? after : null
  }
}

const MAX_VARIABLES = 100

function hex(digits: string): bigint {
  return BigInt(`0x${digits}`)
}

function libOf({ start, end, offset, path }: Mapping): Parameters<SharedBuilder['lib']>[0] {
  return { name: path.split('/').at(-1)!, path, start, end, offset }
}
