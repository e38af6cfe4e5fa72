import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs'
import { basename, delimiter, join } from 'node:path'
import { RecorderError } from '../../../base/errors.ts'
import { findSymbols } from '../../../symbols/elf/find-symbols.ts'
import { type Elf, parseElf } from '../../../symbols/elf/parse-elf.ts'

/** gperftools' allocator as it is installed here. */
export interface Tcmalloc {
  /** What to preload. */
  readonly path: string
  /** The library's own version ("4.5.10"; gperftools' is another), null where its name does not say. */
  readonly version: string | null
  /** Whether it can look for leaks: gperftools 2.17 has none of that any more. */
  readonly hasHeapChecker: boolean
}

/** The one with the CPU profiler besides will do, the "minimal" one has no heap profiler. */
const NAMES = /^libtcmalloc(?:_and_profiler)?\.so(?:\.\d+)*$/
const PROFILER = 'HeapProfilerStart'
const CHECKER = '_ZN15HeapLeakChecker15DoMainHeapCheckEv'
/** How to get it. */
export const TCMALLOC_ADVICE =
  'gperftools (Debian and Ubuntu: apt install libgoogle-perftools4 or libgoogle-perftools4t64; Fedora: dnf install gperftools-libs)'

/** Finds gperftools' tcmalloc where the dynamic linker looks; null where there is none with a heap profiler. */
export function findTcmalloc(env: Readonly<Record<string, string | undefined>>): Tcmalloc | null {
  const found: Tcmalloc[] = []
  for (const folder of librariesIn(env)) {
    // The plain one first, and of several the one that programs are linked with at run time (".so.4").
    for (const name of namesIn(folder)) {
      const tcmalloc = examine(join(folder, name))
      if (tcmalloc?.hasHeapChecker === true) return tcmalloc
      if (tcmalloc !== null) found.push(tcmalloc)
    }
  }
  return found[0] ?? null
}

/** @throws RecorderError PYRO_NO_TCMALLOC, which says how to get it, and PYRO_NO_HEAP_CHECKER where leaks are asked for. */
export function needTcmalloc(env: Readonly<Record<string, string | undefined>>, forLeaks: boolean): Tcmalloc {
  const tcmalloc = process.platform === 'linux' ? findTcmalloc(env) : null
  if (tcmalloc === null) {
    throw new RecorderError('PYRO_NO_TCMALLOC', "gperftools' tcmalloc is not installed here", {
      hint: `Native heaps are recorded by ${TCMALLOC_ADVICE}`,
    })
  }
  if (forLeaks && !tcmalloc.hasHeapChecker) {
    throw new RecorderError('PYRO_NO_HEAP_CHECKER', `${tcmalloc.path} has no heap checker`, {
      hint: 'gperftools up to 2.16 has one. Without it: --leak-tool valgrind, or no --leaks and the value type "in-use bytes"',
    })
  }
  return tcmalloc
}

function librariesIn(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const triplet = process.arch === 'arm64' ? 'aarch64-linux-gnu' : 'x86_64-linux-gnu'
  const own = (env.LD_LIBRARY_PATH ?? '').split(delimiter).filter(folder => folder !== '')
  const usual = [`/usr/lib/${triplet}`, `/lib/${triplet}`, '/usr/lib64', '/usr/local/lib', '/usr/lib']
  return [...new Set([...own, ...usual])]
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter(name => NAMES.test(name))
      .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  } catch {
    return []
  }
}

function examine(path: string): Tcmalloc | null {
  const has = withElf(path, elf => findSymbols(elf, [PROFILER, CHECKER]))
  if (has?.has(PROFILER) !== true) return null
  const version = /\.so\.(\d[\d.]*)$/.exec(basename(realpathSync(path)))?.[1] ?? null
  return { path, version, hasHeapChecker: has.has(CHECKER) }
}

/** What `use` makes of a binary's headers; null where it is no 64-bit ELF file, or cannot be read. */
export function withElf<T>(path: string, use: (elf: Elf) => T): T | null {
  let file = -1
  try {
    file = openSync(path, 'r')
    const opened = file
    return use(
      parseElf({
        size: fstatSync(file).size,
        read(offset, length) {
          const bytes = new Uint8Array(length)
          return bytes.subarray(0, readSync(opened, bytes, 0, length, offset))
        },
      }),
    )
  } catch {
    return null
  } finally {
    if (file !== -1) closeSync(file)
  }
}

/** Where coreutils keeps what lets a program write without buffers; null where it is not. */
export function findStdbuf(): string | null {
  const folders = ['/usr/libexec/coreutils', '/usr/lib/coreutils', '/usr/lib64/coreutils']
  return folders.map(folder => join(folder, 'libstdbuf.so')).find(path => existsSync(path)) ?? null
}
