import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { HeapObjectKind } from '../../src/model/heap-tables.ts'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { lookAtHeap } from '../../src/workbench/look-at-heap.ts'
import { type LiveProgram, startProgram } from '../support/live-program.ts'
import { livePythons, RELEASES, titleOf } from '../support/live-pythons.ts'

const PROGRAM = fileURLToPath(new URL('programs/heap.py', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-outside-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Sums = Map<string, { count: number; size: number }>

/** What the check itself makes or lets go: the lines it reads, the frame it counts in. */
const OWN = 3
/** Types that code objects refer to: the collector does not go through these, we do. */
const IN_CODE =
  /^untracked (builtins|__builtin__)\.(str|unicode|bytes|tuple|int|long|float|complex|code|type|moduledef)$/
/** Of each of the 50 things that the program makes more: the length of a range; in 2.7 a pattern's text and a key of a C type. */
const HIDDEN: Readonly<Record<string, number>> = {
  'untracked builtins.int': 50,
  'untracked __builtin__.str': 100,
}
/** What objects refer to that do not tell the collector, each one of many of the test's own. */
const UNTOLD = /^untracked ((builtins|__builtin__)\.(dict|frozendict)|datetime\.timedelta)$/

/** Rows of a look by "tracked builtins.dict"; types of one name are added up. */
function sumsOf({ heap, shared }: Recording, snapshot: number): Sums {
  const { objects, snapshots, types } = heap!
  const sums: Sums = new Map()
  const end = snapshot + 1 < snapshots.length ? snapshots.firstObject[snapshot + 1]! : objects.length
  for (let row = snapshots.firstObject[snapshot]!; row < end; row++) {
    const kind = objects.kind[row] === HeapObjectKind.tracked ? 'tracked' : 'untracked'
    if (objects.kind[row] === HeapObjectKind.unknown) continue
    const type = objects.type[row]!
    const name = shared.strings[types.name[type]!]!.replace(/ #\d…?$/, '')
    add(
      sums,
      `${kind} ${shared.strings[types.module[type]!]}.${name}`,
      objects.count[row]!,
      objects.size[row]!,
    )
  }
  return sums
}

function add(sums: Sums, key: string, count: number, size: number): void {
  const before = sums.get(key) ?? { count: 0, size: 0 }
  sums.set(key, { count: before.count + count, size: before.size + size })
}

async function saidBy(program: LiveProgram): Promise<Sums> {
  const sums: Sums = new Map()
  for (const [kind, name, count, size] of JSON.parse(await program.line()) as [
    string,
    string,
    number,
    number,
  ][]) {
    add(sums, `${kind} ${name}`, count, size)
  }
  return sums
}

/** Where two accounts differ by more than `most` objects, or in size with the same number of them. */
function differences(seen: Sums, said: Sums, most: (key: string) => readonly [number, number]): string[] {
  const none = { count: 0, size: 0 }
  return [...new Set([...seen.keys(), ...said.keys()])].flatMap(key => {
    const a = seen.get(key) ?? none
    const b = said.get(key) ?? none
    const [less, more] = most(key)
    const isFine = a.count - b.count >= -less && a.count - b.count <= more
    const isSameSize = a.count !== b.count || a.size === b.size
    return isFine && isSameSize ? [] : [`${key}: seen ${a.count} ${a.size}, said ${b.count} ${b.size}`]
  })
}

function growth(after: Sums, before: Sums): Sums {
  const grown: Sums = new Map()
  for (const key of new Set([...after.keys(), ...before.keys()])) {
    const a = after.get(key) ?? { count: 0, size: 0 }
    const b = before.get(key) ?? { count: 0, size: 0 }
    if (a.count !== b.count || a.size !== b.size) {
      grown.set(key, { count: a.count - b.count, size: a.size - b.size })
    }
  }
  return grown
}

async function withProgram<T>(
  command: readonly string[],
  work: (program: LiveProgram) => Promise<T>,
): Promise<T> {
  const program = startProgram(command)
  try {
    return await work(program)
  } finally {
    await program.stop()
  }
}

function script(name: string, code: string): string {
  const path = join(folder, name)
  writeFileSync(path, code)
  return path
}

describe('lookAtHeap() counts what gc.get_objects() and sys.getsizeof say', () => {
  for (const release of RELEASES) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), async () => {
      await withProgram([python!.path, PROGRAM, '150'], async program => {
        const said = await saidBy(program)
        const recording = await lookAtHeap({ pid: program.pid })
        assertIntegrity(recording)
        const seen = sumsOf(recording, 0)
        const most = (key: string): readonly [number, number] =>
          IN_CODE.test(key) ? [OWN, 20_000] : UNTOLD.test(key) ? [OWN, 200] : [OWN, OWN]
        expect(differences(seen, said, most)).toEqual([])
        expect(recording.meta.warnings).toEqual([])
        expect(recording.meta.interpreter?.version.startsWith(release)).toBe(true)
        // What grows is the same, of tracked objects and of those that are not, but for a few that the check makes.
        program.send('grow\n')
        await program.line()
        program.send('count\n')
        const saidLater = await saidBy(program)
        const seenLater = sumsOf(await lookAtHeap({ pid: program.pid }), 0)
        const few = (key: string) => [OWN, OWN + (HIDDEN[key] ?? 0)] as const
        const counts = (sums: Sums) => new Map([...sums].map(([key, { count }]) => [key, { count, size: 0 }]))
        const grown = counts(growth(seenLater, seen))
        expect(grown.get('tracked __main__.Slotted')).toEqual({ count: 50, size: 0 })
        const untold = [...grown.keys()].filter(key => UNTOLD.test(key))
        for (const key of untold) grown.delete(key)
        const saidGrown = counts(growth(saidLater, said))
        for (const key of [...saidGrown.keys()].filter(key => UNTOLD.test(key))) saidGrown.delete(key)
        expect(differences(grown, saidGrown, few)).toEqual([])
      })
    })
  }
})

