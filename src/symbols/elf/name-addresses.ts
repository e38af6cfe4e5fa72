import { type Growable, growableFloat64, growableInt32 } from '../../base/growable.ts'
import type { Elf, ElfSection } from './parse-elf.ts'
import { readSymbolName } from './symbol-name.ts'
import { forEachSymbol, type SymbolRow, symbolTables } from './symbol-table.ts'

/** Functions that begin before the one found and may still reach over an address; more are not looked at. */
const MOST_AROUND = 64
/** Names of one place that are compared. */
const MOST_ALIASES = 32
const GLOBAL = 1
const WEAK = 2
const IFUNC = 10
const EXECUTABLE = 4

/**
 * The names of the functions that addresses lie in (as linked; ascending, without repetition), as the binary spells them (C++
 * names are mangled); null where no function is. .symtab is asked first, then .dynsym. An address belongs to a function only
 * within its size; one without a size, as assemblers leave them, reaches to the next symbol of its section.
 * Reads the tables in blocks: memory for the symbols that are met by an address only. O(symbols log addresses).
 */
export function nameAddresses(elf: Elf, addresses: Float64Array): (string | null)[] {
  const names: (string | null)[] = Array.from(addresses, () => null)
  for (const { table, strings } of symbolTables(elf)) {
    const open = addresses.filter((_, i) => names[i] === null)
    if (open.length === 0) break
    const met = collect(elf, table, open)
    const found = new Map<number, string | null>()
    for (const address of open) {
      const row = met.find(address)
      found.set(address, row === -1 ? null : bestName(elf, strings, met, row))
    }
    for (const [i, address] of addresses.entries()) names[i] ??= found.get(address) ?? null
  }
  return names
}

/** Functions that one of the addresses may lie in, by where they begin. */
interface MetFunctions {
  readonly length: number
  readonly start: Float64Array
  readonly end: Float64Array
  readonly name: Int32Array
  /** Higher is better known: see {@link rank}. */
  readonly rank: Int32Array
  find(address: number): number
}

function collect(elf: Elf, table: ElfSection, addresses: Float64Array): MetFunctions {
  const columns = {
    start: growableFloat64(),
    end: growableFloat64(),
    name: growableInt32(),
    rank: growableInt32(),
  }
  // Per address the symbol that begins nearest below it: what ends a function without a size.
  const nearest = new Float64Array(addresses.length).fill(-1)
  forEachSymbol(elf.source, table, symbol => {
    const section = elf.sections[symbol.section]
    if (section === undefined || (section.flags & EXECUTABLE) === 0) return
    const first = lowerBound(addresses, symbol.address)
    if (first === addresses.length) return
    nearest[first] = Math.max(nearest[first]!, symbol.address)
    const end = symbol.size > 0 ? symbol.address + symbol.size : section.address + section.size
    if (isFunction(symbol) && addresses[first]! < end) push(columns, symbol, end)
  })
  for (let i = 1; i < nearest.length; i++) nearest[i] = Math.max(nearest[i]!, nearest[i - 1]!)
  return inOrder(columns, address => nearest[lowerBound(addresses, address)]!)
}

function push(
  to: {
    start: Growable<Float64Array>
    end: Growable<Float64Array>
    name: Growable<Int32Array>
    rank: Growable<Int32Array>
  },
  symbol: SymbolRow,
  end: number,
): void {
  to.start.push(symbol.address)
  to.end.push(end)
  to.name.push(symbol.name)
  to.rank.push(rank(symbol))
}

function inOrder(
  columns: {
    start: Growable<Float64Array>
    end: Growable<Float64Array>
    name: Growable<Int32Array>
    rank: Growable<Int32Array>
  },
  nearestTo: (address: number) => number,
): MetFunctions {
  const unordered = columns.start.finish()
  const order = Uint32Array.from(unordered, (_, i) => i).sort((a, b) => unordered[a]! - unordered[b]!)
  const pick = <A extends Float64Array | Int32Array>(column: A): A =>
    column.map((_, i) => column[order[i]!]!) as A
  const start = pick(unordered)
  const end = pick(columns.end.finish())
  const ranks = pick(columns.rank.finish())
  const furthest = end.slice()
  for (let i = 1; i < furthest.length; i++) furthest[i] = Math.max(furthest[i]!, furthest[i - 1]!)
  const covers = (i: number, address: number) =>
    end[i]! > address && (ranks[i]! >= SIZED || start[i] === nearestTo(address))
  return {
    length: start.length,
    start,
    end,
    name: pick(columns.name.finish()),
    rank: ranks,
    /** The row of the innermost function around an address, the first of those that begin there; -1 none. */
    find(address) {
      const last = lowerBound(start, address + 0.5) - 1
      for (let i = last; i >= 0 && i > last - MOST_AROUND && furthest[i]! > address; i--) {
        if (covers(i, address)) return firstOfPlace(i, address)
      }
      return -1
    },
  }

  function firstOfPlace(row: number, address: number): number {
    let first = row
    for (let i = row - 1; i >= 0 && start[i] === start[row]; i--) if (covers(i, address)) first = i
    return first
  }
}

const SIZED = 8

/** Among several names of one place: one with a size, a function, not weak, one that other binaries see. */
function rank({ size, type, binding }: SymbolRow): number {
  const isCode = type !== 0 ? 4 : 0
  return (size > 0 ? SIZED : 0) + isCode + (binding === WEAK ? 0 : 2) + (binding === GLOBAL ? 1 : 0)
}

function isFunction({ type }: SymbolRow): boolean {
  return type === 2 || type === IFUNC || type === 0
}

/** The name that people know among those of a place: without underscores before it, as `malloc` beside `__libc_malloc`. */
function bestName(elf: Elf, strings: ElfSection, met: MetFunctions, row: number): string | null {
  let best: { name: string; underscores: number; rank: number } | null = null
  for (let i = row; i < met.length && i < row + MOST_ALIASES && met.start[i] === met.start[row]; i++) {
    const name = readSymbolName(elf.source, strings, met.name[i]!)
    // Marks of the assembler on Arm: where code and data begin.
    if (name === '' || /^\$[xdat](?:\.|$)/.test(name)) continue
    const one = { name, underscores: /^_*/.exec(name)![0].length, rank: met.rank[i]! }
    if (best === null || isBetter(one, best)) best = one
  }
  return best?.name ?? null
}

function isBetter(
  one: { name: string; underscores: number; rank: number },
  other: { name: string; underscores: number; rank: number },
): boolean {
  const sized = (one.rank & SIZED) - (other.rank & SIZED)
  if (sized !== 0) return sized > 0
  // A mangled name begins with an underscore of its own.
  if (one.underscores !== other.underscores) return one.underscores < other.underscores
  if (one.rank !== other.rank) return one.rank > other.rank
  if (one.name.length !== other.name.length) return one.name.length < other.name.length
  return one.name < other.name
}

/** The first index whose value is not below `wanted`. */
function lowerBound(values: Float64Array, wanted: number): number {
  let low = 0
  let high = values.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (values[middle]! < wanted) low = middle + 1
    else high = middle
  }
  return low
}
