import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Recording } from '../../src/model/recording.ts'
import { findTcmalloc } from '../../src/record/heap/native/find-tcmalloc.ts'

const PROGRAMS = resolve(import.meta.dirname, '../live/programs')

/** gperftools' tcmalloc of this machine, null where it is missing. */
export const TCMALLOC = process.platform === 'linux' ? findTcmalloc(process.env) : null
const hasCompiler = spawnSync('cc', ['--version']).status === 0

/** What is missing for tests of native heaps, for titles: "" or " (needs …)". */
export const NATIVE_NEEDS = !hasCompiler
  ? ' (needs cc)'
  : TCMALLOC === null
    ? ' (needs libtcmalloc of gperftools)'
    : ''

/** A program that was compiled, in a folder of its own. */
export interface NativeProgram {
  readonly folder: string
  readonly path: string
  remove(): void
}

/** Compiles test/live/programs/native-heap.c and its shared library. */
export function compileNativeHeap(flags: readonly string[] = []): NativeProgram {
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-native-'))
  const path = join(folder, 'native-heap')
  const library = join(folder, 'libnative.so')
  compile(['-shared', '-fPIC', '-o', library, join(PROGRAMS, 'native-library.c')])
  compile([...flags, '-o', path, join(PROGRAMS, 'native-heap.c'), library, `-Wl,-rpath,${folder}`])
  return { folder, path, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Compiles with little optimisation, so that functions stay apart, and without DWARF, so that everybody knows as much. */
export function compile(args: readonly string[], compiler = 'cc'): void {
  const { status, stderr } = spawnSync(compiler, ['-O1', '-fno-optimize-sibling-calls', ...args], {
    encoding: 'utf8',
  })
  if (status !== 0) throw new Error(stderr)
}

/** Self and total of every function of a recording in one value type, by name; those of the processes together. */
export function figuresOf(
  { shared, stacks }: Recording,
  valueType: string,
): Map<string, { self: number; total: number }> {
  const { valueTypes, samples, weights } = stacks!
  const values = weights[valueTypes.findIndex(({ name }) => name === valueType)]!
  const found = new Map<string, { self: number; total: number }>()
  for (let i = 0; i < samples.length; i++) {
    const seen = new Set<string>()
    for (let at = samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const name = shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!
      const figures = found.get(name) ?? { self: 0, total: 0 }
      found.set(name, figures)
      if (at === samples.stack[i]) figures.self += values[i]!
      if (!seen.has(name)) figures.total += values[i]!
      seen.add(name)
    }
  }
  return found
}
