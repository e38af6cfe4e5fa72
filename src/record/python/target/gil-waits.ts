import { readExecutable } from '../../process/process-files.ts'
import { FUTEX } from '../../process/syscall-names.ts'
import { type Mapping, readMappings } from '../interpreter/mappings.ts'
import { ProcessMemory } from '../interpreter/memory.ts'

/**
 * Tells a thread that waits for the global interpreter lock from one that waits for a lock of the program. Both sleep in
 * futex(2); what differs is the address they sleep on. The interpreter's lock lies in its static data (part of
 * _PyRuntime, or a static variable before 3.7), while a program's locks are allocated: so a futex inside the writable
 * static data of the interpreter's binary is the GIL. Python 2 allocates its one GIL too, but keeps the pointer in a
 * static variable: there the address is looked for among the pointers of the static data.
 */
export class GilWaits {
  readonly #ranges: readonly AddressRange[]
  readonly #answers = new Map<number, boolean>()
  readonly #isStaticPointer: ((address: number) => boolean) | null

  /** `isStaticPointer` (Python 2) says whether an address stands in the static data now; asked once an address. */
  constructor(ranges: readonly AddressRange[], isStaticPointer: ((address: number) => boolean) | null) {
    this.#ranges = ranges
    this.#isStaticPointer = isStaticPointer
  }

  /** Whether a thread blocked in this system call with this first argument waits for the GIL. */
  isGilWait(syscall: number, argument: number): boolean {
    if (syscall !== FUTEX) return false
    let answer = this.#answers.get(argument)
    if (answer === undefined) {
      answer =
        this.#ranges.some(range => argument >= range.start && argument < range.end) ||
        this.#isStaticPointer?.(argument) === true
      // Locks come and go: the answers of a program that makes many must not pile up.
      if (this.#answers.size > 10_000) this.#answers.clear()
      this.#answers.set(argument, answer)
    }
    return answer
  }
}

/** Addresses from `start` to before `end`. */
export interface AddressRange {
  readonly start: number
  readonly end: number
}

/** The rule for one process. A free-threaded interpreter has no GIL: do not ask. Costs a millisecond. */
export function gilWaits(pid: number, version: string): GilWaits {
  try {
    const ranges = staticData(readMappings(pid), readExecutable(pid))
    return new GilWaits(ranges, version.startsWith('2.') ? staticPointers(ranges, pid) : null)
  } catch {
    // The process is ending: nothing will be asked any more.
    return new GilWaits([], null)
  }
}

/** Writable data of the interpreter's binary: its own mappings and the anonymous one that follows them (.bss). */
function staticData(mappings: readonly Mapping[], executable: string | null): AddressRange[] {
  const ranges: AddressRange[] = []
  for (const [i, mapping] of mappings.entries()) {
    if (!mapping.isWritable) continue
    const before = ranges.at(-1)
    if (mapping.path !== '' && (mapping.path === executable || INTERPRETER.test(mapping.path))) {
      ranges.push({ start: mapping.start, end: mapping.end })
    } else if (
      mapping.path === '' &&
      mappings[i - 1]?.end === mapping.start &&
      before?.end === mapping.start
    ) {
      ranges[ranges.length - 1] = { start: before.start, end: mapping.end }
    }
  }
  return ranges
}

/** The interpreter's file, also when it is not the executable itself (started through the dynamic loader). */
const INTERPRETER = /\/(libpython[\d.]+\w*\.so[\w.]*|python\d[\d.]*\w*)$/
const LARGEST_STATIC_DATA = 1 << 22
/** Programs make locks by the thousand: the static data is not searched for each more often than this, ms. */
const SEARCH_PERIOD = 20

/** Looks for an address among the pointers of the static data. The GIL of Python 2 is made with the first thread. */
function staticPointers(ranges: readonly AddressRange[], pid: number): (address: number) => boolean {
  let found = new Set<number>()
  let nextSearch = 0
  return address => {
    const now = performance.now()
    if (!found.has(address) && now >= nextSearch) {
      found = pointersIn(ranges, pid)
      nextSearch = now + SEARCH_PERIOD
    }
    return found.has(address)
  }
}

function pointersIn(ranges: readonly AddressRange[], pid: number): Set<number> {
  const found = new Set<number>()
  const memory = new ProcessMemory(pid)
  for (const { start, end } of ranges) {
    const bytes = memory.bytes(start, Math.min(end - start, LARGEST_STATIC_DATA))
    if (bytes === null) continue
    const words = new BigUint64Array(bytes.buffer, 0, bytes.length >>> 3)
    for (const word of words) if (word > 0x10000n && word < 0x7fffffffffffn) found.add(Number(word))
  }
  memory.close()
  return found
}
