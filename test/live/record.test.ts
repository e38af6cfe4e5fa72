import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { livePythons, RELEASES, titleOf } from '../support/live-pythons.ts'
import {
  figuresOf,
  NEEDS,
  openRecording,
  runPyrometer,
  startPyrometer,
  waitForFile,
  waitUntil,
  waitUntilSampling,
} from '../support/pyrometer.ts'

const PROGRAMS = resolve(import.meta.dirname, 'programs')
const BURN = join(PROGRAMS, 'burn.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-live-'))
const out = (name: string) => join(folder, name)
const pythons = livePythons()
const newest = [...pythons.values()].filter(({ version }) => /^3\.(9|1[0-3])\b/.test(version)).at(-1)
const python = newest?.path ?? 'python3'
const hasPython = newest !== undefined
const isRoot = process.getuid?.() === 0

afterAll(() => rmSync(folder, { recursive: true, force: true }))

function describeLive(title: string, body: () => void): void {
  const missing = hasPython ? NEEDS : ' (needs Python 3.9 to 3.13)'
  describe.skipIf(missing !== '')(`${title}${missing}`, body)
}

describeLive('record of a program it starts', () => {
  for (const release of RELEASES) {
    const path = pythons.get(release)?.path
    it.skipIf(path === undefined).concurrent(`finds the hot function: ${titleOf(release)}`, async () => {
      const file = out(`launch-${release}.pyrometer`)
      const { status, stderr } = await runPyrometer(['record', '-o', file, '--', path!, BURN, '0.4', '3'])
      expect(stderr).toContain('leaf')
      expect(status).toBe(3)
      const recording = await openRecording(file)
      expect(recording.meta.interpreter?.version.split('.').slice(0, 2).join('.')).toBe(release)
      expect(recording.meta.exit).toEqual({ status: 3, signal: null })
      const figures = figuresOf(recording)
      expect(figures.samples).toBeGreaterThan(20)
      expect(figures.shareOf('leaf')).toBeGreaterThan(0.2)
      const hot = recording.shared.strings.some(text => text.includes('for _ in range(200)'))
      expect(hot).toBe(true)
    })
  }

  it.concurrent('keeps its streams', async () => {
    const code = 'import sys; print(sys.stdin.read().upper()); sys.stderr.write("said")'
    const args = ['record', '-q', '-o', out('streams.pyrometer'), '--python', python, '-c', code]
    const { stdout, stderr, status } = await runPyrometer(args, { input: 'abc' })
    expect([stdout, stderr, status]).toEqual(['ABC\n', 'said', 0])
  })

  it.concurrent('follows exec, env and shells to Python and gives their status', async () => {
    const shell = `sleep 0.05; exec env "${python}" "${BURN}" 0.3 5`
    const { status } = await runPyrometer([
      'record',
      '-q',
      '-o',
      out('exec.pyrometer'),
      '--',
      'sh',
      '-c',
      shell,
    ])
    expect(status).toBe(5)
    expect(figuresOf(await openRecording(out('exec.pyrometer'))).shareOf('leaf')).toBeGreaterThan(0.3)
  })

  it.concurrent('follows a launcher to the Pythons it starts, one after the other', async () => {
    const shell = `"${python}" "${BURN}" 0.3; "${python}" "${BURN}" 0.3; exit 4`
    const { status } = await runPyrometer([
      'record',
      '-q',
      '-o',
      out('shell.pyrometer'),
      '--',
      'sh',
      '-c',
      shell,
    ])
    expect(status).toBe(4)
    const { shared } = await openRecording(out('shell.pyrometer'))
    const sampled = new Set(shared.threads.process)
    expect(sampled.size).toBe(2)
    for (const process of sampled) expect(shared.processes.parent[process]).toBeGreaterThanOrEqual(0)
  })

  it.concurrent('notices that Python becomes another program by exec', async () => {
    const code = `import os, sys, time
t = time.time() + 0.5
def before():
    while time.time() < t: pass
before()
os.execv(sys.executable, [sys.executable, ${JSON.stringify(BURN)}, '0.3', '6'])`
    const args = ['record', '-q', '-o', out('execv.pyrometer'), '--python', python, '-c', code]
    expect((await runPyrometer(args)).status).toBe(6)
    const figures = figuresOf(await openRecording(out('execv.pyrometer')))
    expect(figures.shareOf('before')).toBeGreaterThan(0.05)
    expect(figures.shareOf('leaf')).toBeGreaterThan(0.05)
  })

  it.concurrent('measures subprocesses with --subprocesses, and only then', async () => {
    const code = `import subprocess, sys
children = [subprocess.Popen([sys.executable, ${JSON.stringify(BURN)}, '0.4']) for _ in range(2)]
for child in children: child.wait()`
    const file = out('children.pyrometer')
    await runPyrometer(['record', '-q', '--subprocesses', '-o', file, '--python', python, '-c', code])
    const { shared } = await openRecording(file)
    expect(shared.processes.length).toBe(3)
    expect([...shared.processes.parent]).toEqual([-1, 0, 0])
    await runPyrometer(['record', '-q', '-o', out('alone.pyrometer'), '--python', python, '-c', code])
    expect((await openRecording(out('alone.pyrometer'))).shared.processes.length).toBe(1)
  })

  it.concurrent('leaves a sound recording of a program that is killed, and says how it ended', async () => {
    const code = 'import os, time; time.sleep(0.3); os.kill(os.getpid(), 9)'
    const args = ['record', '-o', out('killed.pyrometer'), '--python', python, '-c', code]
    expect((await runPyrometer(args)).status).toBe(137)
    const recording = await openRecording(out('killed.pyrometer'))
    expect(recording.meta.exit).toEqual({ status: null, signal: 'SIGKILL' })
    expect(figuresOf(recording).samples).toBeGreaterThan(20)
  })

  it.concurrent('leaves a sound recording of a program that ends at once, and says so', async () => {
    const { status, stderr } = await runPyrometer(['record', '-o', out('short.pyrometer'), '--', 'true'])
    expect(status).toBe(0)
    expect(stderr).toMatch(/Nothing was measured: the program ended after \d+ ms/)
    const recording = await openRecording(out('short.pyrometer'))
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['no-python'])
    const args = ['record', '-q', '-o', out('python.pyrometer'), '--', python, '-S', '-E', '-c', 'pass']
    expect((await runPyrometer(args)).status).toBe(0)
    await openRecording(out('python.pyrometer'))
  })

  it.concurrent('ends with 127 and 126 when the program is not there or no program', async () => {
    expect((await runPyrometer(['record', 'no-such-program'])).status).toBe(127)
    expect((await runPyrometer(['record', '--', BURN])).status).toBe(126)
  })

  it.concurrent('refuses an output it cannot write before it starts anything', async () => {
    const marker = out('started')
    const { status, stderr } = await runPyrometer(['record', '-o', 'a.nonsense', '--', 'touch', marker])
    expect(status).toBe(2)
    expect(stderr).toContain('names no format')
    expect(existsSync(marker)).toBe(false)
  })

  it.concurrent('writes any format by its ending, and a file of its own where none is named', async () => {
    const place = out('default')
    mkdirSync(place)
    await runPyrometer(['record', '-q', '-o', 'a.collapsed', '--', python, BURN, '0.2'], { cwd: place })
    expect(readFileSync(join(place, 'a.collapsed'), 'utf8')).toMatch(/;leaf[^;]* \d+\n/)
    await runPyrometer(['record', '-q', '--', python, BURN, '0.2'], { cwd: place })
    expect(readdirSync(join(place, '.pyrometer'))[0]).toMatch(/^burn\.py-\d{8}-\d{6}-\d+\.pyrometer$/)
  })

  it.concurrent('measures for --duration after --delay and ends the program then', async () => {
    const before = performance.now()
    const args = ['record', '--delay', '0.2', '--duration', '0.3', '-o', out('part.pyrometer')]
    const { status } = await runPyrometer([...args, '--', python, BURN, '20'])
    expect(status).toBe(0)
    expect(performance.now() - before).toBeLessThan(6000)
    const { meta } = await openRecording(out('part.pyrometer'))
    expect(meta.duration! / 1e9).toBeGreaterThan(0.28)
    expect(meta.duration! / 1e9).toBeLessThan(0.6)
    expect(meta.exit).toEqual({ status: null, signal: 'SIGTERM' })
  })

  it.concurrent('stops the program for each sample with --stop, and it goes on', async () => {
    const args = [
      'record',
      '-q',
      '--stop',
      '--rate',
      '50',
      '-o',
      out('stop.pyrometer'),
      '--',
      python,
      BURN,
      '0.6',
      '2',
    ]
    expect((await runPyrometer(args)).status).toBe(2)
    const recording = await openRecording(out('stop.pyrometer'))
    expect(recording.meta.quality!.tornStacks).toBe(0)
    expect(figuresOf(recording).shareOf('leaf')).toBeGreaterThan(0.4)
  })

  it.concurrent('saves elsewhere when the disk is full', async context => {
    if (!isRoot) return context.skip('needs root (a small file system)')
    const small = out('small')
    mkdirSync(small)
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=16k', 'tmpfs', small], { stdio: 'ignore' })
    } catch {
      return context.skip('needs the right to mount a file system')
    }
    try {
      const args = ['record', '-o', join(small, 'full.pyrometer'), '--', python, BURN, '0.3', '1']
      const { status, stderr } = await runPyrometer(args, { env: { TMPDIR: folder } })
      expect(stderr).toContain('the disk is full')
      expect(status).toBe(1)
      expect(readdirSync(small)).toEqual([])
      expect(figuresOf(await openRecording(out('full.pyrometer'))).samples).toBeGreaterThan(20)
    } finally {
      execFileSync('umount', [small])
    }
  })
})

