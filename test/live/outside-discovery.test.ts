import { execFileSync, spawn } from 'node:child_process'
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { PyrometerError } from '../../src/base/errors.ts'
import { StackResult } from '../../src/record/python/stacks/raw-stack.ts'
import { openPythonTarget } from '../../src/record/python/target/open-target.ts'
import { compareParked, framesOf, newRaw, PARKED, withProgram } from '../support/compare-parked.ts'
import type { LiveProgram } from '../support/live-program.ts'
import { livePythons, RELEASES } from '../support/live-pythons.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-discovery-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const DEBIAN = ['/usr/bin/python3.11', '/usr/bin/python3.13', '/usr/bin/python3'].find(path =>
  existsSync(path),
)
const hasStrip = existsSync('/usr/bin/strip')
const isRoot = process.geteuid?.() === 0
const newest = [...livePythons().values()].filter(python => !python.path.includes('.pyrometer-cache')).at(-1)

/** The shared library of an interpreter, null when it has none. */
function sharedLibrary(python: string): string | null {
  const library = join(realpathSync(python), '..', '..', 'lib')
  const name = existsSync(library)
    ? readdirSync(library).find(file => /^libpython\d\.\d+[a-z]*\.so\.1\.0$/.test(file))
    : undefined
  return name === undefined ? null : join(library, name)
}

function codeOf(run: () => unknown): string {
  try {
    run()
    return 'none'
  } catch (error) {
    if (!(error instanceof PyrometerError)) throw error
    return error.code
  }
}

