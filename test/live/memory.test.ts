import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Recording } from '../../src/model/recording.ts'
import { queryMemoryPeaks } from '../../src/query/time/memory-peak.ts'
import { livePythons } from '../support/live-pythons.ts'
import { NEEDS, openRecording, runPyrometer, startPyrometer, waitForFile } from '../support/pyrometer.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-memory-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const python = livePythons().get('3.12')?.path ?? 'python3'
const MIB = 2 ** 20

/** The figure that a program printed last. */
function lastNumber(output: string): number {
  return Number(output.trim().split(/\s+/).at(-1))
}

let count = 0
async function record(code: string, ...options: string[]) {
  const script = join(folder, `${++count}.py`)
  const file = join(folder, `${count}.pyrometer`)
  writeFileSync(script, code)
  const args = ['record', '-q', '--mode', 'memory', ...options, '-o', file, '--', python, script]
  const ended = await runPyrometer(args, { cwd: folder })
  return { ended, recording: await openRecording(file) }
}

/** Memory growth in MiB by "function:line". */
function growthByLine({ stacks, shared }: Recording): Map<string, number> {
  const growth = stacks!.weights[stacks!.valueTypes.findIndex(({ name }) => name === 'memory growth')]!
  const sums = new Map<string, number>()
  for (const [row, bytes] of growth.entries()) {
    const frame = shared.stacks.frame[stacks!.samples.stack[row]!]!
    const key = `${shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]}:${shared.frames.line[frame]}`
    sums.set(key, (sums.get(key) ?? 0) + bytes / MIB)
  }
  return sums
}

const PRINT_PEAK = `
def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) * 1024 for line in status if line.startswith("VmHWM"))
# Reading and printing the figure takes memory itself, the first time.
print(peak(), peak(), flush=True)
`