describeLive('record and signals', () => {
  it.concurrent('passes a signal on, saves, and ends with what the program made of it', async () => {
    for (const [signal, expected] of [
      ['SIGINT', 7],
      ['SIGTERM', 143],
    ] as const) {
      const [file, ready] = [out(`${signal}.pyrometer`), out(`${signal}.ready`)]
      const code = `import sys, time
open(${JSON.stringify(ready)}, 'w').close()
try: time.sleep(50)
except KeyboardInterrupt: sys.exit(7)`
      const { child, ended } = startPyrometer(['record', '-o', file, '--python', python, '-c', code])
      await waitForFile(ready)
      await waitUntilSampling(child)
      child.kill(signal)
      expect((await ended).status).toBe(expected)
      expect(figuresOf(await openRecording(file)).samples).toBeGreaterThan(10)
    }
  })

  it.concurrent('ends a program harder at the second Ctrl-C', async () => {
    const ready = out('stubborn.ready')
    const code = `import signal, time
signal.signal(signal.SIGINT, signal.SIG_IGN)
open(${JSON.stringify(ready)}, 'w').close()
time.sleep(50)`
    const args = ['record', '-o', out('stubborn.pyrometer'), '--python', python, '-c', code]
    const { child, ended } = startPyrometer(args)
    await waitForFile(ready)
    child.kill('SIGINT')
    await new Promise(done => setTimeout(done, 300))
    expect(child.exitCode).toBeNull()
    child.kill('SIGINT')
    expect((await ended).status).toBe(143)
    await openRecording(out('stubborn.pyrometer'))
  })
})

