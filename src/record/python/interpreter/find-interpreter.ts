import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { findSymbols } from '../../../symbols/elf/find-symbols.ts'
import { computeLoadBias, type Elf, type ElfSection, findSection } from '../../../symbols/elf/parse-elf.ts'
import { openMappedBinary } from './binary-file.ts'
import type { Machine } from './layouts/fixed-layouts.ts'
import type { Mapping } from './mappings.ts'

/** A range of the target's memory. */
export interface MemoryRange {
  readonly address: number
  readonly size: number
}

/** The binary in a process that holds the interpreter, with the places that lead to its state. */
export interface InterpreterBinary {
  /** Path as the target sees it. */
  readonly path: string
  readonly machine: Machine
  /** The target's executable (may be the same). */
  readonly executable: string
  /** Addresses in the target of the symbols that are there. */
  readonly symbols: ReadonlyMap<string, number>
  /** Section .PyRuntime, null where the build has none. */
  readonly runtimeSection: MemoryRange | null
  /** Sections that hold the interpreter's variables: .data, .bss and .PyRuntime. */
  readonly variables: readonly MemoryRange[]
}

/** Symbols that discovery uses; `interp_head`, `gil_last_holder` and `generations` are local and vanish by strip. */
const SYMBOLS = [
  '_PyRuntime',
  'Py_Version',
  '_PyThreadState_Current',
  '_PyGC_generation0',
  'interp_head',
  'gil_last_holder',
  'gil_locked',
  'PyCode_Type',
  'PyFunction_Type',
  'PyGen_Type',
  'PyCoro_Type',
  'PyDict_Type',
  'PySet_Type',
]
/** Any of these says that a binary holds an interpreter. */
const MARKS = ['_PyRuntime', '_PyThreadState_Current']
const LIBRARY = /^libpython\d(\.\d+)?[a-z]*\.so/
const PROGRAM = /^python(\d(\.\d+)?[a-z]*)?$/
const MAX_OTHERS = 200

/**
 * Finds the interpreter among the files a process maps: a libpython, the executable, a file named python (a program
 * started through the dynamic loader), then anything else that carries the marks (an embedding library). Null when
 * there is none. Opens and reads ELF headers and symbol tables: some 10 ms.
 */
export function findInterpreter(pid: number, mappings: readonly Mapping[]): InterpreterBinary | null {
  const executable = readExecutable(pid)
  for (const mapping of candidates(mappings, executable)) {
    const file = openMappedBinary(pid, mapping, mapping.path === executable)
    if (file === null) continue
    try {
      const found = describeBinary(file.elf, { mapping, mappings, executable })
      if (found !== null) return found
    } catch {
      // A mapped file that is no sound ELF file is not the interpreter.
    } finally {
      file.close()
    }
  }
  return null
}

/** Path of the target's program as the target sees it, '' when it cannot be read. */
export function readExecutable(pid: number): string {
  try {
    return readlinkSync(`/proc/${pid}/exe`).replace(/ \(deleted\)$/, '')
  } catch {
    return ''
  }
}

/** One mapping a file (its first), likeliest interpreter first. */
function candidates(mappings: readonly Mapping[], executable: string): Mapping[] {
  const first = new Map<string, Mapping>()
  const runs = new Set<string>()
  for (const mapping of mappings) {
    if (mapping.inode === 0 || mapping.path === '') continue
    if (!first.has(mapping.path)) first.set(mapping.path, mapping)
    if (mapping.isExecutable) runs.add(mapping.path)
  }
  const files = [...first.values()].filter(mapping => runs.has(mapping.path))
  const rank = (mapping: Mapping): number => {
    if (LIBRARY.test(basename(mapping.path))) return 0
    if (mapping.path === executable) return 1
    return PROGRAM.test(basename(mapping.path)) ? 2 : 3
  }
  return files.sort((a, b) => rank(a) - rank(b)).slice(0, MAX_OTHERS)
}

interface Context {
  readonly mapping: Mapping
  readonly mappings: readonly Mapping[]
  readonly executable: string
}

function describeBinary(elf: Elf, { mapping, mappings, executable }: Context): InterpreterBinary | null {
  const section = findSection(elf, '.PyRuntime')
  const symbols = findSymbols(elf, SYMBOLS)
  if (section === null && !MARKS.some(mark => symbols.has(mark))) return null
  const start = mappings.find(other => other.path === mapping.path && other.offset === 0) ?? mapping
  const bias = computeLoadBias(elf, start.start - start.offset)
  const place = (found: ElfSection): MemoryRange => ({ address: found.address + bias, size: found.size })
  return {
    path: mapping.path,
    machine: elf.machine === 183 ? 'aarch64' : 'x86-64',
    // A program started through the dynamic loader has the loader for its executable.
    executable: /^ld-/.test(basename(executable)) ? mapping.path : executable,
    symbols: new Map([...symbols.values()].map(symbol => [symbol.name, symbol.address + bias])),
    runtimeSection: section === null ? null : place(section),
    variables: ['.PyRuntime', '.data', '.bss'].flatMap(name => {
      const found = findSection(elf, name)
      return found === null ? [] : [place(found)]
    }),
  }
}
