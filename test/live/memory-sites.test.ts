import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Recording } from '../../src/model/recording.ts'
import { queryTimelineFigure } from '../../src/query/time/timeline-figure.ts'
import { livePythons } from '../support/live-pythons.ts'
import { NEEDS, openRecording, runPyrometer } from '../support/pyrometer.ts'
import { tally } from '../support/tally.ts'

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-memory-sites-')))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const MIB = 2 ** 20
const PROGRAMS = join(import.meta.dirname, 'programs')
const SITES = join(PROGRAMS, 'memory-sites.py')
const LINES = readFileSync(SITES, 'utf8').split('\n')
/** Lines of it that allocate. */
const [TABLE, SCRATCH, CACHE] = ['bytes(MIB)', 'bytearray(', 'str(number)'].map(
  text => LINES.findIndex(line => line.includes(text)) + 1,
) as [number, number, number]
const PACKAGE = resolve(import.meta.dirname, '../../python')
const PYTHONS = [...livePythons().values()].filter(({ version }) => /^3\.([89]|1\d)(\.|$)/.test(version))
const python = livePythons().get('3.12')?.path ?? 'python3'
const program = (name: string, text: string) => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

let count = 0
async function measure(
  command: readonly string[],
  options: readonly string[],
  surroundings: { input?: string; env?: Record<string, string> } = {},
) {
  const file = join(folder, `${++count}.pyrometer`)
  const args = ['record', '-q', '--mode', 'memory', ...options, '-o', file, '--', ...command]
  const ended = await runPyrometer(args, { cwd: folder, ...surroundings })
  if (!existsSync(file)) throw new Error(ended.stderr)
  return { recording: await openRecording(file), file, ...ended }
}

/** By line of a file: the sum of a value type over the stacks whose innermost frame is there. */
function byLine({ stacks, shared }: Recording, valueType: string, file: string): Map<number, number> {
  const { samples, weights, valueTypes } = stacks!
  const column = weights[valueTypes.findIndex(type => type.name === valueType)]!
  const sums = new Map<number, number>()
  for (let i = 0; i < samples.length; i++) {
    const frame = shared.stacks.frame[samples.stack[i]!]!
    const source = shared.funcs.source[shared.frames.func[frame]!]!
    if (source === -1 || shared.strings[shared.sources.path[source]!] !== file) continue
    const line = shared.frames.line[frame]!
    sums.set(line, (sums.get(line) ?? 0) + column[i]!)
  }
  return sums
}

