import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { NEEDS, runPyrometer } from '../support/pyrometer.ts'
import { findPythons } from '../support/pythons.ts'
import { runCli } from '../support/run-cli.ts'

const PACKAGE = resolve(import.meta.dirname, '../../python')
const python = findPythons().findLast(({ version }) => /^3\.(?:8|9|\d\d)\./.test(version))

/** Named spans, some within others and one in a thread of its own; tells how long each took by its own clock. */
const PROGRAM = `import json, threading, time
import pyrometer

took = {}

class timed:
    def __init__(self, name):
        self.name, self.region = name, pyrometer.region(name)
    def __enter__(self):
        self.region.__enter__()
        self.began = time.perf_counter()
    def __exit__(self, *error):
        took[self.name] = took.get(self.name, 0) + time.perf_counter() - self.began
        self.region.__exit__(*error)

def burn(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        sum(range(200))

def load():
    time.sleep(0.35)

def side():
    with timed("side"):
        time.sleep(0.2)
    time.sleep(0.3)

time.sleep(0.3)  # until it is measured, also on a busy machine
thread = threading.Thread(target=side)
thread.start()
with timed("load"):
    load()
for number in range(3):
    with timed("step %d" % number):
        burn(0.1)
        with timed("inner"):
            time.sleep(0.05)
burn(0.2)
kept = bytearray(b"x") * 60_000_000
with timed("small"):
    time.sleep(0.1)
thread.join()
print(json.dumps(took))
`

describe.skipIf(NEEDS !== '' || python === undefined)(
  `--region${NEEDS}${python === undefined ? ' (needs Python 3.8)' : ''}`,
  () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-regions-')))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    const cli = (...argv: string[]) => runCli(argv, { cwd: folder })
    const record = async (...options: string[]) => {
      writeFileSync(join(folder, 'program.py'), PROGRAM)
      const argv = ['record', ...options, python!.path, 'program.py']
      const { stdout, stderr } = await runPyrometer(argv, { cwd: folder, env: { PYTHONPATH: PACKAGE } })
      expect(stderr).toContain('saved')
      return JSON.parse(stdout) as Record<string, number>
    }
    /** Seconds of a recording, and of each function in it. */
    const report = async (file: string, ...options: string[]) => {
      const { stdout, stderr, status } = await cli('report', '--json', ...options, file)
      expect([status, stderr]).toEqual([0, expect.stringMatching(/^(?:Within|$)/)])
      const { total, functions } = JSON.parse(stdout) as {
        total: number
        functions: { name: string; total: number }[]
      }
      const of = (name: string) => functions.find(row => row.name === name)?.total ?? 0
      return { total, of }
    }

    it('keeps as much time as the region took by its own clock', async () => {
      const took = await record('-o', 'sampled.pyrometer')
      for (const name of ['load', 'inner', 'side', 'small', 'step 1']) {
        const { total } = await report('sampled.pyrometer', '--region', name)
        expect([name, total]).toEqual([name, expect.closeTo(took[name]!, 1)])
        expect(Math.abs(total - took[name]!) / took[name]!).toBeLessThan(0.05)
      }
      const steps = await report('sampled.pyrometer', '--region', 'step *')
      const wanted = took['step 0']! + took['step 1']! + took['step 2']!
      expect(Math.abs(steps.total - wanted) / wanted).toBeLessThan(0.05)
      expect(steps.of('burn') / steps.total).toBeCloseTo(1 - took.inner! / wanted, 1)
      expect(steps.of('load')).toBeLessThan(0.02)
      const both = await report('sampled.pyrometer', '--region', 'load', '--region', 'small')
      expect(Math.abs(both.total - took.load! - took.small!)).toBeLessThan(0.03)
      expect(
        (await report('sampled.pyrometer', '--region', 'step *', '--region', 'inner')).total,
      ).toBeCloseTo(steps.total, 6)
      const chained = await report('sampled.pyrometer', '--region', 'step *', '--transform', 'region:inner')
      expect(Math.abs(chained.total - took.inner!)).toBeLessThan(0.03)
    })

    it('filters lines and pictures too, and says which regions there are', async () => {
      await record('-o', 'again.pyrometer')
      const lines = await cli('lines', '--region', 'load', 'again.pyrometer')
      const share = /^ +([\d.]+) .*time\.sleep\(0\.35\)$/m.exec(lines.stdout)?.[1]
      // A sample at the edge stands for what ran before, too: the later it is taken, the more.
      expect(Number(share), lines.stdout).toBeGreaterThan(80)
      const flame = await cli('flame', '--region', 'side', 'again.pyrometer', '-o', '-')
      expect(flame.stdout).toContain('side')
      const wrong = await cli('report', '--region', 'stop', 'again.pyrometer')
      // The thread may come to its region before or after the program to its first.
      expect([wrong.status, wrong.stderr]).toEqual([
        2,
        expect.stringMatching(/no region "stop" in[\s\S]*(?:side, load|load, side), step 0, inner/),
      ])
    })

    it('tells the memory of a region', async () => {
      await record('--mode', 'memory', '-o', 'memory.pyrometer')
      const peak = async (...options: string[]) => {
        const { stdout } = await cli('report', '--peak', ...options, 'memory.pyrometer')
        return Number(/\t([\d.]+) MiB/.exec(stdout)![1])
      }
      const [whole, before, after] = [
        await peak(),
        await peak('--region', 'load'),
        await peak('--region', 'small'),
      ]
      expect(after - before).toBeGreaterThan(50)
      expect(whole - after).toBeLessThan(5)
      const plot = await cli('plot', '--region', 'small', 'memory.pyrometer', '-o', '-')
      expect(plot.stdout).toContain('<svg')
    })
  },
)
