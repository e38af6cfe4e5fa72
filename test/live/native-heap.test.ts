import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../src/base/errors.ts'
import type { Recording } from '../../src/model/recording.ts'
import { openInputs } from '../../src/workbench/opening/open.ts'
import { recordHeap } from '../../src/workbench/record-heap.ts'
import { saveRecording } from '../../src/workbench/saving/save.ts'
import {
  compile,
  compileNativeHeap,
  figuresOf,
  NATIVE_NEEDS,
  type NativeProgram,
} from '../support/native-program.ts'
import { NEEDS, runPyrometer } from '../support/pyrometer.ts'
import { recordRequest } from '../support/record-request.ts'

const STEP = 1 << 20
let program: NativeProgram
beforeAll(() => {
  if (NATIVE_NEEDS === '') program = compileNativeHeap()
})
afterAll(() => program?.remove())

async function record(words: readonly string[], options: { path?: string; dumpEvery?: number } = {}) {
  const request = recordRequest([options.path ?? program.path, ...words])
  return recordHeap(request, { dumpEvery: options.dumpEvery ?? STEP, mmap: false, leaks: null })
}

/** Bytes of a function itself by value type. */
function selfOf(recording: Recording, name: string): number[] {
  return recording.stacks!.valueTypes.map(type => figuresOf(recording, type.name).get(name)?.self ?? 0)
}

function totalOf(recording: Recording, name: string, valueType: string): number {
  return figuresOf(recording, valueType).get(name)?.total ?? 0
}

const foldersLeft = () => readdirSync(tmpdir()).filter(name => /^pyrometer-native-(?:heap|leaks)-/.test(name))