describeLive('record of a running process', () => {
  for (const release of RELEASES) {
    const path = pythons.get(release)?.path
    it.skipIf(path === undefined).concurrent(`attaches to ${titleOf(release)}`, async () => {
      const ready = out(`attach-${release}.ready`)
      const target = spawn(path!, [BURN, '20', '0', ready], { stdio: 'ignore' })
      try {
        await waitForFile(ready)
        const file = out(`attach-${release}.pyrometer`)
        const args = ['record', '--pid', String(target.pid), '--duration', '0.3', '-o', file]
        expect((await runPyrometer(args)).status).toBe(0)
        const recording = await openRecording(file)
        expect(recording.meta.exit).toBeNull()
        expect(recording.meta.command.slice(-4)).toEqual([BURN, '20', '0', ready])
        expect(figuresOf(recording).shareOf('leaf')).toBeGreaterThan(0.95)
        expect(target.exitCode).toBeNull()
      } finally {
        target.kill('SIGKILL')
      }
    })
  }

  it.concurrent('is ended by Ctrl-C, which leaves the process alone, and by the end of the process', async () => {
    const ready = out('both.ready')
    const target = spawn(python, [BURN, '20', '0', ready], { stdio: 'ignore' })
    await waitForFile(ready)
    const first = startPyrometer(['record', '--pid', String(target.pid), '-o', out('first.pyrometer')])
    await waitUntil(() => first.output.stderr.includes('Ctrl-C ends it'), 'the first sample')
    await waitUntilSampling(first.child)
    first.child.kill('SIGINT')
    expect((await first.ended).status).toBe(0)
    expect(target.exitCode).toBeNull()
    expect(figuresOf(await openRecording(out('first.pyrometer'))).samples).toBeGreaterThan(20)
    const second = startPyrometer(['record', '--pid', String(target.pid), '-o', out('second.pyrometer')])
    await waitUntil(() => second.output.stderr.includes('Ctrl-C ends it'), 'the first sample')
    target.kill('SIGTERM')
    expect((await second.ended).status).toBe(0)
    await openRecording(out('second.pyrometer'))
  })

  it.concurrent('says why it cannot be read: gone, no Python', async () => {
    const gone = await runPyrometer(['record', '--pid', '4194304'])
    expect([gone.status, gone.stderr]).toEqual([125, expect.stringContaining('does not exist')])
    const other = spawn('sleep', ['20'])
    const noPython = await runPyrometer(['record', '--pid', String(other.pid)])
    other.kill()
    expect(noPython.stderr).toContain('runs no CPython')
    expect(noPython.status).toBe(125)
  })

  it.concurrent('says that a process belongs to another user, and how to be allowed', async context => {
    if (!isRoot) return context.skip('needs root (to become another user)')
    const ready = out('root.ready')
    const target = spawn(python, [BURN, '20', '0', ready], { stdio: 'ignore' })
    try {
      await waitForFile(ready)
      const { status, stderr } = await runPyrometer(['record', '--pid', String(target.pid)], {
        uid: 65534,
        cwd: '/tmp',
      })
      if (stderr.includes('EACCES')) return context.skip('needs a checkout that other users may read')
      expect(stderr).toContain('belongs to another user')
      expect(stderr).toMatch(/root/)
      expect(status).toBe(125)
    } finally {
      target.kill('SIGKILL')
    }
  })
})