const STILL = 100_000
const CHURN = `
import sys, threading, time
class Node(object):
    def __init__(self, i):
        self.a = i
        self.b = [i]
class Temporary(object):
    def __init__(self, i):
        self.x = [i]
        self.me = self
kept = [Node(i) for i in range(${STILL})]
def churn():
    pool, i = [], 0
    while True:
        pool.append(Temporary(i))
        i += 1
        if len(pool) > 5000: del pool[:2500]
thread = threading.Thread(target=churn)
thread.daemon = True
thread.start()
print("ready")
sys.stdout.flush()
time.sleep(600)
`

describe('lookAtHeap() of a program that makes and drops objects all the time', () => {
  for (const release of ['2.7', '3.7', '3.8', '3.12', '3.13', '3.14']) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), async () => {
      await withProgram([python!.path, script('churn.py', CHURN)], async program => {
        await program.line()
        const recording = await lookAtHeap({ pid: program.pid, looks: 3, every: 0.3 })
        assertIntegrity(recording)
        expect(recording.heap!.snapshots.length).toBe(3)
        for (let look = 0; look < 3; look++) {
          const sums = sumsOf(recording, look)
          expect(sums.get('tracked __main__.Node')?.count).toBe(STILL)
          // What is being dropped may be missed or counted, but is not counted without end.
          expect(sums.get('tracked __main__.Temporary')?.count ?? 0).toBeLessThan(2_000_000)
        }
      })
    })
  }
})

const SUBINTERPRETERS = `
import sys, time
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
ids = [interpreters.create() for _ in range(2)]
for one in ids:
    interpreters.exec(one, CODE) if hasattr(interpreters, "exec") else interpreters.run_string(one, CODE)
print("ready")
sys.stdout.flush()
time.sleep(600)
`.replaceAll('CODE', JSON.stringify('class Inner: pass\nkept = [Inner() for _ in range(1234)]'))

describe('lookAtHeap() of subinterpreters', () => {
  for (const release of ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13', '3.14', '3.15']) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), async () => {
      await withProgram([python!.path, script('sub.py', SUBINTERPRETERS)], async program => {
        await program.line()
        const sums = sumsOf(await lookAtHeap({ pid: program.pid }), 0)
        expect(sums.get('tracked __main__.Inner')?.count).toBe(2468)
      })
    })
  }
})

/** Where a peer brought a numpy for this Python; null without one. */
function numpyFor(version: string): string | null {
  const release = version.split('.').slice(0, 2).join('.')
  const packages = fileURLToPath(
    new URL(
      `../../.pyrometer-cache/peers/memory-profiler/lib/python${release}/site-packages`,
      import.meta.url,
    ),
  )
  return existsSync(join(packages, 'numpy')) ? packages : null
}