describe.skipIf(NATIVE_NEEDS !== '')(`record --mode heap --native${NATIVE_NEEDS}`, () => {
  it('counts every allocation: in all, at the end, and at the peak within its step', async () => {
    const { recording, exitStatus } = await record(['build', 'churn', 'drop', 'many', 'five'])
    expect(exitStatus).toBe(5)
    const [peak, , inUse, objects, allocated, allocatedObjects] = selfOf(recording, 'take')
    expect([inUse, objects]).toEqual([40 * 50_000 + 2000 * 17, 40 + 2000])
    expect([allocated, allocatedObjects]).toEqual([15_034_000, 100 + 50 + 2000])
    expect(totalOf(recording, 'churn', 'in-use bytes')).toBe(0)
    expect(totalOf(recording, 'churn', 'allocated bytes')).toBe(50 * 200_000)
    // 5,000,000 and one block of the churn.
    expect(peak!).toBeGreaterThan(5_200_000 - STEP)
    expect(peak!).toBeLessThanOrEqual(5_200_000)
    expect(totalOf(recording, 'build', 'allocated bytes')).toBe(5_000_000)
    expect(totalOf(recording, 'many', 'in-use objects')).toBe(2000)
    expect(totalOf(recording, 'main', 'allocated bytes')).toBe(15_034_000)
    expect(recording.meta.warnings).toEqual([])
    const [heap] = recording.timelines
    expect(heap!.name).toBe('heap')
    expect(heap!.points.value.at(-1)).toBe(2_034_000 + restOf(recording))
    expect(foldersLeft()).toEqual([])
  })

  it('finds the peak as exactly as it is asked to', async () => {
    const { recording } = await record(['build', 'drop'], { dumpEvery: 50_000 })
    const [peak] = selfOf(recording, 'take')
    expect(peak).toBeGreaterThan(5_000_000 - 2 * 50_000)
  })

  it('keeps the processes apart that the program starts', async () => {
    const { recording } = await record(['build', 'child'])
    const { processes, strings } = recording.shared
    expect(Array.from(processes.name, name => strings[name])).toEqual(['native-heap', 'native-heap'])
    expect(selfOf(recording, 'take')[2]).toBe(10_000_000)
    const { samples, weights } = recording.stacks!
    const byThread = [0, 0]
    for (let i = 0; i < samples.length; i++) byThread[samples.thread[i]!]! += weights[2]![i]!
    expect(byThread[0]! - byThread[1]!).toBeLessThan(10_000)
  })

  it('knows functions of shared libraries, also of programs at fixed addresses', async () => {
    for (const flags of [[], ['-no-pie']]) {
      const other = compileNativeHeap(flags)
      const { recording } = await record(['library', 'build'], { path: other.path })
      expect(totalOf(recording, 'library_takes', 'in-use bytes')).toBe(3_000_000)
      expect(selfOf(recording, 'hidden')[2]).toBe(3_000_000)
      expect(totalOf(recording, 'build', 'in-use bytes')).toBe(5_000_000)
      other.remove()
    }
  })

  it('names places of stripped binaries by binary and place', async () => {
    const other = compileNativeHeap()
    execFileSync('strip', [other.path])
    const { recording } = await record(['build'], { path: other.path })
    const names = [...figuresOf(recording, 'in-use bytes').keys()]
    expect(names).not.toContain('take')
    expect(names.filter(name => /^\[native-heap\+0x[0-9a-f]+\]$/.test(name)).length).toBeGreaterThanOrEqual(3)
    other.remove()
  })

  it('keeps names when it is saved, and says which binaries are missing elsewhere', async () => {
    const other = compileNativeHeap()
    const { recording } = await record(['build', 'library'], { path: other.path })
    const path = join(program.folder, 'saved.pyrometer')
    await saveRecording(recording, path)
    other.remove()
    const [again] = await openInputs([path], { cwd: '/', stdin: (async function* () {})() })
    expect(figuresOf(again!, 'in-use bytes').get('take')).toEqual({ self: 5_000_000, total: 5_000_000 })
    expect(again!.meta.warnings).toEqual([])
  })

  it('saves what was dumped until the program is killed', async () => {
    const running = record(['build', 'wait'])
    const pid = await waitForProgram(program.path)
    await new Promise(resolve => setTimeout(resolve, 300))
    process.kill(pid, 'SIGKILL')
    const { recording, exitStatus } = await running
    expect(exitStatus).toBe(137)
    expect(selfOf(recording, 'take')[2]).toBeGreaterThan(5_000_000 - STEP)
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['killed'])
    expect(foldersLeft()).toEqual([])
  })

  it('saves what was dumped before abort() and _exit()', async () => {
    for (const [word, status] of [
      ['abort', 134],
      ['quit', 3],
    ] as const) {
      const { recording, exitStatus } = await record(['build', word])
      expect(exitStatus).toBe(status)
      expect(selfOf(recording, 'take')[0]).toBeGreaterThan(5_000_000 - STEP)
    }
  })

  it('refuses what nothing can be loaded into, and running programs', async () => {
    const folder = program.folder
    writeFileSync(join(folder, 'static.c'), 'int main(void) { return 0; }')
    compile(['-static', '-o', join(folder, 'static'), join(folder, 'static.c')])
    await expect(record([], { path: join(folder, 'static') })).rejects.toThrow(/linked statically/)
    const attach = { ...recordRequest(['x']), target: { kind: 'attach', pid: process.pid } as const }
    await expect(recordHeap(attach, { dumpEvery: STEP, mmap: false, leaks: null })).rejects.toBeInstanceOf(
      UsageError,
    )
  })
})

/** In use at the end besides what `take` took: the C library's buffers. */
function restOf(recording: Recording): number {
  const { samples, weights } = recording.stacks!
  let sum = 0
  for (let i = 0; i < samples.length; i++) sum += weights[2]![i]!
  return sum - selfOf(recording, 'take')[2]!
}

async function waitForProgram(path: string): Promise<number> {
  for (let i = 0; i < 200; i++) {
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      try {
        if (readlinkSync(`/proc/${name}/exe`) === path) return Number(name)
      } catch {
        // It ended, or is none of ours.
      }
    }
    await new Promise(resolve => setTimeout(resolve, 20))
  }
  throw new Error(`${path} did not start`)
}