describeLive('record of threads', () => {
  it('tells waiting for the GIL from waiting for a lock, a pipe and the clock; CPU time adds up', async () => {
    const [file, account] = [out('threads.pyrometer'), out('threads.json')]
    const program = join(PROGRAMS, 'waiters.py')
    expect(
      (await runPyrometer(['record', '-q', '-o', file, '--', python, program, '0.8', account])).status,
    ).toBe(0)
    const recording = await openRecording(file)
    const { states, cpuOf } = figuresOf(recording)
    const share = (thread: string, state: string) => {
      const all = [...states.get(thread)!.values()].reduce((sum, ms) => sum + ms, 0)
      return (states.get(thread)!.get(state) ?? 0) / all
    }
    expect(share('locked', 'blocked futex')).toBeGreaterThan(0.9)
    expect(share('locked', 'waiting-gil')).toBeLessThan(0.05)
    expect(share('piped', 'blocked read')).toBeGreaterThan(0.9)
    expect(
      share('sleeper', 'blocked clock_nanosleep') + share('sleeper', 'blocked pselect6'),
    ).toBeGreaterThan(0.7)
    expect(share('burner-1', 'waiting-gil') + share('burner-2', 'waiting-gil')).toBeGreaterThan(0.4)
    const burnersBlocked = [...states.get('burner-1')!].filter(([state]) => state.startsWith('blocked'))
    expect(burnersBlocked.reduce((sum, [, ms]) => sum + ms, 0)).toBeLessThan(100)
    const truth = JSON.parse(readFileSync(account, 'utf8')) as Record<string, number>
    for (const name of ['burner-1', 'burner-2']) {
      const ofThread = recording.shared.threads.cpu[threadIndex(recording, name)]! / 1e6
      expect(cpuOf(name)).toBeCloseTo(ofThread, 3)
      // It goes on for some 10 ms after it wrote its account.
      expect(Math.abs(ofThread - truth[name]! / 1e6)).toBeLessThan(30)
    }
    const timelines = recording.timelines.map(({ name }) => name)
    expect(timelines).toEqual(expect.arrayContaining(['rss', 'gil', 'major-faults']))
  })

  for (const release of ['2.7', '3.6', '3.8', '3.14']) {
    const path = pythons.get(release)?.path
    it.skipIf(path === undefined)(`knows who waits for the GIL: ${titleOf(release)}`, async () => {
      const file = out(`gil-${release}.pyrometer`)
      const program = [path!, join(PROGRAMS, 'waiters.py'), '0.5', out('gil.json')]
      await runPyrometer(['record', '-q', '-o', file, '--', ...program])
      const { states } = figuresOf(await openRecording(file))
      const waits = (thread: string) => states.get(thread)?.get('waiting-gil') ?? 0
      expect(waits('burner-1') + waits('burner-2')).toBeGreaterThan(10)
      expect(states.get('locked')!.get('blocked futex')).toBeGreaterThan(300)
      expect(waits('locked')).toBeLessThan(50)
    })
  }

  for (const release of ['3.14', '3.15']) {
    const path = pythons.get(release)?.path
    it.skipIf(path === undefined)(
      `shows asyncio tasks and who awaits them: ${titleOf(release)}`,
      async () => {
        const program = out(`tasks-${release}.py`)
        const code = `import asyncio
async def nap(): await asyncio.sleep(1.2)
async def outer(): await asyncio.create_task(nap(), name='inner task')
asyncio.run(outer())`
        writeFileSync(program, code)
        await runPyrometer(['record', '-q', '-o', out('tasks.pyrometer'), '--', path!, program])
        const { shared } = await openRecording(out('tasks.pyrometer'))
        const tasks = [...shared.threads.kind.keys()].filter(row => shared.threads.kind[row] === 3)
        const inner = tasks.find(row => shared.strings[shared.threads.name[row]!] === 'inner task')!
        expect(tasks.length).toBe(2)
        expect(tasks).toContain(shared.threads.awaitedBy[inner])
        const { shareOf } = figuresOf(await openRecording(out('tasks.pyrometer')))
        expect(shareOf('nap', 'inner task')).toBeGreaterThan(0.9)
      },
    )
  }

  it('lists threads that run no Python, with their CPU time', async context => {
    const library = '/lib/x86_64-linux-gnu/libc.so.6'
    if (!existsSync(library)) return context.skip(`needs ${library}`)
    // A thread that C starts: the C library's timer helper is made by pthread_create with a C function (pause).
    const code = `import ctypes, time
libc = ctypes.CDLL(None)
thread = ctypes.c_ulong()
libc.pthread_create(ctypes.byref(thread), None, ctypes.cast(libc.pause, ctypes.c_void_p), None)
time.sleep(0.6)
import os; os._exit(0)`
    await runPyrometer(['record', '-q', '-o', out('native.pyrometer'), '--python', python, '-c', code])
    const { shared } = await openRecording(out('native.pyrometer'))
    expect([...shared.threads.kind].sort()).toEqual([1, 2])
    expect(shared.threads.cpu[[...shared.threads.kind].indexOf(2)]).toBeGreaterThan(0)
  })
})

