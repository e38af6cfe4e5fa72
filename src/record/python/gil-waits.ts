import { readExecutable } from '../process/process-files.ts'
import { FUTEX } from '../process/syscall-names.ts'
import { type Mapping, readMappings } from './mappings.ts'
import { ProcessMemory } from './memory.ts'

/**
 * Tells a thread that waits for the global interpreter lock from one that waits for a lock of the program. Both sleep in
 * futex(2); what differs is the address they sleep on. The interpreter's lock lies in its static data (part of
 * _PyRuntime, or a static variable before 3.7), while a program's locks are allocated: so a futex inside the writable
 * static data of the interpreter's binary is the GIL. Python 2 allocates its one GIL too, but keeps the pointer in a
 * static variable: there the address is looked for among the pointers of the static data.
 */
export class GilWaits {
  readonly #ranges: { readonly start: number; readonly end: number }[]
  readonly #answers = new Map<number, boolean>()
  readonly #staticPointers: ReadonlySet<number> | null

  constructor(ranges: { start: number; end: number }[], staticPointers: ReadonlySet<number> | null) {
    this.#ranges = ranges
    this.#staticPointers = staticPointers
  }

  /** Whether a thread blocked in this system call with this first argument waits for the GIL. */
  isGilWait(syscall: number, argument: number): boolean {
    if (syscall !== FUTEX) return false
    let answer = this.#answers.get(argument)
    if (answer === undefined) {
      answer =
        this.#staticPointers?.has(argument) === true ||
        this.#ranges.some(range => argument >= range.start && argument < range.end)
      // Locks come and go: the answers of a program that makes many must not pile up.
      if (this.#answers.size > 10_000) this.#answers.clear()
      this.#answers.set(argument, answer)
    }
    return answer
  }
}

/** The rule for one process. A free-threaded interpreter has no GIL: do not ask. Costs a millisecond. */
export function gilWaits(pid: number, version: string): GilWaits {
  try {
    const ranges = staticData(readMappings(pid), readExecutable(pid))
    return new GilWaits(ranges, version.startsWith('2.') ? pointersIn(ranges, pid) : null)
  } catch {
    // The process is ending: nothing will be asked any more.
    return new GilWaits([], null)
  }
}

/** Writable data of the interpreter's binary: its own mappings and the anonymous one that follows them (.bss). */
function staticData(
  mappings: readonly Mapping[],
  executable: string | null,
): { start: number; end: number }[] {
  const ranges: { start: number; end: number }[] = []
  for (const [i, mapping] of mappings.entries()) {
    if (!mapping.isWritable) continue
    const before = ranges.at(-1)
    if (mapping.path !== '' && (mapping.path === executable || LIBRARY.test(mapping.path))) {
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

const LIBRARY = /\/libpython[\d.]+\w*\.so[\w.]*$/
const LARGEST_STATIC_DATA = 1 << 22

function pointersIn(ranges: readonly { start: number; end: number }[], pid: number): Set<number> {
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