describe('lookAtHeap()', () => {
  const python = livePythons().get('3.12') ?? livePythons().get('3.11')

  it.skipIf(python === undefined)('gives buffers to the arrays whose they are', async () => {
    const code = `
import array, sys, time
kept = [bytearray(30 * 2 ** 20), array.array("d", range(100000)), "x" * 20000000, b"y" * 10000000, [None] * 1000000]
print(*map(sys.getsizeof, kept))
sys.stdout.flush()
time.sleep(600)
`
    await withProgram([python!.path, script('buffers.py', code)], async program => {
      const sizes = (await program.line()).split(' ').map(Number)
      const sums = sumsOf(await lookAtHeap({ pid: program.pid }), 0)
      expect(sums.get('untracked builtins.bytearray')).toEqual({ count: 1, size: sizes[0] })
      expect(sums.get('tracked array.array')).toEqual({ count: 1, size: sizes[1] })
      for (const [name, size] of [
        ['untracked builtins.str', sizes[2]!],
        ['untracked builtins.bytes', sizes[3]!],
        ['tracked builtins.list', sizes[4]!],
      ] as const) {
        expect(sums.get(name)!.size).toBeGreaterThan(size)
      }
    })
  })

  const withNumpy = python === undefined ? null : numpyFor(python.version)
  it.skipIf(withNumpy === null)('counts what arrays of numpy own, and the objects in them', async () => {
    const code = `
import sys, time
import numpy
kept = [numpy.zeros((1000, 100)), numpy.ones((3, 4, 5), dtype="int16"), numpy.asfortranarray(numpy.ones((7, 9))),
        numpy.zeros(50)[::2], numpy.array(3.5), numpy.empty((0, 3)), numpy.array([complex(i, 1) for i in range(500)], dtype=object)]
arrays = kept + [one.base for one in kept if one.base is not None]
print(len(arrays), sum(map(sys.getsizeof, arrays)))
sys.stdout.flush()
time.sleep(600)
`
    const path = script('arrays.py', code)
    const program = startProgram([python!.path, path], { ...process.env, PYTHONPATH: withNumpy! })
    try {
      const [count, size] = (await program.line()).split(' ').map(Number)
      const sums = sumsOf(await lookAtHeap({ pid: program.pid }), 0)
      expect(sums.get('untracked numpy.ndarray')).toEqual({ count, size })
      expect(sums.get('untracked builtins.complex')!.count).toBeGreaterThanOrEqual(500)
    } finally {
      await program.stop()
    }
  })

  it.skipIf(python === undefined)('tells what gc.freeze() put aside from what is tracked', async () => {
    const code = `
import gc, sys, time
class One: pass
gc.disable()
kept = [One() for _ in range(1000)]
gc.freeze()
later = [One() for _ in range(500)]
print(sum(type(one) is One for one in gc.get_objects()))
sys.stdout.flush()
time.sleep(600)
`
    await withProgram([python!.path, script('frozen.py', code)], async program => {
      expect(await program.line()).toBe('500')
      const { heap, shared } = await lookAtHeap({ pid: program.pid })
      const rows = [...heap!.objects.type.entries()].filter(
        ([, type]) => shared.strings[heap!.types.name[type]!] === 'One',
      )
      expect(rows.map(([row]) => [heap!.objects.kind[row], heap!.objects.count[row]])).toEqual([
        [HeapObjectKind.tracked, 500],
        [HeapObjectKind.unknown, 1000],
      ])
    })
  })

  it.skipIf(python === undefined)('keeps the looks that were taken of a process that ends', async () => {
    await withProgram(
      [python!.path, '-c', 'import time; print("ready", flush=True); time.sleep(1)'],
      async program => {
        await program.line()
        const recording = await lookAtHeap({ pid: program.pid, looks: 100, every: 0.2 })
        assertIntegrity(recording)
        const looks = recording.heap!.snapshots.length
        expect(looks).toBeGreaterThan(0)
        expect(looks).toBeLessThan(20)
        expect(recording.meta.exit).toEqual({ status: null, signal: null })
        expect(recording.meta.warnings.map(({ code }) => code)).toContain('process-ended')
      },
    )
  })

  it.skipIf(python === undefined)('ends early when it is told to', async () => {
    await withProgram(
      [python!.path, '-c', 'import time; print("ready", flush=True); time.sleep(60)'],
      async program => {
        await program.line()
        const ending = new AbortController()
        const recording = await lookAtHeap({
          pid: program.pid,
          looks: Number.POSITIVE_INFINITY,
          every: 0.1,
          signal: ending.signal,
          onLook: taken => {
            if (taken === 2) ending.abort()
          },
        })
        expect(recording.heap!.snapshots.length).toBe(2)
        expect(recording.meta.exit).toBeNull()
      },
    )
  })

  it('says why it cannot look', async () => {
    const other = spawn('sleep', ['60'])
    try {
      await expect(lookAtHeap({ pid: other.pid! })).rejects.toMatchObject({ code: 'PYRO_NOT_PYTHON' })
    } finally {
      other.kill()
    }
    await new Promise(resolve => other.once('exit', resolve))
    await expect(lookAtHeap({ pid: other.pid! })).rejects.toMatchObject({ code: 'PYRO_EXITED' })
  })
})