describe('openPythonTarget() finds the interpreter', () => {
  it.skipIf(DEBIAN === undefined)(
    'in a stripped, statically linked program (needs the distribution’s python3)',
    async () => {
      await withProgram([DEBIAN!, PARKED], compareParked)
    },
  )

  for (const release of RELEASES) {
    const python = livePythons().get(release)
    const library = python === undefined ? null : sharedLibrary(python.path)
    const isPossible = library !== null && hasStrip
    it.skipIf(!isPossible)(
      `in a stripped shared library of ${release} (needs strip and a shared build)`,
      async () => {
        const copy = join(folder, basename(library!))
        copyFileSync(library!, copy)
        execFileSync('strip', ['--strip-all', copy])
        await withProgram(
          [python!.path, PARKED],
          async program => {
            await compareParked(program)
            expect(mapsOf(program)).toContain(copy)
          },
          { ...process.env, LD_PRELOAD: copy },
        )
      },
    )
  }

  it.skipIf(newest === undefined)('of a virtual environment (needs a python3)', async () => {
    const venv = join(folder, 'venv')
    execFileSync(newest!.path, ['-m', 'venv', '--without-pip', venv])
    await withProgram([join(venv, 'bin', 'python'), PARKED], compareParked)
  })

  it.skipIf(newest === undefined)('whose file was deleted meanwhile (needs a python3)', async () => {
    const library = sharedLibrary(newest!.path)
    const copy = join(folder, library === null ? 'python' : basename(library))
    copyFileSync(library ?? newest!.path, copy)
    const command = library === null ? [copy, PARKED] : [newest!.path, PARKED]
    const env = library === null ? process.env : { ...process.env, LD_PRELOAD: copy }
    await withProgram(
      command,
      async program => {
        for (let i = 0; i < 500 && codeOf(() => openPythonTarget(program.pid).close()) !== 'none'; i++) {
          await new Promise(resolve => setTimeout(resolve, 10))
        }
        rmSync(copy)
        // Only a privileged reader may open a deleted file that is still mapped.
        if (isRoot) await compareParked(program)
        else expect(codeOf(() => openPythonTarget(program.pid))).toBe('PYRO_NOT_PYTHON')
      },
      env,
    )
  })

  it.skipIf(newest === undefined)('again after an exec (needs a python3)', async () => {
    const script = [
      'import os, sys',
      'print("first", flush=True)',
      'sys.stdin.readline()',
      `os.execv(sys.executable, [sys.executable, ${JSON.stringify(PARKED)}])`,
    ].join('\n')
    await withProgram([newest!.path, '-c', script], async program => {
      await program.line()
      const target = openPythonTarget(program.pid)
      const raw = newRaw()
      const main = target.refreshThreads()[0]!
      expect(target.readStack(main, raw)).toBe(StackResult.whole)
      program.send('\n')
      for (let i = 0; i < 200 && target.readStack(main, raw) === StackResult.whole; i++) {
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      expect(target.readStack(main, raw)).toBe(StackResult.lost)
      target.close()
      await compareParked(program)
    })
  })
})

/** Root may make the namespaces that containers are made of. */
function canUnshare(): boolean {
  try {
    execFileSync('unshare', ['--pid', '--mount', '--fork', 'true'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('openPythonTarget() reads a container', () => {
  const library = newest === undefined ? null : sharedLibrary(newest.path)
  it.skipIf(library === null || !canUnshare())(
    'with its own files and its own process ids (needs root, unshare and a shared build)',
    async () => {
      // The library lies in a file system that only the target sees, and the target thinks it is process 1.
      const script = [
        'mount -t tmpfs none "$0"',
        `cp ${library} "$0/"`,
        `export LD_PRELOAD="$0/${basename(library!)}"`,
        `exec ${newest!.path} ${PARKED}`,
      ].join(' && ')
      const hidden = mkdtempSync(join(folder, 'root-'))
      const command = [
        'unshare',
        '--pid',
        '--mount',
        '--fork',
        '--kill-child',
        '--mount-proc',
        'sh',
        '-c',
        script,
        hidden,
      ]
      await withProgram(command, async program => {
        const expected = JSON.parse(await program.line()) as { name: string; tid: number; frames: unknown }[]
        expect(expected.map(thread => thread.tid)).toContain(1)
        const pid = Number(readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'latin1').trim())
        const target = openPythonTarget(pid)
        const threads = target.refreshThreads()
        expect(readdirSync(hidden)).toEqual([])
        expect(threads[0]).toMatchObject({ isMain: true, tid: pid })
        const tids = readdirSync(`/proc/${pid}/task`).map(Number)
        expect(threads.map(thread => thread.tid).sort((a, b) => a - b)).toEqual(tids.sort((a, b) => a - b))
        for (const { name, frames } of expected) {
          const thread = threads.find(candidate => target.threadName(candidate) === name)
          expect([name, thread === undefined ? null : framesOf(target, thread)]).toEqual([name, frames])
        }
        target.close()
        process.kill(pid, 'SIGKILL')
      })
    },
  )
})

function mapsOf(program: LiveProgram): string {
  return execFileSync('cat', [`/proc/${program.pid}/maps`], { encoding: 'utf8' })
}

const INTERPRETERS = `
import sys, threading, time
try:
    import _interpreters as interpreters
except ImportError:
    import _xxsubinterpreters as interpreters
code = '''
import time
def inner():
    time.sleep(1000)
inner()
'''
def run():
    own = interpreters.create()
    (getattr(interpreters, 'exec', None) or interpreters.run_string)(own, code)
threading.Thread(target=run, daemon=True).start()
time.sleep(0.5)
print('ready', flush=True)
time.sleep(1000)
`

describe('openPythonTarget() reads sub-interpreters', () => {
  for (const release of RELEASES.filter(name => name.startsWith('3.') && Number(name.slice(2)) >= 8)) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(`of ${release} (needs python${release})`, async () => {
      await withProgram([python!.path, '-c', INTERPRETERS], async program => {
        await program.line()
        const target = openPythonTarget(program.pid)
        const threads = target.refreshThreads()
        expect(new Set(threads.map(thread => thread.interpreter)).size).toBe(2)
        expect(threads.filter(thread => thread.isMain).map(thread => thread.tid)).toEqual([program.pid])
        const stacks = threads
          .map(thread => framesOf(target, thread))
          .filter(frames => typeof frames !== 'string')
        const inner = stacks.find(frames => frames.some(([name]) => name === 'inner'))
        expect(inner?.slice(0, 2).map(([name, , line]) => [name, line])).toEqual([
          ['inner', 4],
          ['<module>', 5],
        ])
        target.close()
      })
    })
  }
})

describe('openPythonTarget() says why it cannot', () => {
  it('when the process has ended', async () => {
    const child = spawn('true')
    await new Promise(resolve => child.once('exit', resolve))
    expect(codeOf(() => openPythonTarget(child.pid!))).toBe('PYRO_EXITED')
  })

  it('when the process has ended and nobody has asked how', async () => {
    // It ends when the shell, which would ask, is no longer there.
    const parent = spawn('sh', ['-c', 'sleep 0.5 & echo $!; exec sleep 100'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      const pid = await new Promise<number>(resolve =>
        parent.stdout.once('data', (text: Buffer) => resolve(Number(text.toString()))),
      )
      await expect
        .poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8'), { timeout: 30_000 })
        .toContain(') Z ')
      expect(codeOf(() => openPythonTarget(pid))).toBe('PYRO_EXITED')
    } finally {
      parent.kill('SIGKILL')
    }
  })

  it('when it is no Python', async () => {
    await withProgram(['sleep', '100'], async program => {
      for (let i = 0; i < 100 && !readlinkSync(`/proc/${program.pid}/exe`).includes('sleep'); i++) {
        await new Promise(resolve => setTimeout(resolve, 10))
      }
      expect(codeOf(() => openPythonTarget(program.pid))).toBe('PYRO_NOT_PYTHON')
    })
  })

  it.skipIf(!isRoot || newest === undefined)(
    'when it belongs to another user (needs root and a python3)',
    async () => {
      await withProgram([newest!.path, PARKED], async program => {
        await program.line()
        process.seteuid!(65534)
        try {
          expect(codeOf(() => openPythonTarget(program.pid))).toBe('PYRO_OTHER_USER')
        } finally {
          process.seteuid!(0)
        }
      })
    },
  )

  it('when the target ends while it is read', async () => {
    const python = newest ?? null
    if (python === null) return
    await withProgram([python.path, PARKED], async program => {
      await program.line()
      const target = openPythonTarget(program.pid)
      const main = target.refreshThreads()[0]!
      await program.stop()
      expect(target.readStack(main, newRaw())).toBe(StackResult.lost)
      expect(target.refreshThreads()).toEqual([])
      expect(target.gilHolder()).toBe(-1)
      target.close()
    })
  })
})
