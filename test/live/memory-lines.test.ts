import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { livePythons } from '../support/live-pythons.ts'
import { mebibytesOf, memoryFacts, memoryProfiler } from '../support/memory-facts.ts'
import { findPyPy } from '../support/pypys.ts'
import { NEEDS, openRecording, runPyrometer } from '../support/pyrometer.ts'
import { runCli } from '../support/run-cli.ts'
import { tally } from '../support/tally.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-memory-lines-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const PROGRAMS = join(import.meta.dirname, 'programs')
const lines = join(PROGRAMS, 'memory-lines.py')
const known = join(PROGRAMS, 'memory-known.py')
const program = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

const RELEASES = ['3.8', '3.10', '3.11', '3.12', '3.13'] as const
const peerOf = (release: string) => {
  const name = release === '3.12' ? 'memory-profiler' : `memory-profiler-python-${release}`
  const python = resolve('.pyrometer-cache/peers', name, 'bin/python')
  return { name, python: existsSync(python) ? python : null }
}
const tracersOf = (release: string) => (Number(release.slice(2)) >= 12 ? ['', 'settrace'] : [''])

let count = 0
async function measure(
  command: readonly string[],
  { tracer = '', options = [] }: { tracer?: string; options?: readonly string[] } = {},
) {
  const file = join(folder, `${++count}.pyrometer`)
  const args = ['record', '-q', '--mode', 'memory', ...options, '-o', file, '--', ...command]
  const { status, stderr } = await runPyrometer(args, { cwd: folder, env: { PYROMETER_LINE_TRACER: tracer } })
  if (!existsSync(file)) throw new Error(stderr)
  return { recording: await openRecording(file), status, stderr, file }
}

/** What lines of memory-known.py add, MiB; the first line has all there was before. */
const KNOWN = { 15: 24, 16: 8, 17: 0, 18: 0, 19: 20, 20: 0, 21: 40, 22: -24, 23: 0 } as const
/** Pages that the interpreter takes besides. */
const NOISE = 0.4

for (const release of RELEASES) {
  const { name, python } = peerOf(release)
  const needs = python === null ? ` (needs node scripts/fetch-peers.mjs ${name})` : ''
  describe.skipIf(python === null || NEEDS !== '')(
    `memory of lines beside memory_profiler, Python ${release}${needs}`,
    () => {
      it.each(
        tracersOf(release),
      )('has the same lines and occurrences of functions of every kind %s', async tracer => {
        const expected = memoryFacts(await memoryProfiler(python!, lines))
        expect(expected.length).toBeGreaterThan(30)
        const { recording, status } = await measure([python!, lines], { tracer })
        expect(status).toBe(0)
        expect(recording.meta.recorder.settings['memory inside']).toBe(
          tracersOf(release).length > 1 && tracer === '' ? 'sys.monitoring' : 'sys.settrace',
        )
        expect(memoryFacts(recording)).toEqual(expected)
        tally('memory-lines', 'oracle')
      })

      it('has the same increments where it is known what they are', async () => {
        const theirs = mebibytesOf(await memoryProfiler(python!, known), 'increment')
        const { recording } = await measure([python!, known])
        const ours = mebibytesOf(recording, 'increment')
        const changes = mebibytesOf(recording, 'change')
        for (const [line, expected] of Object.entries(KNOWN)) {
          for (const figure of [theirs, ours, changes]) {
            expect(Math.abs(figure.get(Number(line))! - expected), `line ${line}`).toBeLessThan(NOISE)
          }
        }
        tally('memory-lines', 'oracle')
      })
    },
  )
}

const PYTHONS = [...livePythons().values()].filter(({ version }) => /^3\.([89]|1\d)(\.|$)/.test(version))