describe.skipIf(NEEDS !== '')(`allocation sites${NEEDS}`, () => {
  it.each(PYTHONS)('are those of tracemalloc at the peak and at the end under Python $version', async ({
    path,
  }) => {
    const told = join(folder, 'told.json')
    const { recording } = await measure([path, SITES, told], ['--sites', '--frames', '4'])
    const expected = JSON.parse(readFileSync(told, 'utf8')) as Record<
      'peak' | 'live',
      Record<string, [number, number]>
    >
    for (const point of ['peak', 'live'] as const) {
      const bytes = byLine(recording, `${point} bytes`, SITES)
      const blocks = byLine(recording, `${point} blocks`, SITES)
      for (const line of [TABLE, SCRATCH, CACHE]) {
        const [size, number] = expected[point][line] ?? [0, 0]
        // Small lists and numbers come and go between two looks.
        expect(Math.abs((bytes.get(line) ?? 0) - size), `${point} bytes of line ${line}`).toBeLessThan(4096)
        expect(Math.abs((blocks.get(line) ?? 0) - number), `${point} blocks of line ${line}`).toBeLessThan(8)
      }
    }
    const { settings } = recording.meta.recorder
    // The program's own snapshot takes some at its peak, which grows with the interpreter's own objects.
    expect(settings['share of the peak held']).toBeGreaterThan(0.95)
    expect(settings['traced peak']).toBeGreaterThan(160 * MIB)
    expect(recording.meta.warnings).toEqual([])
    const figure = queryTimelineFigure(recording, { series: 'traced' })!
    expect(figure.peak!.value).toBeGreaterThan(160 * MIB)
    const names = Array.from(recording.shared.funcs.name, name => recording.shared.strings[name]!)
    expect(names).toEqual(expect.arrayContaining(['Cache.fill', 'table', 'scratch', 'main', '<module>']))
    expect(recording.shared.strings.some(text => text.includes('_memory_sites.py'))).toBe(false)
    tally('memory-sites', 'oracle')
  })

  it('are told by line of chosen functions though they last no longer than it', async () => {
    const path = program(
      'brief.py',
      `def brief():
    kept = []
    for size in range(20):
        block = bytearray(size << 20)
        del block
    return len(kept)
brief()
`,
    )
    const { recording } = await measure([python, path], ['--sites', '-f', 'brief'])
    expect(recording.meta.recorder.settings['share of the peak held']).toBeGreaterThan(0.85)
    expect(byLine(recording, 'peak bytes', path).get(4)!).toBeGreaterThan(16 * MIB)
    expect(recording.lines!.rows.length).toBe(6)
  })

  it('tell what grew between marks, in a region, and that a point did not come', async () => {
    const path = program(
      'growth.py',
      `import pyrometer
cache = []
def warm(): cache.append(bytearray(3 << 20))
def leak(count):
    for _ in range(count): cache.append(bytearray(1 << 20))
warm()
pyrometer.mark("warm")
leak(4)
with pyrometer.region("solve"):
    leak(2)
pyrometer.mark("done")
leak(7)
`,
    )
    const grown = async (asked: string) => {
      const env = { PYTHONPATH: PACKAGE }
      const { recording } = await measure([python, path], ['--sites', '--growth', asked], { env })
      const has = recording.stacks!.valueTypes.some(({ name }) => name === 'growth bytes')
      const lines = has ? byLine(recording, 'growth bytes', path) : new Map<number, number>()
      return [3, 5].map(line => Math.round((lines.get(line) ?? 0) / MIB))
    }
    expect(await grown('warm..done')).toEqual([0, 6])
    expect(await grown('solve')).toEqual([0, 2])
    expect(await grown('done')).toEqual([0, 7])
    expect(await grown('start..warm')).toEqual([3, 0])
    expect(await grown('start..end')).toEqual([3, 13])
    expect(await grown('nowhere')).toEqual([0, 0])
  })

  it('are kept of a program that is killed, as far as its last save', async () => {
    const path = program(
      'killed.py',
      `import os, signal, sys
sys.path.append(${JSON.stringify(PROGRAMS)})
import recorder
kept = bytearray(48 << 20)
recorder.wait_for_save("ProgramMemory")
os.kill(os.getpid(), signal.SIGKILL)
`,
    )
    const { recording, status } = await measure([python, path], ['--sites'])
    expect(status).toBe(137)
    expect(byLine(recording, 'peak bytes', path).get(4)).toBeGreaterThan(47 * MIB)
    expect(recording.stacks!.valueTypes.map(({ name }) => name)).toEqual(['peak bytes', 'peak blocks'])
    expect(recording.meta.warnings.map(({ code }) => code)).toContain('killed')
  })

  const memray = resolve('.pyrometer-cache/peers/memray-13/bin/python')
  it.skipIf(!existsSync(memray))('agree with memray about the high-water mark', async () => {
    const output = join(folder, 'memray.bin')
    execFileSync(
      memray,
      ['-m', 'memray', 'run', '-q', '--force', '--trace-python-allocators', '-o', output, SITES],
      {
        stdio: 'pipe',
      },
    )
    const code = `import json, sys
from memray import FileReader
sums = {}
for record in FileReader(sys.argv[1]).get_high_watermark_allocation_records(merge_threads=True):
    frames = record.stack_trace(max_stacks=1)
    if frames and frames[0][1].endswith("memory-sites.py"):
        sums[frames[0][2]] = sums.get(frames[0][2], 0) + record.size
print(json.dumps(sums))
`
    const theirs = JSON.parse(execFileSync(memray, ['-c', code, output], { encoding: 'utf8' }))
    const { recording } = await measure([memray, SITES], ['--sites'])
    const ours = byLine(recording, 'peak bytes', SITES)
    for (const line of [TABLE, SCRATCH]) {
      // memray counts what the allocator took, in whole pages, besides what was asked for.
      expect(Math.abs(ours.get(line)! / theirs[line] - 1), `line ${line}`).toBeLessThan(0.02)
    }
    tally('memory-sites', 'oracle')
  })
})

