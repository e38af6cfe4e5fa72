import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPstats } from '../../src/formats/pstats/read.ts'
import type { Recording } from '../../src/model/recording.ts'
import { recordTrace } from '../../src/record/python/trace.ts'
import { findPyPy } from '../support/pypys.ts'
import { findPythons } from '../support/pythons.ts'
import { recordRequest } from '../support/record-request.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-trace-test-')))
writeFileSync(join(folder, 'traced.py'), readFileSync(new URL('programs/traced.py', import.meta.url)))

const cpythons = findPythons().filter(
  python => Number(python.version.split('.')[1]) >= 8 && python.version[0] === '3',
)
const pypy = findPyPy()
const pythons = [
  ...cpythons.map(python => ({ ...python, isPyPy: false })),
  ...(pypy === null ? [] : [{ ...pypy, isPyPy: true }]),
]
const newest = cpythons.at(-1)

/** "name file:line calls/primitive <- callers", sorted: all of a profile but its times. */
async function facts(recording: Recording, isPyPy: boolean): Promise<string[]> {
  const { shared, calls } = recording
  const name = (row: number) => {
    const func = calls!.rows.func[row]!
    const source = shared.funcs.source[func]!
    const file = source === -1 ? '~' : shared.strings[shared.sources.path[source]!]!
    // An address differs from run to run; PyPy's module locks live as long as its collector lets them.
    return `${shared.strings[shared.funcs.name[func]!]!.replace(/0x[0-9a-f]+/, '0x')} ${file}:${shared.funcs.line[func]}`
  }
  const isStable = (text: string) => !isPyPy || !/allocate_lock|_bootstrap>:\d+$/.test(text)
  const found: string[] = []
  for (let row = 0; row < calls!.rows.length; row++) {
    if (isStable(name(row)))
      found.push(`${name(row)} ${calls!.rows.calls[row]}/${calls!.rows.primitiveCalls[row]}`)
  }
  for (let i = 0; i < calls!.edges.length; i++) {
    const { caller, callee, calls: all, primitiveCalls } = calls!.edges
    const [from, to] = [name(caller[i]!), name(callee[i]!)]
    if (isStable(from) && isStable(to)) found.push(`${from} -> ${to} ${all[i]}/${primitiveCalls[i]}`)
  }
  return found.sort()
}

async function reference(python: string, args: readonly string[], isPyPy: boolean): Promise<string[]> {
  const output = join(folder, 'reference.pstats')
  execFileSync(
    python,
    args.map(argument => (argument === 'OUT' ? output : argument)),
    { cwd: folder, stdio: 'pipe' },
  )
  const bytes = async () => new Uint8Array(readFileSync(output))
  const input = { name: null, size: null, bytes, chunks: () => [][Symbol.iterator]() as never }
  return facts((await readPstats(input))[0]!, isPyPy)
}

/** Runs a program plainly and under a recorder; output goes to a file, as a program's own streams are inherited. */
async function bothWays(command: readonly string[], cwd = folder) {
  const shell = (name: string) => ['sh', '-c', `exec "$@" >${name}.out 2>${name}.err`, name, ...command]
  let status = 0
  try {
    execFileSync('sh', shell('plain').slice(1), { cwd, stdio: 'ignore' })
  } catch (error) {
    const { status: failed, signal } = error as { status: number | null; signal: string | null }
    status = failed ?? (signal === 'SIGINT' ? 130 : 143)
  }
  const read = (name: string) => readFileSync(join(cwd, name), 'utf8')
  const plain = { status, out: read('plain.out'), err: read('plain.err') }
  const outcome = await recordTrace(recordRequest(redirected(command, cwd), { cwd }))
  return {
    plain,
    outcome,
    traced: { status: outcome.exitStatus, out: read('traced.out'), err: read('traced.err') },
  }
}