describeLive('dump', () => {
  it('gives every thread with its stack, state and lines as JSON', async () => {
    const account = out('dump.json')
    const target = spawn(python, [join(PROGRAMS, 'waiters.py'), '60', account], { stdio: 'ignore' })
    try {
      const { waitForThreads } = await import('../support/wait-for-threads.ts')
      await waitForThreads(target.pid!, 6)
      const { stdout, status } = await runPyrometer(['dump', '--json', '--pid', String(target.pid)])
      expect(status).toBe(0)
      const { dumpAnswer } = await import('../../src/wire/dump.ts')
      const dump = dumpAnswer.parse(JSON.parse(stdout))
      const byName = new Map(dump.threads.map(thread => [thread.name, thread]))
      expect([...byName.keys()].sort()).toEqual(
        ['MainThread', 'burner-1', 'burner-2', 'locked', 'piped', 'sleeper'].sort(),
      )
      const lines = readFileSync(join(PROGRAMS, 'waiters.py'), 'utf8').split('\n')
      const leaf = byName.get('locked')!.frames![0]!
      expect(leaf.name).toBe('wait_for_lock')
      expect(lines[leaf.line! - 1]).toContain('with LOCK')
      expect(byName.get('locked')).toMatchObject({ state: 'blocked', wait: 'futex', kind: 'python' })
      const text = await runPyrometer(['dump', '--pid', String(target.pid)])
      expect(text.stdout).toMatch(/locked {2}thread \d+, blocked in futex/)
    } finally {
      target.kill('SIGKILL')
    }
  })
})