describe(`memory from outside${NEEDS}`, () => {
  it.skipIf(NEEDS !== '')('finds growth by line within 5 %, and the peak that the kernel has', async () => {
    const code = `
import mmap, os, time
${PRINT_PEAK}
def touch(pages, megabytes):
    for at in range(0, megabytes * 2 ** 20, 4096):
        pages[at] = 1
        for _ in range(20): pass
def first():
    pages = mmap.mmap(-1, 64 * 2 ** 20)
    touch(pages, 64)
    return pages
def second():
    rows = []
    for row in range(24):
        rows.append(b"x" * (2 ** 22))
        time.sleep(0.02)
    return rows
time.sleep(0.3)
kept = first(), second()
time.sleep(0.1)
print(peak(), flush=True)
print(peak(), flush=True)
time.sleep(0.1)
os._exit(0)
`
    const lineOf = (text: string) => code.split('\n').findIndex(line => line.includes(text)) + 1
    // A machine that is busy with other tests may not let the sampler run when memory grows: the best of three.
    const tries: { errors: number[]; isPeak: boolean }[] = []
    for (let i = 0; i < 3; i++) {
      const { ended, recording } = await record(code)
      const growth = growthByLine(recording)
      // Within the first function whole pages grow on one line, or the one beside it in the loop.
      const touched = [...growth]
        .filter(([key]) => key.startsWith('touch:'))
        .reduce((sum, [, value]) => sum + value, 0)
      const appended = growth.get(`second:${lineOf('rows.append')}`) ?? 0
      const errors = [Math.abs(touched / 64 - 1), Math.abs(appended / 96 - 1)]
      tries.push({ errors, isPeak: queryMemoryPeaks(recording)[0]!.bytes === lastNumber(ended.stdout) })
      if (Math.max(...errors) < 0.05) break
    }
    expect(Math.min(...tries.map(({ errors }) => Math.max(...errors)))).toBeLessThan(0.05)
    expect(tries.map(({ isPeak }) => isPeak)).not.toContain(false)
  })

  it.skipIf(NEEDS !== '')('keeps what was measured of a program that is killed, with its peak', async () => {
    const code = `
import os, signal, time
${PRINT_PEAK}
kept = b"x" * (50 * 2 ** 20)
time.sleep(0.2)
print(peak(), flush=True)
print(peak(), flush=True)
time.sleep(0.1)
os.kill(os.getpid(), signal.SIGKILL)
`
    const { ended, recording } = await record(code, '--rate', '100')
    expect(ended.status).toBe(137)
    expect(recording.meta.exit).toEqual({ status: null, signal: 'SIGKILL' })
    expect(queryMemoryPeaks(recording)[0]!.bytes).toBe(lastNumber(ended.stdout))
  })

  it.skipIf(NEEDS !== '')('follows a fork without exec and os._exit, per child', async () => {
    const code = `
import os, time
${PRINT_PEAK}
child = os.fork()
kept = b"x" * ((80 if child == 0 else 20) * 2 ** 20)
time.sleep(0.4)
for _ in range(2):
    print("child" if child == 0 else "parent", peak(), flush=True)
time.sleep(0.1)
if child == 0:
    os._exit(0)
os.waitpid(child, 0)
os._exit(7)
`
    const { ended, recording } = await record(code)
    expect(ended.status).toBe(7)
    const said = new Map(
      ended.stdout
        .trim()
        .split('\n')
        .slice(1)
        .map(line => line.split(' ') as [string, string]),
    )
    const peaks = queryMemoryPeaks(recording)
    expect(peaks.map(({ bytes }) => bytes)).toEqual([Number(said.get('parent')), Number(said.get('child'))])
    expect(recording.shared.processes.parent[peaks[1]!.process]).toBe(peaks[0]!.process)
  })

  it.skipIf(NEEDS !== '')('measures programs that are no Python, and says what PSS costs', async () => {
    const file = join(folder, 'sh.pyrometer')
    const script = 'x=$(head -c 30000000 /dev/zero | tr "\\0" x); sleep 0.5; exit 4'
    const args = [
      'record',
      '-q',
      '--mode',
      'memory',
      '--rate',
      '200',
      '-o',
      file,
      '--',
      '/bin/sh',
      '-c',
      script,
    ]
    expect((await runPyrometer(args)).status).toBe(4)
    const recording = await openRecording(file)
    expect(queryMemoryPeaks(recording)[0]!.bytes).toBeGreaterThan(25e6)
    expect(recording.timelines.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['rss', 'pss', 'uss', 'swap']),
    )
    expect(recording.meta.quality?.detailRate).toBeGreaterThan(0)
    expect(recording.meta.warnings).toEqual([])
  })

  it.skipIf(NEEDS !== '')('attaches to a process that runs, and keeps the spans of a program', async () => {
    const script = join(folder, 'spans.py')
    writeFileSync(
      script,
      `
import sys, time
sys.path.insert(0, ${JSON.stringify(join(process.cwd(), 'python'))})
import pyrometer
open(sys.argv[1], "w").close()
with pyrometer.region("load"):
    kept = b"x" * (30 * 2 ** 20)
    # A busy machine gives whoever measures as much time as this takes.
    end = time.process_time() + 0.2
    while time.process_time() < end: pass
    del kept
time.sleep(0.3)
`,
    )
    const file = join(folder, 'spans.pyrometer')
    const ready = join(folder, 'ready')
    const args = ['record', '-q', '--mode', 'memory', '-o', file, '--', python, script, ready]
    const started = startPyrometer(args)
    await waitForFile(ready)
    await started.ended
    const recording = await openRecording(file)
    expect(recording.marks?.length).toBe(1)
    expect(queryMemoryPeaks(recording)[0]!.place).toMatch(/^load, /)

    const other = join(folder, 'attached.pyrometer')
    const attach = [
      'record',
      '--mode',
      'memory',
      '--duration',
      '0.3',
      '-o',
      other,
      '--pid',
      String(process.pid),
    ]
    const { status, stderr } = await runPyrometer(attach)
    expect([status, stderr.includes('saved')]).toEqual([0, true])
    const own = Number(/VmHWM:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))![1]) * 1024
    const [peak] = queryMemoryPeaks(await openRecording(other))
    expect(peak!.isKernels).toBe(true)
    expect(peak!.bytes).toBeLessThanOrEqual(1.01 * own)
  })
})
