import { execFileSync, spawnSync } from 'node:child_process'
import { copyFileSync, existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openInputs } from '../../../src/workbench/opening/open.ts'
import { saveRecording } from '../../../src/workbench/saving/save.ts'
import { findGoPprof } from '../../support/go-pprof.ts'
import {
  compile,
  compileNativeHeap,
  figuresOf,
  NATIVE_NEEDS,
  type NativeProgram,
  TCMALLOC,
} from '../../support/native-program.ts'
import { tally } from '../../support/tally.ts'

const BURN = `
#include <stdlib.h>
static volatile unsigned long sum;
__attribute__((noinline)) void burn_most(int n) { for (int i = 0; i < n; i++) sum += i; }
__attribute__((noinline)) void burn_less(int n) { for (int i = 0; i < n; i++) sum ^= i; }
int compare(const void *a, const void *b) { return *(int *)a - *(int *)b; }
static int numbers[200000];
__attribute__((noinline)) void sort(void)
{
    for (int i = 0; i < 200000; i++) numbers[i] = rand();
    qsort(numbers, 200000, sizeof(int), compare);
}
int main(void) { for (int i = 0; i < 12; i++) { burn_most(20000000); burn_less(8000000); sort(); } return 0; }
`
const CPP = `
#include <string>
#include <vector>
namespace geo {
template <class T> struct Mesh { __attribute__((noinline)) T *grow(int n) { return new T[n]; } };
__attribute__((noinline)) double *refine(Mesh<double> &mesh, int n) { double *p = mesh.grow(n); p[0] = 1; return p; }
}
double *kept[10];
int main() { geo::Mesh<double> mesh; for (int i = 0; i < 10; i++) kept[i] = geo::refine(mesh, 10000); return kept[3][0] != 1; }
`
const GROWTH = `
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <gperftools/malloc_extension.h>
__attribute__((noinline)) void *grab(size_t n) { void *p = malloc(n); memset(p, 1, n); return p; }
__attribute__((noinline)) void first() { grab(20000000); }
__attribute__((noinline)) void second() { grab(40000000); }
int main()
{
    first();
    second();
    std::string text;
    MallocExtension::instance()->GetHeapGrowthStacks(&text);
    fwrite(text.data(), 1, text.size(), stdout);
}
`
const hasHeaders = existsSync('/usr/include/gperftools/malloc_extension.h')
const libprofiler = TCMALLOC === null ? null : TCMALLOC.path.replace(/[^/]*$/, 'libprofiler.so.0')
const goPprof = findGoPprof()
const hasCpp = spawnSync('c++', ['--version']).status === 0
const open = async (path: string) =>
  (await openInputs([path], { cwd: '/', stdin: (async function* () {})() }))[0]!