describe.skipIf(NEEDS !== '')(`memory of lines${NEEDS}`, () => {
  it.each(PYTHONS)('is what the program allocated under Python $version', async ({ path }) => {
    const { recording } = await measure([path, known])
    const changes = mebibytesOf(recording, 'change')
    for (const [line, expected] of Object.entries(KNOWN)) {
      expect(Math.abs(changes.get(Number(line))! - expected), `line ${line}`).toBeLessThan(NOISE)
    }
    const names = recording.timelines.map(timeline => timeline.name)
    expect(names).toContain('rss')
    expect(recording.counters.find(counter => counter.name === 'peak-rss')!.value).toBeGreaterThan(
      90 * 2 ** 20,
    )
    const { marks, shared } = recording
    expect(shared.strings[marks!.name[0]!]).toBe('known')
    expect(shared.strings.some(text => text.includes('_memory_lines.py'))).toBe(false)
  })

  it.skipIf(findPyPy() === null)('is counted under PyPy', async () => {
    const { recording } = await measure([findPyPy()!.path, known])
    expect(mebibytesOf(recording, 'change').get(21)!).toBeGreaterThan(39)
  })

  it('is of functions by name, in threads and in forked processes', async () => {
    const path = program(
      'workers.py',
      `import os, threading
def work(count):
    kept = []
    for number in range(count):
        kept.append(number)
    return len(kept)
threads = [threading.Thread(target=work, args=(500,)) for _ in range(4)]
[thread.start() for thread in threads]
[thread.join() for thread in threads]
if os.fork() == 0:
    work(100)
    os._exit(0)
os.wait()
`,
    )
    const { path: python } = PYTHONS.at(-1)!
    const alone = await measure([python, path], { options: ['-f', 'workers.work'] })
    expect(memoryFacts(alone.recording)).toEqual(['2×4', '3×4', '4×2004', '5×2000', '6×4'])
    const all = await measure([python, path], { options: ['-f', 'work', '--subprocesses'] })
    expect(memoryFacts(all.recording)).toEqual(['2×5', '3×5', '4×2105', '5×2100', '6×5'])
  })

  it('is of coroutines, whatever runs between', async () => {
    const path = program(
      'tasks.py',
      `import asyncio
async def load(n):
    kept = bytearray(n << 20)
    for at in range(0, len(kept), 4096): kept[at] = 1
    await asyncio.sleep(0.001)
    return len(kept)
async def main():
    await asyncio.gather(load(8), load(16))
asyncio.run(main())
`,
    )
    for (const { path: python } of [PYTHONS[0]!, PYTHONS.at(-1)!]) {
      const { recording } = await measure([python, path], { options: ['-f', 'load'] })
      expect(memoryFacts(recording)).toEqual(['2×2', '3×2', `4×${4 * 256 * 6 + 2}`, '5×4', '6×2'])
      const changes = mebibytesOf(recording, 'change')
      expect(Math.abs(changes.get(3)! + changes.get(4)! - 24)).toBeLessThan(NOISE)
    }
  })

  it('is kept when the program is killed, and told of functions that are not there', async () => {
    const path = program(
      'killed.py',
      `import os, signal, time
def load():
    kept = bytearray(32 << 20)
    time.sleep(2.5)
    os.kill(os.getpid(), signal.SIGKILL)
load()
`,
    )
    const { path: python } = PYTHONS.at(-1)!
    const { recording, status } = await measure([python, path], { options: ['-f', 'load', '-f', 'laod'] })
    expect(status).toBe(137)
    expect(memoryFacts(recording).slice(0, 2)).toEqual(['2×1', '3×1'])
    expect(recording.meta.warnings.map(({ code }) => code)).toContain('killed')
    const ended = program('ended.py', 'def load(): pass\nload()\nimport os\nos._exit(3)\n')
    const run = await measure([python, ended], { options: ['-f', 'laod'] })
    expect(run.status).toBe(3)
    expect(run.recording.meta.warnings.map(({ message }) => message)).toContainEqual(
      'No function fits "laod"; the nearest: ended.load',
    )
  })

  it('is printed as memory_profiler prints it', async () => {
    const { python } = peerOf('3.12')
    if (python === null) return
    const text = execFileSync(python, ['-m', 'memory_profiler', known], { encoding: 'utf8' })
    const { file: output } = await measure([python, known])
    const { stdout } = await runCli(['lines', output], { cwd: folder })
    // All but the figures, whose noise is told above.
    const plain = (table: string) =>
      table.replaceAll(/-?\d+\.\d{3} MiB/g, match => '#'.padStart(match.length))
    expect(plain(stdout).replaceAll(/ +# /g, ' # ')).toBe(plain(text).replaceAll(/ +# /g, ' # '))
    const digits = await runCli(['lines', '--precision', '1', output], { cwd: folder })
    expect(digits.stdout).toMatch(/^ {4}16 {5}\d+\.\d MiB {6}\d\.\d MiB {11}1 {7}second = touched\(8\)$/m)
    expect(readFileSync(output).length).toBeGreaterThan(1000)
  })
})

describe('record --mode memory', () => {
  const wrong = async (...args: string[]) => (await runCli(['record', ...args], { cwd: folder })).stderr

  it('says what its options need', async () => {
    expect(await wrong('-f', 'x', 'a.py')).toContain('it needs --mode lines (hits and time) or --mode memory')
    expect(await wrong('--sites', '--variables', 'x', 'a.py')).toContain(
      '--sites, --variables need --mode memory',
    )
    expect(await wrong('--mode', 'memory', '--frames', '3', 'a.py')).toContain('--frames: of --sites only')
    expect(await wrong('--mode', 'memory', '--sites', '--growth', 'a..', 'a.py')).toContain(
      'Expected FROM..TO',
    )
    expect(await wrong('--mode', 'memory', '-f', 'x', '--pid', '1')).toContain('cannot be measured')
    expect(await wrong('--mode', 'memory', '--pdb-mmem', '0', 'a.py')).toContain('a number of MiB above 0')
  })
})