describe.skipIf(NEEDS !== '')(`sizes of variables${NEEDS}`, () => {
  const CODE = `import array
class Point:
    def __init__(self, n): self.values = [0.5 + i for i in range(n)]
    def __sizeof__(self): raise RuntimeError("run")
    def __len__(self): raise RuntimeError("run")
    def __eq__(self, other): raise RuntimeError("run")
    def __getattribute__(self, name):
        if name != "values": raise RuntimeError(name)
        return object.__getattribute__(self, name)
def build(n):
    block = bytearray(n << 20)
    numbers = array.array("d", bytes(8 * 100_000))
    texts = [str(i) * 10 for i in range(50_000)]
    point = Point(100)
    short = "x"
    del block
    again = 1
    return numbers, texts, point
def steps(n):
    kept = []
    for i in range(n):
        kept.append(bytes(100_000))
        yield i
build(8)
for step in steps(3): pass
`
  it.each(PYTHONS)('are those of the objects and what they hold under Python $version', async ({ path }) => {
    const { recording, status, stderr } = await measure(
      [path, program('sized.py', CODE)],
      ['--variables', 'build', '--variables', 'steps'],
    )
    expect([status, stderr.trim()]).toEqual([0, ''])
    const most = (name: string) => queryTimelineFigure(recording, { series: name })!.peak!.value
    expect(most('build.block') / MIB).toBeCloseTo(8, 2)
    expect(most('build.numbers')).toBeGreaterThanOrEqual(800_000)
    // An array takes some more than it needs, to grow.
    expect(most('build.numbers')).toBeLessThan(900_000)
    // 50,000 strings of 49 bytes or more each, and their letters; judged by some of them.
    const text = 8 * 50_000 + 50_000 * (49 + 48)
    expect(Math.abs(most('build.texts') / text - 1)).toBeLessThan(0.15)
    expect(most('build.point')).toBeGreaterThan(100 * 24 + 800)
    expect(most('build.point')).toBeLessThan(100 * 24 + 800 + 1000)
    expect(most('build.short')).toBeLessThan(100)
    expect(most('steps.kept')).toBeGreaterThan(300_000)
    const names = recording.timelines.map(({ name }) => name)
    const last = recording.timelines[names.indexOf('build.block')]!.points.value.at(-1)
    expect(last).toBe(0)
    const stacked = queryTimelineFigure(recording, { series: 'build.*' })!
    expect(stacked.isByName).toBe(true)
    expect(stacked.curves.map(({ label }) => label).slice(0, 2)).toEqual(['build.block', 'build.texts'])
    tally('memory-variables', 'oracle')
  })
})

describe.skipIf(NEEDS !== '')(`--pdb-mmem${NEEDS}`, () => {
  const CODE = `import sys
def helper(n): return bytearray(n << 20)
def load(n):
    kept = []
    for i in range(n):
        kept.append(helper(10))
        for at in range(0, 10 << 20, 4096): kept[-1][at] = 1
    return len(kept)
print(load(6))
print(sys.stdin.read())
`
  it.each(
    PYTHONS,
  )('says where memory passed the limit and goes on without a terminal, Python $version', async ({
    path,
  }) => {
    const script = program('limit.py', CODE)
    const run = await measure([path, script], ['--pdb-mmem', '40', '-f', 'load'], { input: 'given' })
    expect(run.stdout).toBe('6\ngiven\n')
    expect(run.stderr).toMatch(/memory passed 40 MiB \(it is \d+\.\d MiB\) in load at .*limit\.py:[67]\n/)
    expect(run.stderr).toContain(`  File "${script}", line 9, in <module>\n    print(load(6))\n`)
    expect(run.stderr).not.toContain('_run.py')
    expect(run.recording.meta.warnings.map(({ code }) => code)).toContain('memory-limit')
    expect(run.recording.lines!.rows.length).toBe(6)
    const { marks, shared } = run.recording
    const names = Array.from(marks!.name, name => shared.strings[name])
    expect(names).toContain('memory passed 40 MiB')
  })

  it.each(['3.12', '3.9'])('stops in the debugger in a terminal, and counts on, Python %s', async release => {
    const path = livePythons().get(release)?.path
    if (path === undefined) return
    const script = program('limit.py', CODE)
    const file = join(folder, 'debugged.pyrometer')
    const code = `import os, pty, select, sys, time
pid, fd = pty.fork()
if pid == 0: os.execvp(sys.argv[1], sys.argv[1:])
out, words, begun = b"", [b"p i, len(kept)\\n", b"w\\n", b"n\\n", b"c\\n"], time.time()
while time.time() - begun < 40:
    if not select.select([fd], [], [], 0.5)[0]: continue
    try: data = os.read(fd, 4096)
    except OSError: break
    if not data: break
    out += data
    if out.endswith(b"(Pdb) ") and words: os.write(fd, words.pop(0))
    if b"\\n6\\r" in out and words == []:
        os.write(fd, b"typed\\n\\x04")
        words = None
print(out.decode())
`
    const pyrometer = [process.execPath, resolve('dist/cli/main.js'), 'record', '-q', '--mode', 'memory']
    const args = ['-f', 'load', '--pdb-mmem', '36', '-o', file, '--', path, script]
    const output = execFileSync('python3', ['-c', code, ...pyrometer, ...args], { encoding: 'utf8' })
    expect(output).toContain('(2, 3)')
    expect(output).toContain(`${script}(9)<module>()`)
    expect(output).not.toContain('_run.py')
    expect(output).toContain('typed')
    const { lines } = await openRecording(file)
    const hits = new Map(Array.from(lines!.rows.line, (line, i) => [line, lines!.rows.hits[i]]))
    expect([5, 6, 8].map(line => hits.get(line))).toEqual([7, 6, 1])
  })
})