describe.skipIf(NATIVE_NEEDS !== '')(`raw addresses become functions${NATIVE_NEEDS}`, () => {
  let program: NativeProgram
  beforeAll(() => {
    program = compileNativeHeap()
  })
  afterAll(() => program?.remove())

  /** Runs a program under tcmalloc; the path of the one heap file it leaves. */
  function dumpHeap(path: string, words: readonly string[], name: string): string {
    const env = {
      ...process.env,
      LD_PRELOAD: TCMALLOC!.path,
      HEAPPROFILE: join(program.folder, name),
      PERFTOOLS_VERBOSE: '-1',
    }
    expect(spawnSync(path, words, { env }).status).toBe(0)
    return join(program.folder, readdirSync(program.folder).find(file => file.startsWith(`${name}.`))!)
  }

  it.skipIf(libprofiler === null || !existsSync(libprofiler) || goPprof === null)(
    "of CPU profiles, as in Go's pprof (needs libprofiler and github.com/google/pprof)",
    async () => {
      const [source, path, profile] = ['burn.c', 'burn', 'cpu.prof'].map(name => join(program.folder, name))
      writeFileSync(source!, BURN)
      compile(['-o', path!, source!])
      spawnSync(path!, {
        env: { ...process.env, LD_PRELOAD: libprofiler!, CPUPROFILE: profile!, CPUPROFILE_FREQUENCY: '1000' },
      })
      const ours = figuresOf(await open(profile!), 'samples')
      const args = [
        '-symbolize=fastlocal',
        '-top',
        '-nodefraction=0',
        '-sample_index=samples',
        path!,
        profile!,
      ]
      const text = execFileSync(goPprof!, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      const rows = [...text.matchAll(/^ *(\d+) +\S+% +\S+% +(\d+) +\S+% {2}(.+)$/gm)]
      const theirs = new Map(
        rows.map(([, self, total, name]) => [name!, { self: Number(self), total: Number(total) }]),
      )
      expect(theirs.get('burn_most')!.self).toBeGreaterThan(3)
      for (const name of ['burn_most', 'burn_less', 'compare', 'sort', 'main']) {
        expect(ours.get(name), name).toEqual(theirs.get(name))
      }
      tally('gperftools-cpu', 'oracle')
    },
  )

  it.skipIf(!hasCpp)('of C++, readable, with the mangled name beside (needs c++)', async () => {
    const [source, path] = ['mesh.cc', 'mesh'].map(name => join(program.folder, name))
    writeFileSync(source!, CPP)
    compile(['-o', path!, source!], 'c++')
    const recording = await open(dumpHeap(path!, [], 'mesh-heap'))
    const figures = figuresOf(recording, 'in-use bytes')
    expect(figures.get('geo::Mesh<double>::grow(int)')!.self).toBe(800_000)
    expect(figures.get('geo::refine(geo::Mesh<double>&, int)')!.total).toBe(800_000)
    const { funcs, strings } = recording.shared
    const systemNames = Array.from(funcs.systemName, name => (name === -1 ? '' : strings[name]!))
    expect(systemNames).toContain('_ZN3geo4MeshIdE4growEi')
    expect(execFileSync('c++filt', ['_ZN3geo4MeshIdE4growEi'], { encoding: 'utf8' }).trim()).toBe(
      'geo::Mesh<double>::grow(int)',
    )
  })

  it.skipIf(!hasCpp || !hasHeaders)('of heap growth (needs c++ and the headers of gperftools)', async () => {
    const [source, path, profile] = ['growth.cc', 'growth', 'growth.heap'].map(name =>
      join(program.folder, name),
    )
    writeFileSync(source!, GROWTH)
    compile(['-o', path!, source!, '-ltcmalloc'], 'c++')
    writeFileSync(profile!, execFileSync(path!))
    const figures = figuresOf(await open(profile!), 'growth bytes')
    // Whole pages of 8 KB.
    expect(figures.get('first()')!.total).toBe(Math.ceil(20_000_000 / 8192) * 8192)
    expect(figures.get('second()')!.total).toBe(Math.ceil(40_000_000 / 8192) * 8192)
    tally('gperftools-heap', 'oracle')
  })

  it('or say that the binary is missing, or another one, by name', async () => {
    const other = join(program.folder, 'moved')
    copyFileSync(program.path, other)
    const heap = dumpHeap(other, ['build'], 'moved-heap')
    const saved = join(program.folder, 'moved.pyrometer')
    expect(figuresOf(await open(heap), 'in-use bytes').get('take')!.self).toBe(5_000_000)
    await saveRecording(await open(heap), saved)
    rmSync(other)
    const [missing] = (await open(heap)).meta.warnings
    expect([missing!.code, missing!.message]).toEqual(['no-symbols', expect.stringContaining(other)])
    expect(missing!.message).toMatch(/not here/)
    // Another build under the same path.
    writeFileSync(join(program.folder, 'other.c'), `#include <stdio.h>\n${BURN}`)
    compile(['-O2', '-o', other, join(program.folder, 'other.c')])
    const [different] = (await open(heap)).meta.warnings
    expect(different!.message).toMatch(/another version/)
    // What was saved with its names keeps them.
    const again = await open(saved)
    expect(figuresOf(again, 'in-use bytes').get('take')!.self).toBe(5_000_000)
    expect(again.meta.warnings).toEqual([])
  })
})