describeLive('top', () => {
  it('prints plain tables where there is no terminal, and ends with the program', async () => {
    const args = ['top', '--window', '1', '--', python, BURN, '2.5', '5']
    const { status, stdout } = await runPyrometer(args)
    expect(status).toBe(5)
    expect(stdout).toMatch(/\d %.*leaf \(.*burn\.py:\d+\)/)
    expect(stdout).not.toContain('\u001b')
  })

  it('gives the terminal back as it was, when it is quit and when it is terminated', async () => {
    const driver = join(PROGRAMS, 'in-terminal.py')
    const { PYROMETER } = await import('../support/pyrometer.ts')
    for (const end of ['q', 'SIGTERM']) {
      const ready = out(`top-${end}.ready`)
      const target = spawn(python, [BURN, '20', '0', ready], { stdio: 'ignore' })
      try {
        await waitForFile(ready)
        const words = [driver, end, process.execPath, PYROMETER, 'top', '--pid', String(target.pid)]
        const report = JSON.parse(execFileSync(python, words, { encoding: 'utf8' })) as Record<
          string,
          unknown
        >
        expect(report).toMatchObject({
          status: 0,
          entered: 1,
          left: 1,
          isModeSame: true,
          isCursorShown: true,
        })
        expect(report.screen).toContain('leaf')
      } finally {
        target.kill('SIGKILL')
      }
    }
  })
})

function threadIndex(recording: Awaited<ReturnType<typeof openRecording>>, name: string): number {
  const { shared } = recording
  return [...shared.threads.name].findIndex(index => shared.strings[index] === name)
}

writeFileSync(join(folder, 'README'), 'Made by test/live/record.test.ts\n')