/** The command with its output sent to files by an interpreter that is named "python" but is a shell script. */
function redirected(command: readonly string[], cwd: string): string[] {
  const wrapper = join(cwd, 'python')
  writeFileSync(wrapper, `#!/bin/sh\nexec '${command[0]}' "$@" >traced.out 2>traced.err\n`)
  chmodSync(wrapper, 0o755)
  return [wrapper, ...command.slice(1)]
}

describe.skipIf(pythons.length === 0)('recordTrace() (needs Python 3.8 or newer)', () => {
  for (const { path, version, isPyPy } of pythons) {
    const title = `${isPyPy ? 'PyPy' : 'CPython'} ${version}`
    // -I keeps `python -m cProfile` from searching the working directory at every import, which Python itself does not
    // do for a script; the tables are then the same to the last call.
    it(`gives the table of python -m cProfile for a script, ${title}`, async () => {
      const script = join(folder, 'traced.py')
      const { recording, exitStatus } = await recordTrace(
        recordRequest([path, script, 'a', 'b'], { cwd: folder }),
      )
      expect(exitStatus).toBe(0)
      expect(recording.meta.interpreter).toMatchObject({
        implementation: isPyPy ? 'PyPy' : 'CPython',
        version: expect.stringContaining(version),
      })
      const expected = await reference(path, ['-I', '-m', 'cProfile', '-o', 'OUT', script, 'a', 'b'], isPyPy)
      expect(expected.length).toBeGreaterThan(100)
      expect(await facts(recording, isPyPy)).toEqual(expected)
    })

    it(`gives the table of python -m cProfile for a module, ${title}`, async () => {
      const { recording } = await recordTrace(recordRequest([path, '-m', 'traced', 'a'], { cwd: folder }))
      const expected = await reference(path, ['-m', 'cProfile', '-o', 'OUT', '-m', 'traced', 'a'], isPyPy)
      expect(await facts(recording, isPyPy)).toEqual(expected)
    })
  }
})

