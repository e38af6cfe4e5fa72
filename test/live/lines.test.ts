import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { decodeRecording } from '../../src/model/codec/read.ts'
import { recordLines } from '../../src/record/python/lines.ts'
import { countedFacts, kernprof } from '../support/counted-facts.ts'
import { findPyPy } from '../support/pypys.ts'
import { findPythons } from '../support/pythons.ts'
import { recordRequest } from '../support/record-request.ts'
import { runCli } from '../support/run-cli.ts'
import { tally } from '../support/tally.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-lines-test-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PROGRAMS = join(import.meta.dirname, 'programs')
const SCATTER = resolve(import.meta.dirname, '../../examples/scatter/scatter.py')
const copy = (name: string) => {
  const path = join(folder, name.replace('-', '_'))
  writeFileSync(path, readFileSync(join(PROGRAMS, name)))
  return path
}
const counted = copy('counted.py')
const threads = copy('counted_threads.py')
const oneLine = copy('one-line.py')
const program = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const CLOSED = `@profile
def numbers():
    try:
        while True: yield 1
    except KeyError:
        yield 2
    finally:
        n = 0
@profile
async def produces():
    try:
        for i in range(9): yield i
    finally:
        n = 0
a = numbers(); next(a); a.close()
b = numbers(); next(b); assert b.throw(KeyError) == 2; next(b, None)
c = numbers(); next(c); del c
import asyncio
async def main():
    values = produces()
    await values.__anext__()
    await values.aclose()
asyncio.run(main())
`

/** Python with line_profiler, by release: scripts/fetch-peers.mjs makes them. */
const RELEASES = ['3.8', '3.9', '3.10', '3.11', '3.12', '3.13'] as const
const peerOf = (release: string) => {
  const name = release === '3.12' ? 'line-profiler-5' : `line-profiler-python-${release}`
  const python = resolve('.pyrometer-cache/peers', name, 'bin/python')
  return { name, python: existsSync(python) ? python : null }
}
const hasMonitoring = (release: string) => Number(release.slice(2)) >= 12
const tracersOf = (release: string) =>
  hasMonitoring(release) ? ['line_profiler', 'monitoring', 'settrace'] : ['line_profiler', 'settrace']

async function count(
  command: readonly string[],
  options: { tracer?: string; functions?: readonly string[]; subprocesses?: boolean; source?: boolean } = {},
) {
  const { tracer = '', ...rest } = options
  const env = { ...process.env, PYROMETER_LINE_TRACER: tracer }
  return recordLines(recordRequest(command, { cwd: folder, env, ...rest }))
}