describe.skipIf(NATIVE_NEEDS !== '')(`record --mode heap --native --leaks${NATIVE_NEEDS}`, () => {
  const leaks = async (words: readonly string[]) =>
    recordHeap(recordRequest([program.path, ...words]), { dumpEvery: STEP, mmap: false, leaks: 'normal' })

  it('finds what is lost, and only that', async () => {
    const { recording } = await leaks(['build', 'leak', 'five'])
    expect(recording.stacks!.valueTypes.map(({ name }) => name)).toEqual(['leaked bytes', 'leaked objects'])
    expect(selfOf(recording, 'take')).toEqual([7000, 7])
    expect(totalOf(recording, 'leak', 'leaked bytes')).toBe(7000)
    expect(totalOf(recording, 'build', 'leaked bytes')).toBe(0)
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['ended-by-checker'])
    expect(foldersLeft()).toEqual([])
  })

  it("finds nothing where nothing is lost, and leaves the program's status alone", async () => {
    const { recording, exitStatus } = await leaks(['build', 'drop', 'five'])
    expect(exitStatus).toBe(5)
    expect(recording.stacks!.samples.length).toBe(0)
  })
})

const hasValgrind = spawnSync('valgrind', ['--version']).status === 0

describe.skipIf(NATIVE_NEEDS !== '' || !hasValgrind)('--leaks --leak-tool valgrind (needs valgrind)', () => {
  it('finds the same, with lines, and leaves the status of the program alone', async () => {
    const other = compileNativeHeap(['-g'])
    const options = { dumpEvery: STEP, mmap: false, leaks: 'normal', leakTool: 'valgrind' } as const
    const request = recordRequest([other.path, 'build', 'leak', 'child', 'five'])
    const { recording, exitStatus } = await recordHeap(request, options)
    expect(exitStatus).toBe(5)
    expect(selfOf(recording, 'take')).toEqual([7000, 7])
    expect(totalOf(recording, 'leak', 'leaked bytes')).toBe(7000)
    expect(totalOf(recording, 'build', 'leaked bytes')).toBe(0)
    const { frames, funcs, sources, strings } = recording.shared
    const frame = frames.func.findIndex(func => strings[funcs.name[func]!] === 'take')
    expect(strings[sources.path[funcs.source[frames.func[frame]!]!]!]).toMatch(/native-heap\.c$/)
    expect(frames.line[frame]).toBeGreaterThan(0)
    expect(foldersLeft()).toEqual([])
    other.remove()
  })

  it('says of a program that was killed that no leaks were looked for', async () => {
    const options = { dumpEvery: STEP, mmap: false, leaks: 'normal', leakTool: 'valgrind' } as const
    const { recording, exitStatus } = await recordHeap(
      recordRequest([program.path, 'leak', 'abort']),
      options,
    )
    expect(exitStatus).toBe(134)
    expect(recording.meta.exit).toEqual({ status: null, signal: 'SIGABRT' })
  })
})

describe.skipIf(NATIVE_NEEDS !== '' || NEEDS !== '')(`on the command line${NATIVE_NEEDS}${NEEDS}`, () => {
  it("keeps the program's streams and status, and reports, plots and tells the peak of what it saved", async () => {
    const file = join(program.folder, 'cli.pyrometer')
    const args = [
      'record',
      '--mode',
      'heap',
      '--native',
      '-o',
      file,
      '--',
      program.path,
      'build',
      'drop',
      'print',
      'five',
    ]
    const { status, stdout, stderr } = await runPyrometer(args)
    expect([status, stdout]).toEqual([5, 'printed\n'])
    expect(stderr).toContain('saved')
    expect(stderr).not.toMatch(/Dumping heap profile|tracking the heap/)
    const report = await runPyrometer(['report', file])
    expect(report.stdout).toMatch(/peak bytes[\s\S]*\ntake /)
    const svg = join(program.folder, 'heap.svg')
    expect((await runPyrometer(['plot', '-o', svg, file])).status).toBe(0)
    expect(existsSync(svg)).toBe(true)
    const peak = await runPyrometer(['report', '--peak', file])
    expect(peak.stdout).toMatch(/take/)
  })
})
