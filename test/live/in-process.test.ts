import { mkdtempSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { recordInProcess } from '../../src/record/python/in-process.ts'
import { findPyPy } from '../support/pypys.ts'
import { findPythons } from '../support/pythons.ts'
import { recordRequest } from '../support/record-request.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-in-process-')))
const cpythons = findPythons().filter(
  python => Number(python.version.split('.')[1]) >= 8 && python.version[0] === '3',
)
const pypy = findPyPy()
// The oldest and the newest: what lies between has nothing of its own here, and each takes a second.
const pythons = [
  ...new Set([...cpythons.slice(0, 1), ...cpythons.slice(-1), ...(pypy === null ? [] : [pypy])]),
]

// Two functions that share the main thread's CPU time three to one, whatever the machine's speed, and a sleeping thread.
const PROGRAM = `import sys, threading, time

def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(
            range(200)
        )

def three():
    burn(0.06)

def one():
    burn(0.02)

def nap():
    time.sleep(0.5)

thread = threading.Thread(target=nap, name="napper")
thread.start()
for _ in range(12):
    three()
    one()
thread.join()
sys.exit(4)
`
writeFileSync(join(folder, 'shares.py'), PROGRAM)

/** Weight in milliseconds of the samples of a thread whose stack has a function. */
function total(recording: Recording, thread: string, func: string, valueType = 0): number {
  const { shared, stacks } = recording
  const { samples, weights } = stacks!
  let sum = 0
  for (let i = 0; i < samples.length; i++) {
    if (shared.strings[shared.threads.name[samples.thread[i]!]!] !== thread) continue
    for (let stack = samples.stack[i]!; stack !== -1; stack = shared.stacks.prefix[stack]!) {
      const name = shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!
      if (shared.strings[name] !== func) continue
      sum += weights[valueType]![i]!
      break
    }
  }
  return sum / 1e6
}

describe.skipIf(pythons.length === 0)('recordInProcess() (needs Python 3.8 or newer)', () => {
  for (const { path, version } of pythons) {
    it(`sees functions, threads and shares of time, ${path === pypy?.path ? 'PyPy' : 'CPython'} ${version}`, async () => {
      const { recording, exitStatus } = await recordInProcess(
        recordRequest([path, join(folder, 'shares.py')], { cwd: folder, rate: 200 }),
      )
      assertIntegrity(recording)
      expect(exitStatus).toBe(4)
      // CPU time where there is any: on a busy machine wall time is shared out by the system's scheduler.
      const valueType = process.platform === 'linux' ? 1 : 0
      const three = total(recording, 'MainThread', 'three', valueType)
      const one = total(recording, 'MainThread', 'one', valueType)
      expect(three / (three + one)).toBeGreaterThan(0.6)
      expect(three / (three + one)).toBeLessThan(0.9)
      const asleep = total(recording, 'napper', 'nap')
      expect(asleep).toBeGreaterThan(350)
      if (process.platform === 'linux') {
        // The kernel's own account: 12 times 80 ms.
        const cpu = total(recording, 'MainThread', 'burn', 1)
        expect(cpu).toBeGreaterThan(800)
        expect(cpu).toBeLessThan(1050)
        expect(total(recording, 'napper', 'nap', 1)).toBeLessThan(20)
      }
      const { quality } = recording.meta
      expect(quality!.takenTicks).toBeGreaterThan(50)
      expect(quality!.recorderCpu).toBeGreaterThan(0)
      expect(recording.shared.strings.filter(text => /_run\.py|_sampler\.py/.test(text))).toEqual([])
    })
  }

  it('gives lines, and columns where the interpreter has them', async () => {
    const python = cpythons.at(-1)!
    const { recording } = await recordInProcess(
      recordRequest([python.path, join(folder, 'shares.py')], { cwd: folder, source: true }),
    )
    const { frames, funcs, strings, sources } = recording.shared
    const places = new Set<string>()
    for (let frame = 0; frame < frames.length; frame++) {
      const name = strings[funcs.name[frames.func[frame]!]!]!
      places.add(
        `${name} ${frames.line[frame]}:${frames.column[frame]}-${frames.endLine[frame]}:${frames.endColumn[frame]}`,
      )
    }
    // three() is called in line 22, columns 5 to 12.
    const hasColumns = Number(python.version.split('.')[1]) >= 11
    expect([...places]).toContain(hasColumns ? '<module> 22:5-22:12' : '<module> 22:-1--1:-1')
    const text = sources.text[[...sources.path].findIndex(path => strings[path]!.endsWith('shares.py'))]!
    expect(strings[text]).toBe(PROGRAM)
  })

  it('keeps what was measured when the program is killed', async () => {
    const script = join(folder, 'killed.py')
    writeFileSync(
      script,
      'import os, time\nend = time.time() + 1.3\nwhile time.time() < end: pass\nos.kill(os.getpid(), 9)\n',
    )
    const request = recordRequest([cpythons.at(-1)!.path, script], { cwd: folder })
    const { recording, exitStatus } = await recordInProcess(request)
    expect(exitStatus).toBe(137)
    expect(total(recording, 'MainThread', '<module>')).toBeGreaterThan(700)
    expect(recording.meta.warnings[0]!.message).toContain('ended by SIGKILL')
    expect(recording.meta.warnings.map(warning => warning.code)).toEqual(['killed'])
  })

  it('samples the Pythons of a launcher, and forked children only when asked', async () => {
    const script = join(folder, 'forks.py')
    const text = `import os, time
def child():
    end = time.time() + 0.3
    while time.time() < end: pass
pid = os.fork()
if pid == 0:
    child()
else:
    os.waitpid(pid, 0)
`
    writeFileSync(script, text)
    for (const subprocesses of [false, true]) {
      const request = recordRequest(['sh', '-c', `'${cpythons.at(-1)!.path}' forks.py`], {
        cwd: folder,
        subprocesses,
      })
      const { recording } = await recordInProcess(request)
      expect(recording.shared.processes.length).toBe(subprocesses ? 2 : 1)
      expect(total(recording, 'MainThread', 'child') > 100).toBe(subprocesses)
    }
  })
})

describe('the example scatter', () => {
  it.skipIf(cpythons.length === 0)(
    'spends its time in the inner loop of the contour test (needs Python 3.8)',
    async () => {
      const script = join(import.meta.dirname, '../../examples/scatter/scatter.py')
      const { recording } = await recordInProcess(
        recordRequest([cpythons.at(-1)!.path, script, '--size', '90'], { cwd: folder }),
      )
      const { frames, stacks, strings, funcs } = recording.shared
      const lines = new Map<string, number>()
      const { samples, weights } = recording.stacks!
      for (let i = 0; i < samples.length; i++) {
        const frame = stacks.frame[samples.stack[i]!]!
        const key = `${strings[funcs.name[frames.func[frame]!]!]}:${frames.line[frame]}`
        lines.set(key, (lines.get(key) ?? 0) + weights[0]![i]!)
      }
      const hottest = [...lines].sort((a, b) => b[1] - a[1])[0]![0]
      const source = readFileSync(script, 'utf8').split('\n')
      expect(hottest).toMatch(/^is_inside_contour:/)
      expect(source[Number(hottest.split(':')[1]) - 1]).toMatch(/for x1, y1|if \(y1 > y\)/)
    },
  )
})