describe.skipIf(newest === undefined)(
  'recordTrace() keeps what a program does (needs Python 3.8 or newer)',
  () => {
    const python = newest?.path ?? ''
    const program = (name: string, text: string) => {
      writeFileSync(join(folder, name), text)
      return name
    }

    it('keeps arguments, streams, tracebacks and the exit status', async () => {
      const own = program(
        'own.py',
        `import sys, __main__
print(sys.argv, sys.path[0], __file__, __spec__ and __spec__.name, sorted(globals()), __main__.__dict__ is globals(), sys.orig_argv[1:])
def fail():
    raise ValueError("broken")
try:
    fail()
except ValueError as error:
    raise RuntimeError("outer") from error
`,
      )
      const cases = [
        [python, '-X', 'dev', own, 'a', '--b'],
        [python, '-m', 'own', 'x'],
        [python, '-c', 'import sys; print(sys.argv, sys.path[0])\n1/0', 'q'],
        [python, '-c', 'import sys; sys.exit("said")'],
        [python, '-c', 'def ('],
        [python, '-c', 'raise KeyboardInterrupt'],
        [python, '-c', 'import os, signal, time; os.kill(os.getpid(), signal.SIGTERM); time.sleep(9)'],
        [python, '-c', 'import os; print("x", flush=True); os._exit(3)'],
        [python, '-c', 'import atexit; atexit.register(print, "bye"); raise SystemExit(5)'],
        [python, '-m', 'no_such_module'],
        [python, 'no-such-file.py'],
      ]
      for (const command of cases) {
        const { plain, traced } = await bothWays(command)
        expect({ command, ...traced }).toEqual({ command, ...plain })
      }
    })

    it('keeps the trace when the program ends by an exception, os._exit or a signal', async () => {
      for (const end of [
        '1/0',
        'os._exit(3)',
        'os.kill(os.getpid(), signal.SIGTERM); time.sleep(9)',
        'raise KeyboardInterrupt',
      ]) {
        const text = `import os, signal, time\ndef work():\n    for i in range(1000): len("")\nwork()\n${end}\n`
        const { outcome } = await bothWays([python, program('end.py', text)])
        const table = await facts(outcome.recording, false)
        expect([end, table.filter(row => row.startsWith('work') && row.includes('-> <built-in'))]).toEqual([
          end,
          ['work end.py:2 -> <built-in method builtins.len> ~:0 1000/1000'],
        ])
        expect(table.filter(row => row.includes('_tracer') || row.includes('_run.py'))).toEqual([])
      }
    })

    it('traces console scripts, and Pythons that something else starts', async () => {
      const bin = join(folder, 'bin')
      mkdirSync(bin, { recursive: true })
      const text = `#!${python}\nimport sys\ndef told(): print(sys.argv)\ntold()\n`
      writeFileSync(join(bin, 'tool'), text)
      writeFileSync(join(bin, 'launcher'), `#!/bin/sh\n'${python}' '${bin}/tool' x >launched.out\nexit 6\n`)
      for (const name of ['tool', 'launcher']) chmodSync(join(bin, name), 0o755)
      const env = { ...process.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
      for (const [command, status] of [
        ['tool', 0],
        ['launcher', 6],
      ] as const) {
        const { recording, exitStatus } = await recordTrace(recordRequest([command], { cwd: folder, env }))
        expect([command, exitStatus]).toEqual([command, status])
        expect((await facts(recording, false)).filter(row => row.startsWith('told '))).toContain(
          `told ${bin}/tool:3 1/1`,
        )
      }
      expect(readFileSync(join(folder, 'launched.out'), 'utf8')).toBe(`['${bin}/tool', 'x']\n`)
    })

    it('adds up the processes of a program only when asked', async () => {
      const own = program(
        'forks.py',
        `import multiprocessing, sys
def work(n):
    return n * n
if __name__ == "__main__":
    for _ in range(2):
        child = multiprocessing.get_context(sys.argv[1]).Process(target=work, args=(3,))
        child.start()
        child.join()
`,
      )
      for (const method of ['fork', 'spawn']) {
        const calls = async (subprocesses: boolean) => {
          const request = recordRequest([python, own, method], { cwd: folder, subprocesses })
          const table = await facts((await recordTrace(request)).recording, false)
          return table.filter(row => /^work \S+ \d/.test(row)).map(row => row.replace(/ .*:/, ' '))
        }
        expect([method, await calls(false)]).toEqual([method, []])
        expect([method, await calls(true)]).toEqual([method, ['work 2 2/2']])
      }
    })

    const old = findPythons().find(({ version }) => /^(2|3\.[67])\./.test(version))
    it.skipIf(old === undefined)('says that a Python is too old (needs Python 2.7, 3.6 or 3.7)', async () => {
      await expect(recordTrace(recordRequest([old!.path, '-c', 'pass']))).rejects.toThrow(
        `Python ${old!.version} cannot be recorded from inside: Python 3.8 or newer is needed`,
      )
    })

    it('refuses what a tracer cannot do, and says so when nothing was traced', async () => {
      const attach = { kind: 'attach', pid: 1 } as const
      await expect(recordTrace({ ...recordRequest([]), target: attach })).rejects.toThrow('cannot be traced')
      await expect(recordTrace(recordRequest([python], { duration: 1 }))).rejects.toThrow('--duration')
      await expect(recordTrace(recordRequest(['true']))).rejects.toMatchObject({ code: 'PYRO_NOT_TRACED' })
      const killed = recordRequest([python, '-c', 'import os; os.kill(os.getpid(), 9)'])
      const { recording, exitStatus } = await recordTrace(killed)
      expect([
        exitStatus,
        recording.calls!.rows.length,
        recording.meta.warnings.map(({ message }) => message),
      ]).toEqual([137, 0, ['The program was ended by SIGKILL before its trace could be written']])
    })
  },
)
