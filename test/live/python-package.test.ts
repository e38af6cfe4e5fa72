import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readPstats } from '../../src/formats/pstats/read.ts'
import { decodeRecording } from '../../src/model/codec/read.ts'
import type { Recording } from '../../src/model/recording.ts'
import { recordInProcess } from '../../src/record/python/in-process.ts'
import { findPyPy } from '../support/pypys.ts'
import { findPythons } from '../support/pythons.ts'
import { recordRequest } from '../support/record-request.ts'

const PACKAGE = resolve(import.meta.dirname, '../../python')
const cpythons = findPythons().filter(
  python => Number(python.version.split('.')[1]) >= 8 && python.version[0] === '3',
)
const pypy = findPyPy()
// The oldest and the newest: what lies between has nothing of its own here, and each takes a second.
const pythons = [
  ...new Set([...cpythons.slice(0, 1), ...cpythons.slice(-1), ...(pypy === null ? [] : [pypy])]),
]
const newest = cpythons.at(-1)?.path ?? 'python3'

const HEAD = `import os, sys, threading, time
import pyrometer

def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

def burn(seconds):
    end = time.thread_time() + seconds
    while time.thread_time() < end:
        sum(range(200))
`

/** Runs a program in a new folder with the package on its path; returns the folder and what it printed. */
function run(python: string, text: string): { folder: string; output: string } {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-package-')))
  writeFileSync(join(folder, 'program.py'), HEAD + text)
  const env = {
    ...process.env,
    PYTHONPATH: PACKAGE,
    PYTHONDONTWRITEBYTECODE: '1',
    PYROMETER_MARKS: undefined,
  }
  const output = execFileSync(python, ['program.py'], { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' })
  return { folder, output }
}

const decode = (path: string) => decodeRecording(readFileSync(path))

/** "name calls/primitive" of every function with its callers, sorted. */
function calls({ shared, calls }: Recording): string[] {
  const name = (row: number) => shared.strings[shared.funcs.name[calls!.rows.func[row]!]!]!
  const rows = Array.from(
    { length: calls!.rows.length },
    (_, row) => `${name(row)} ${calls!.rows.calls[row]}/${calls!.rows.primitiveCalls[row]}`,
  )
  const { edges } = calls!
  for (let i = 0; i < edges.length; i++) {
    rows.push(
      `${name(edges.caller[i]!)} -> ${name(edges.callee[i]!)} ${edges.calls[i]}/${edges.primitiveCalls[i]}`,
    )
  }
  return rows.sort()
}

/** The hits of each function's lines, in order. */
function hits({ shared, lines }: Recording): Record<string, number[]> {
  const found: Record<string, number[]> = {}
  for (let row = 0; row < lines!.rows.length; row++) {
    const name = shared.strings[shared.funcs.name[lines!.rows.func[row]!]!]!
    found[name] = [...(found[name] ?? []), lines!.rows.hits[row]!]
  }
  return found
}

/** Milliseconds of the samples in which a function is on the stack. */
function total({ shared, stacks }: Recording, func: string): number {
  let sum = 0
  for (let i = 0; i < stacks!.samples.length; i++) {
    for (let stack = stacks!.samples.stack[i]!; stack !== -1; stack = shared.stacks.prefix[stack]!) {
      if (shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!] !== func)
        continue
      sum += stacks!.weights[0]![i]!
      break
    }
  }
  return sum / 1e6
}

async function readStats(path: string): Promise<Recording> {
  const bytes = async () => new Uint8Array(readFileSync(path))
  return (
    await readPstats({ name: null, size: null, bytes, chunks: () => [][Symbol.iterator]() as never })
  )[0]!
}

describe.skipIf(pythons.length === 0)('pyrometer.Recording (needs Python 3.8 or newer)', () => {
  for (const { path, version } of pythons) {
    const title = `${path === pypy?.path ? 'PyPy' : 'CPython'} ${version}`
    it(`traces a region with cProfile's own figures and samples another, ${title}`, async () => {
      const { folder, output } = run(
        path,
        `
with pyrometer.Recording("a.pyrometer", mode="trace", name="the title"):
    fib(10)
with pyrometer.Recording("a.pstats", mode="trace"):
    fib(10)
import cProfile
profile = cProfile.Profile()
profile.enable()
fib(10)
profile.disable()
profile.dump_stats("reference.pstats")
with pyrometer.Recording("b.pyrometer", rate=200) as recording:
    with pyrometer.region("first"):
        burn(0.2)
    pyrometer.mark("between")
with recording:
    burn(0.2)
with pyrometer.Recording("c.pyrometer", use_timer=True):
    burn(0.2)
print(recording.path)
`,
      )
      const traced = decode(join(folder, 'a.pyrometer'))
      const expected = calls(await readStats(join(folder, 'reference.pstats')))
      expect(expected).toContain('fib 177/1')
      expect(calls(traced)).toEqual(expected)
      expect(traced.meta).toMatchObject({ name: 'the title', recorder: { mode: 'trace' } })
      const stats = await readStats(join(folder, 'a.pstats'))
      expect(calls(stats)).toEqual(expected)

      const sampled = decode(join(folder, 'b.pyrometer'))
      expect(output.trim()).toBe(join(folder, 'b.pyrometer'))
      expect(total(sampled, 'burn')).toBeGreaterThan(300)
      expect(sampled.shared.threads.length).toBe(1)
      const marks = sampled.marks!
      expect([...marks.name].map(name => sampled.shared.strings[name])).toEqual(['first', 'between'])
      expect(marks.duration[0]).toBeGreaterThan(190e6)
      expect(marks.time[1]).toBeGreaterThanOrEqual(marks.time[0]! + marks.duration[0]! - 1e6)
      expect([...marks.thread]).toEqual([0, 0])
      expect(sampled.meta.quality!.takenTicks).toBeGreaterThan(20)

      const timed = decode(join(folder, 'c.pyrometer'))
      expect(total(timed, 'burn')).toBeGreaterThan(120)
      expect(timed.shared.strings.filter(text => text.includes('_sampler.py'))).toEqual([])
    })
  }

  it('keeps what was measured when the region ends by an exception, Ctrl-C or an exit', () => {
    const { folder } = run(
      newest,
      `
import signal
def fail(kind):
    fib(5)
    if kind == "interrupt":
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(9)
    raise {"error": ValueError, "exit": SystemExit}[kind]
for kind in ("error", "exit", "interrupt"):
    try:
        with pyrometer.Recording(kind + ".pyrometer", mode="trace"):
            fail(kind)
    except BaseException:
        pass
pyrometer.Recording("unfinished.pyrometer", mode="trace").__enter__()
fib(5)
`,
    )
    for (const name of ['error', 'exit', 'interrupt', 'unfinished']) {
      expect([name, calls(decode(join(folder, `${name}.pyrometer`)))]).toEqual([
        name,
        expect.arrayContaining(['fib 15/1']),
      ])
    }
    expect(readdirSync(folder).filter(name => name.includes('.part'))).toEqual([])
  })

  it('decorates functions and coroutine functions; many calls are one recording', () => {
    const { folder } = run(
      newest,
      `
import asyncio
@pyrometer.Recording("plain.pyrometer", mode="trace")
def plain(n):
    return fib(n)
@pyrometer.Recording("later.pyrometer", mode="trace")
async def later(n):
    await asyncio.sleep(0)
    return fib(n)
assert [plain(2) for _ in range(500)] == [1] * 500 and plain.__name__ == "plain"
assert asyncio.run(later(3)) == 2
`,
    )
    expect(calls(decode(join(folder, 'plain.pyrometer')))).toEqual(
      expect.arrayContaining(['plain 500/500', 'fib 1500/500', 'plain -> fib 500/500']),
    )
    expect(calls(decode(join(folder, 'later.pyrometer')))).toEqual(expect.arrayContaining(['fib 5/1']))
  })

  it('writes to .pyrometer/ without a path, and nothing in a forked child', () => {
    const { folder } = run(
      newest,
      `
with pyrometer.Recording(mode="trace"):
    fib(3)
with pyrometer.Recording("parent.pyrometer") as recording:
    if os.fork() == 0:
        sys.exit()
    os.wait()
    burn(0.05)
`,
    )
    const [name] = readdirSync(join(folder, '.pyrometer'))
    expect(name).toMatch(/^program\.py-\d{8}-\d{6}-\d+\.pyrometer$/)
    expect(calls(decode(join(folder, '.pyrometer', name!)))).toContain('fib 5/1')
    expect(total(decode(join(folder, 'parent.pyrometer')), 'burn')).toBeGreaterThan(20)
  })

  for (const tracer of ['', 'monitoring', 'settrace']) {
    it(`counts the lines of functions, classes and patterns, ${tracer || 'any tracer'}`, () => {
      const { folder, output } = run(
        newest,
        `
os.environ["PYROMETER_LINE_TRACER"] = "${tracer}"
def items(n):
    for i in range(n):
        yield i
class Mesh:
    def refine(self, n):
        total = 0
        for i in items(n):
            total += i
        return total
    @staticmethod
    def cut():
        return 1
def solve():
    mesh = Mesh()
    mesh.cut()
    thread = threading.Thread(target=mesh.refine, args=(3,))
    thread.start()
    thread.join()
    return mesh.refine(5)
with pyrometer.Recording("given.pyrometer", mode="lines", functions=[Mesh, items, fib]) as recording:
    solve()
    fib(4)
solve()
with recording:
    fib(1)
with pyrometer.Recording("named.pyrometer", mode="lines", functions=["Mesh.*", "program.items", "no_such"]):
    solve()
@pyrometer.Recording("decorated.pyrometer", mode="lines")
def twice(n):
    return 2 * n
assert [twice(3), twice(4)] == [6, 8] and sys.gettrace() is None
print(recording.mode)
`,
      )
      expect(output.trim()).toBe('lines')
      const given = hits(decode(join(folder, 'given.pyrometer')))
      expect(given).toEqual({
        fib: [10],
        items: [10, 8],
        'Mesh.refine': [2, 10, 8, 2],
        'Mesh.cut': [1],
      })
      const named = decode(join(folder, 'named.pyrometer'))
      expect(hits(named)).toEqual({ items: [10, 8], 'Mesh.refine': [2, 10, 8, 2], 'Mesh.cut': [1] })
      expect(named.meta.warnings.map(({ code }) => code)).toEqual(['no-such-function'])
      expect(hits(decode(join(folder, 'decorated.pyrometer')))).toEqual({ twice: [2] })
      const text = named.shared.sources.text[0]!
      expect(named.shared.strings[text]).toContain('class Mesh:')
    })
  }

  it('records memory over time, and of lines', () => {
    const { folder } = run(
      newest,
      `
def load(n):
    kept = bytearray(b"x") * n
    time.sleep(0.05)
    return kept
with pyrometer.Recording("memory.pyrometer", mode="memory", rate=200):
    with pyrometer.region("first"):
        kept = load(30 << 20)
with pyrometer.Recording("lines.pyrometer", mode="memory", functions=[load]):
    more = load(20 << 20)
`,
    )
    const memory = decode(join(folder, 'memory.pyrometer'))
    const rss = memory.timelines.find(({ name }) => name === 'rss')!.points
    expect(rss.length).toBeGreaterThan(5)
    expect((rss.value.at(-1)! - rss.value[0]!) / 2 ** 20).toBeCloseTo(30, -1)
    expect(memory.meta.duration!).toBeGreaterThanOrEqual(rss.time.at(-1)!)
    expect([...memory.marks!.name].map(name => memory.shared.strings[name])).toEqual(['first'])
    const { lines, shared } = decode(join(folder, 'lines.pyrometer'))
    expect(lines!.valueTypes.map(({ name }) => name)).toEqual(['increment', 'memory', 'change'])
    const change = [...lines!.values[2]!].map(bytes => Math.round(bytes / 2 ** 20))
    expect(change).toContain(20)
    expect(shared.strings).toContain('load')
  })

  it('says what is wrong with its arguments', () => {
    const { output } = run(
      newest,
      `
for make in (
    lambda: pyrometer.Recording(mode="heap"),
    lambda: pyrometer.Recording(mode="native"),
    lambda: pyrometer.Recording(mode="lines", functions=[3]),
    lambda: pyrometer.Recording(mode="memory", rate=5000),
    lambda: pyrometer.Recording(rate=0),
    lambda: pyrometer.Recording(mode="trace", rate=5),
    lambda: pyrometer.Recording("x.pstats"),
    lambda: pyrometer.mark(3),
):
    try:
        make()
    except (TypeError, ValueError) as error:
        print(type(error).__name__ + ":", error)
`,
    )
    expect(output.trim().split('\n')).toEqual([
      "ValueError: unknown mode 'heap'; expected 'sample', 'trace', 'lines' or 'memory'",
      "ValueError: mode 'native' is not available in this version; expected 'sample', 'trace', 'lines' or 'memory'",
      'TypeError: expected functions, classes, modules or names, got int without any',
      'ValueError: expected a rate above 0 and up to 1000 readings per second, got 5000',
      'ValueError: expected a rate above 0 and up to 10000 samples per second, got 0',
      "TypeError: unknown option 'rate' for mode 'trace'",
      "ValueError: a pstats file holds a trace; for mode 'sample' expected a path that ends in .pyrometer",
      'TypeError: expected a name (str), got int',
    ])
  })

  it('tells marks to the recorder outside', async () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-marks-')))
    writeFileSync(
      join(folder, 'marked.py'),
      `${HEAD}
pyrometer.mark("start")
@pyrometer.region("solve")
def solve():
    burn(0.1)
solve()
`,
    )
    const env = { ...process.env, PYTHONPATH: PACKAGE }
    const { recording } = await recordInProcess(recordRequest([newest, 'marked.py'], { cwd: folder, env }))
    const marks = recording.marks!
    expect([...marks.name].map(name => recording.shared.strings[name])).toEqual(['start', 'solve'])
    expect(marks.time[1]! + marks.duration[1]!).toBeLessThanOrEqual(recording.meta.duration!)
    expect(recording.shared.threads.isMain[marks.thread[1]!]).toBe(1)
  })
})