for (const release of RELEASES) {
  const { name, python } = peerOf(release)
  const needs = python === null ? ` (needs node scripts/fetch-peers.mjs ${name})` : ''
  describe.skipIf(python === null)(`recordLines() beside kernprof -l, Python ${release}${needs}`, () => {
    it.each(tracersOf(release))('counts the same hits of functions of every kind by %s', async tracer => {
      const { recording, exitStatus } = await count([python!, counted], { tracer })
      expect(exitStatus).toBe(0)
      expect(recording.meta.recorder.name).toBe(tracer === 'line_profiler' ? tracer : `sys.${tracer}`)
      const expected = countedFacts(await kernprof(python!, counted, { folder }))
      expect(expected.length).toBeGreaterThan(14)
      expect(countedFacts(recording)).toEqual(expected)
      tally('lines', 'oracle')
    })

    it.each(tracersOf(release))('counts the same hits of threads by %s', async tracer => {
      const { recording } = await count([python!, threads], { tracer })
      // By sys.monitoring line_profiler loses the lines of threads that run at the same time.
      const env = { LINE_PROFILER_CORE: 'legacy' }
      expect(countedFacts(recording)).toEqual(countedFacts(await kernprof(python!, threads, { folder, env })))
      const adds = countedFacts(recording)[0]!
      expect(adds).toContain(`×${4 * 4000 + 500} `)
    })

    it.each(
      tracersOf(release),
    )('counts loops on one line as line_profiler of its kind by %s', async tracer => {
      const { recording } = await count([python!, oneLine], { tracer })
      const env: Record<string, string> = tracer === 'settrace' ? { LINE_PROFILER_CORE: 'legacy' } : {}
      expect(countedFacts(recording)).toEqual(countedFacts(await kernprof(python!, oneLine, { folder, env })))
    })

    // line_profiler's wrappers keep what a program throws into a generator, and its closing, to themselves.
    it('counts what generators do when they are closed or thrown into, the same by every tracer', async () => {
      const path = program('closed.py', CLOSED)
      for (const tracer of tracersOf(release)) {
        const { recording } = await count([python!, path], { tracer })
        expect(countedFacts(recording)).toEqual([
          '1:    3×3    4×3    5×3    6×1    8×3',
          '9:   11×1   12×1   14×1',
        ])
      }
    })

    it('finds functions by name without an edit', async () => {
      const lines = readFileSync(counted, 'utf8').replaceAll('@profile', '# profile')
      const plain = program('plain.py', lines.replaceAll(/^( *)# profile$/gm, '$1# profile'))
      const expected = countedFacts(await kernprof(python!, counted, { folder }), { isByStart: false })
      const functions = ['plain.fib', 'numbers', 'delegates', 'fails', 'while_*', 'Mesh.*', 'makes.nested']
      const more = ['waits', 'produces', 'plain.py:twin_*', '__main__.never']
      for (const tracer of tracersOf(release)) {
        const { recording } = await count([python!, plain], { tracer, functions: [...functions, ...more] })
        expect(recording.meta.warnings).toEqual([])
        expect(countedFacts(recording, { isByStart: false })).toEqual(expected)
      }
    })

    it('counts the same hits of the example by name', async () => {
      const text = readFileSync(SCATTER, 'utf8')
      // In place of the empty line before it: no line moves.
      const decorated = program(
        'decorated.py',
        text.replace('\n\ndef is_inside', '\n@profile\ndef is_inside'),
      )
      const args = ['--size', '12', '--segments', '100']
      const expected = countedFacts(await kernprof(python!, decorated, { folder, args }), {
        isByStart: false,
      })
      for (const tracer of tracersOf(release)) {
        const command = [python!, SCATTER, ...args]
        const { recording } = await count(command, { tracer, functions: ['scatter.is_inside_contour'] })
        expect(countedFacts(recording, { isByStart: false })).toEqual(expected)
      }
    })
  })
}

const newest = findPythons()
  .filter(({ version }) => version.startsWith('3.'))
  .at(-1)?.path
const pypy = findPyPy()?.path

describe.skipIf(newest === undefined)('recordLines() (needs Python 3.8 or newer)', () => {
  const python = newest ?? ''

  it('keeps what was counted when the program ends by an exception, sys.exit, os._exit or a signal', async () => {
    const body =
      'import os, signal, sys, time\n@profile\ndef work(n):\n    for i in range(n):\n        pass\n    END\nwork(3)\n'
    const cases = [
      { end: 'raise ValueError', status: 1 },
      { end: 'sys.exit(7)', status: 7 },
      { end: 'os._exit(4)', status: 4 },
      { end: 'os.kill(os.getpid(), signal.SIGTERM); time.sleep(5)', status: 143 },
    ]
    for (const { end, status } of cases) {
      const path = program('ends.py', body.replace('END', end))
      const command = ['sh', '-c', `exec ${python} ${path} 2>/dev/null`]
      const { recording, exitStatus } = await count(command)
      expect({ end, status: exitStatus }).toEqual({ end, status })
      expect(countedFacts(recording)).toEqual(['2:    4×4    5×3    6×1'])
      const isAtOnce = status === 4 || status === 143
      expect(recording.meta.warnings.map(({ code }) => code)).toEqual(isAtOnce ? ['killed'] : [])
    }
  })

  it('keeps what was counted up to a second before the program was killed', async () => {
    const path = program(
      'killed.py',
      `import os, sys
@profile
def work(n):
    for i in range(n):
        pass
work(3)
sys.path.append(${JSON.stringify(PROGRAMS)})
import recorder
recorder.wait_for_save("ProgramLines")
os.kill(os.getpid(), 9)
`,
    )
    const { recording, exitStatus } = await count([python, path])
    expect(exitStatus).toBe(137)
    expect(countedFacts(recording)).toEqual(['2:    4×4    5×3'])
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['killed'])
  })

  it('leaves streams, arguments and tracebacks as they are without it, by every tracer', async () => {
    const path = program(
      'boom.py',
      'import sys\ndef inner(n):\n    raise ValueError(n)\ndef work(n):\n    inner(n)\nprint(sys.argv, __name__, sorted(globals()))\nwork(3)\n',
    )
    const said = (name: string) => readFileSync(join(folder, name), 'utf8')
    for (const release of ['3.11', '3.12']) {
      const one = peerOf(release).python
      if (one === null) continue
      const shell = (name: string) => ['sh', '-c', `exec ${one} ${path} a >${name}.out 2>${name}.err`]
      expect(() => execFileSync('sh', shell('plain').slice(1), { cwd: folder, stdio: 'ignore' })).toThrow()
      const wrapper = program('python', `#!/bin/sh\nexec '${one}' "$@" >traced.out 2>traced.err\n`)
      chmodSync(wrapper, 0o755)
      for (const tracer of tracersOf(release)) {
        const { exitStatus, recording } = await count([wrapper, path, 'a'], {
          tracer,
          functions: ['work', 'inner'],
        })
        expect(exitStatus).toBe(1)
        expect(recording.lines!.rows.length).toBe(2)
        expect({ tracer, out: said('traced.out'), err: said('traced.err') }).toEqual({
          tracer,
          out: said('plain.out'),
          err: said('plain.err'),
        })
      }
    }
  })

  it('counts what exit handlers and threads do after the main script', async () => {
    const path = program(
      'late.py',
      'import atexit, threading, time\n@profile\ndef work():\n    return 1\natexit.register(work)\ndef later():\n    time.sleep(0.1)\n    work()\nthreading.Thread(target=later).start()\n',
    )
    const { recording } = await count([python, path])
    expect(countedFacts(recording)).toEqual(['2:    4×2'])
  })

  it('adds up the processes of a program when asked', async () => {
    const path = program(
      'forks.py',
      'import os, subprocess, sys\ndef work():\n    return 1\nwork()\nif len(sys.argv) == 1:\n    pid = os.fork()\n    if pid == 0:\n        work()\n        os._exit(0)\n    os.waitpid(pid, 0)\n    subprocess.run([sys.executable, __file__, "child"])\n',
    )
    const facts = async (subprocesses: boolean) =>
      countedFacts((await count([python, path], { functions: ['work'], subprocesses })).recording)
    expect(await facts(false)).toEqual(['2:    3×1'])
    expect(await facts(true)).toEqual(['2:    3×3'])
  })

  for (const way of ['fork', 'spawn']) {
    it(`loses nothing of the workers of a pool that is terminated (${way})`, async () => {
      const path = program(
        `pool_${way}.py`,
        `import multiprocessing
def work(n):
    s = 0
    for i in range(n):
        s += i
    return s
if __name__ == "__main__":
    multiprocessing.set_start_method("${way}")
    with multiprocessing.Pool(3) as pool:
        pool.map(work, [10] * 300)
`,
      )
      for (let round = 0; round < 3; round++) {
        const { recording } = await count([python, path], { functions: ['work'], subprocesses: true })
        expect(countedFacts(recording).some(fact => fact.includes('6×300'))).toBe(true)
      }
    })
  }

  it('names what comes nearest where nothing fits, and keeps what was measured', async () => {
    const path = program(
      'typo.py',
      'def is_inside(n):\n    return n\nclass Mesh:\n    def refine(self):\n        return 1\nis_inside(1)\n',
    )
    const { recording, exitStatus } = await count([python, path], {
      functions: ['is_insid', 'Mesh.refin', 'is_inside'],
    })
    expect(exitStatus).toBe(0)
    expect(recording.meta.warnings.map(({ message }) => message)).toEqual([
      'No function fits "is_insid"; the nearest: typo.is_inside',
      'No function fits "Mesh.refin"; the nearest: typo.Mesh.refine',
    ])
    expect(countedFacts(recording)).toEqual(['1:    2×1'])
  })

  it('says when no function was chosen', async () => {
    const { recording } = await count([python, '-c', 'print()'])
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['no-functions'])
  })

  it('takes out what the tracer costs, and keeps the hashes and texts of sources', async () => {
    const path = program(
      'cheap.py',
      '@profile\ndef work(n):\n    for i in range(n):\n        j = i\nwork(100000)\n',
    )
    const { recording } = await count([python, path], { source: true })
    const [time, raw] = recording.lines!.values
    const { hits } = recording.lines!.rows
    const cost = recording.meta.recorder.settings['nanoseconds per hit'] as number
    expect(cost).toBeGreaterThan(20)
    const often = [...raw!.keys()].filter(row => hits[row]! > 1)
    const bounded = Math.min(cost, ...often.map(row => raw![row]! / hits[row]!))
    for (const [row, value] of raw!.entries()) {
      const expected = Math.max(0, value - hits[row]! * bounded)
      expect(Math.abs(time![row]! - expected)).toBeLessThanOrEqual(1 + hits[row]!)
    }
    expect(Object.keys(recording.meta.extra.sourceHashes as object)).toEqual([path])
    expect(recording.shared.strings).toContain(readFileSync(path, 'utf8'))
  })

  it('takes the calmest measurements for what a hit costs, and never more than the cheapest line took', () => {
    const code = `
from pyrometer._line_cost import CostlessLines, cost_in
costless = CostlessLines()
# A machine that is busy elsewhere for most of the time.
measured = [9.0 for _ in costless.rounds]
measured[-3:] = [1.0, 9.0, 2.0]
print(costless.typical(measured))
# hits, seconds, events of other lines within, by line
often, cheap, once, caller = (1000, 4.0, 0), (1000, 2.0, 0), (1, 0.0, 0), (1000, 1.0, 3000)
for lines in ({1: often, 2: cheap, 3: once, 4: caller}, {1: often}, {3: once, 4: caller}, {}):
    print(cost_in(lines, 0.003), cost_in(lines, 0.001))`
    const said = execFileSync(python, ['-c', code], { cwd: resolve('python'), encoding: 'utf8' })
    expect(said.trim().split('\n')).toEqual([
      '2.0',
      '0.002 0.001',
      '0.003 0.001',
      '0.003 0.001',
      '0.003 0.001',
    ])
  })

  it('counts modules, code from strings, and functions of a package by module and by file', async () => {
    program('helper.py', 'def one():\n    return 1\ndef two():\n    return 2\n')
    const code = 'import helper; helper.one(); helper.two(); helper.two()'
    for (const pattern of ['helper', 'helper.*', 'helper.py', '*/helper.py', join(folder, 'helper.py')]) {
      const { recording } = await count([python, '-c', code], { functions: [pattern] })
      expect(countedFacts(recording)).toEqual(['1:    2×1', '3:    4×2'])
    }
  })

  it('prints the table, writes what line_profiler reads, and says that a source was changed since', async () => {
    const path = program('table.py', 'def work(n):\n    for i in range(n):\n        j = i\nwork(9)\n')
    const record = (output: string, ...more: string[]) =>
      runCli(['record', '--mode', 'lines', ...more, '-f', 'table.work', '-o', output, '--', python, path], {
        cwd: folder,
      })
    const { stderr, status } = await record('table.pyrometer')
    expect(status).toBe(0)
    expect(stderr).toContain('Line #      Hits         Time  Per Hit   % Time  Line Contents')
    expect(stderr).toMatch(/^ {5}3 {9}9 .* j = i$/m)
    expect((await record('table.lprof')).status).toBe(0)
    const plain = await record('plain.pyrometer', '--no-source')
    expect(plain.stderr).toMatch(/^ {5}3 {9}9 .* j = i$/m)
    const { shared } = decodeRecording(readFileSync(join(folder, 'plain.pyrometer')))
    expect([...shared.sources.text]).toEqual([-1])
    const again = await runCli(['lines', 'table.lprof'], { cwd: folder })
    expect(again.stdout).toMatch(/^ {5}3 {9}9 .* j = i$/m)
    const before = await runCli(['lines', 'table.pyrometer'], { cwd: folder })
    expect(before).toMatchObject({ status: 0, stderr: '' })
    program('table.py', '# another first line\ndef work(n):\n    pass\n')
    const after = await runCli(['lines', 'table.pyrometer'], { cwd: folder })
    expect(after.stdout).toBe(before.stdout)
    expect(after.stderr).toContain('was changed after the recording: it is shown as it was recorded')
  })

  it('refuses what cannot be counted', async () => {
    const refused = async (...argv: string[]) => (await runCli(['record', ...argv], { cwd: folder })).stderr
    expect(await refused('--mode', 'lines', '--pid', '1')).toContain('cannot be counted')
    expect(await refused('--mode', 'lines', '--delay', '1', 'x.py')).toContain('need --mode sample')
    expect(await refused('-f', 'work', 'x.py')).toContain('it needs --mode lines')
  })

  it.skipIf(pypy === undefined)('counts under PyPy', async () => {
    const { recording } = await count([pypy ?? '', threads])
    expect(recording.meta.recorder.name).toBe('sys.settrace')
    expect(countedFacts(recording)[0]).toContain(`×${4 * 4000 + 500} `)
  })

  it('gives `from pyrometer import profile` the same', async () => {
    const path = program(
      'imports.py',
      'from pyrometer import profile\n@profile\ndef work():\n    return 1\nwork()\n',
    )
    const env = { ...process.env, PYTHONPATH: resolve('python') }
    expect(execFileSync(python, [path], { env, encoding: 'utf8' })).toBe('')
    const { recording } = await recordLines(recordRequest([python, path], { cwd: folder, env }))
    expect(countedFacts(recording)).toEqual(['2:    4×1'])
  })
})
