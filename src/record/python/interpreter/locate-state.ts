import { RecorderError } from '../../../base/errors.ts'
import { detectVersion, findRuntime } from './detect-version.ts'
import type { InterpreterBinary } from './find-interpreter.ts'
import { readDebugOffsets } from './layouts/debug-offsets.ts'
import { findFixedLayout } from './layouts/fixed-layouts.ts'
import type { Layout } from './layouts/layout.ts'
import { isMapped, type Mapping } from './mappings.ts'
import { isPointer, type ProcessMemory } from './memory.ts'
import { ObjectReader, pointerIn } from './objects.ts'

/** Where the interpreter's state lies in a process, and how it is laid out. */
export interface InterpreterState {
  readonly version: string
  readonly layout: Layout
  /** Address of `_PyRuntime`, null before 3.7. */
  readonly runtime: number | null
  /** Address of the pointer to the first interpreter. */
  readonly head: number
}

const SUPPORTED = '2.7 and 3.6 to 3.15'
const MAX_SCAN = 16 * 1024 * 1024
const MAX_INTERPRETERS = 1024

/**
 * Finds the interpreter's state: by the symbol `_PyRuntime` or the section of that name (3.7+), by `interp_head` (2.7,
 * 3.6); in a stripped binary by the current thread, else by looking at every word of the interpreter's variables.
 * Null while the interpreter is not initialised yet.
 * @throws RecorderError PYRO_PYTHON_VERSION when the version is unknown or not supported.
 */
export function locateState(
  memory: ProcessMemory,
  binary: InterpreterBinary,
  mappings: readonly Mapping[],
): InterpreterState | null {
  const version = detectVersion(memory, binary)
  if (version === null) {
    // The version's text appears while the interpreter starts.
    return null
  }
  const runtime = findRuntime(binary)
  const layout =
    (runtime === null ? null : readDebugOffsets(memory, runtime)) ?? findFixedLayout(version, binary.machine)
  if (layout === null) {
    throw new RecorderError(
      'PYRO_PYTHON_VERSION',
      `Cannot read Python ${version} from outside (supported: ${SUPPORTED})`,
      {
        hint: 'Use the in-process sampler of the Python package, or record with --mode trace',
      },
    )
  }
  const head = findHead(memory, { binary, runtime, layout, mappings })
  if (head === null) return null
  const found = layout.number >= 307 ? head - layout.runtime.interpretersHead : null
  return { version, layout, runtime: runtime ?? found, head }
}

interface Search {
  readonly binary: InterpreterBinary
  readonly runtime: number | null
  readonly layout: Layout
  readonly mappings: readonly Mapping[]
}

function findHead(memory: ProcessMemory, search: Search): number | null {
  const { binary, runtime, layout } = search
  const named =
    layout.number >= 307
      ? (runtime ?? -1) + layout.runtime.interpretersHead
      : (binary.symbols.get('interp_head') ?? -1)
  if (runtime !== null || layout.number < 307) {
    if (named > 0) return isInterpreterHead(memory, layout, named) ? named : null
  }
  return scanForHead(memory, search)
}

/** Whether a word leads to interpreters of which one has a thread that points back to it and a dict of modules. The newest comes
 *  first: a subinterpreter may have no thread while nothing runs in it (3.12+). */
function isInterpreterHead(memory: ProcessMemory, layout: Layout, head: number): boolean {
  let interpreter = memory.pointer(head)
  for (let i = 0; i < MAX_INTERPRETERS && isPointer(interpreter); i++) {
    if (isInterpreter(memory, layout, interpreter)) return true
    interpreter = memory.pointer(interpreter + layout.interpreter.next)
  }
  return false
}

function isInterpreter(memory: ProcessMemory, layout: Layout, interpreter: number): boolean {
  if (!isPointer(interpreter)) return false
  const thread = memory.pointer(interpreter + layout.interpreter.threadsHead)
  if (!isPointer(thread) || thread === interpreter) return false
  if (memory.pointer(thread + layout.thread.interpreter) !== interpreter) return false
  // Empty circular lists point back to themselves too: the modules tell an interpreter from those.
  const modules = memory.pointer(interpreter + layout.interpreter.modules)
  return new ObjectReader(memory, layout).typeName(modules) === 'dict'
}

/** The first word of the interpreter's variables that holds the address of an interpreter. */
function scanForHead(memory: ProcessMemory, { binary, layout, mappings }: Search): number | null {
  for (const range of binary.variables) {
    const bytes = memory.bytes(range.address, Math.min(range.size, MAX_SCAN))
    if (bytes === null) continue
    const skip = (8 - (range.address % 8)) % 8
    for (let at = skip; at + 8 <= bytes.length; at += 8) {
      const word = pointerIn(bytes, at)
      if (!isPointer(word) || !isMapped(mappings, word, 64)) continue
      if (isInterpreter(memory, layout, word)) return range.address + at
    }
  }
  return null
}
