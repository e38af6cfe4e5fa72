import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findPeer, peerTitle } from '../support/peers.ts'
import { runCli } from '../support/run-cli.ts'

const PACKAGE = resolve(import.meta.dirname, '../../python')
const PROGRAMS = resolve(import.meta.dirname, 'programs')

type Hits = Record<string, Record<string, number>>
interface Shown {
  readonly text: string
  readonly saved: string
}
interface Told {
  readonly sampled: Shown
  readonly traced: Shown
  readonly lines: Shown
  readonly timed: Shown & {
    best: number
    again: number
    theirs: number
    mean: number
    deviation: number
    loops: number
    runs: number[]
  }
  readonly grown: Shown
  readonly heap: Shown
  readonly taken: Shown & { peak: number; increment: number }
  readonly theirMemory?: string
  readonly calls: { ours: unknown[]; theirs: unknown[] }
  readonly hits: Hits
  readonly theirHits: Hits
  readonly [printed: string]: unknown
}

// The newest IPython, where line_profiler goes by sys.monitoring, and the one of Python 3.8, where it is a C trace function.
for (const name of ['ipython', 'ipython-8']) {
  const peer = findPeer(name)
  describe.skipIf(peer === null)(`magics of ${peerTitle(name)}`, () => {
    const folder = realpathSync(mkdtempSync(join(tmpdir(), 'pyrometer-magics-')))
    afterAll(() => rmSync(folder, { recursive: true, force: true }))
    let told: Told

    beforeAll(() => {
      const env = { ...process.env, IPYTHONDIR: join(folder, 'ipython'), PYTHONDONTWRITEBYTECODE: '1' }
      const python = resolve('.pyrometer-cache/peers', name, 'bin/python')
      const output = execFileSync(python, [join(PROGRAMS, 'ipython-magics.py'), PACKAGE], {
        cwd: folder,
        env,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'pipe'],
      })
      told = JSON.parse(output) as Told
    })

    const printed = (key: string) => String(told[key])
    const cli = async (...argv: string[]) => (await runCli(argv, { cwd: folder })).stdout

    it('%pyro shows what report prints of the saved recording', async () => {
      expect(told.sampled.text).toBe((await cli('report', told.sampled.saved)).trimEnd())
      expect(told.sampled.text).toMatch(/^burn +[4-9]\d\.\d/m)
      expect(told.sampled.text).not.toMatch(/IPython|ipykernel|interactiveshell/)
      const report = await cli('report', '--sort', 'cumulative', '--limit', '9', told.traced.saved)
      // The file and when it was written stand above.
      expect(told.traced.text).toBe(report.slice(report.indexOf('\n\n') + 2))
    })

    it('%pyro --mode trace counts the calls that %prun counts', () => {
      expect(told.calls.ours).toEqual(told.calls.theirs)
      expect(told.calls.ours.length).toBeGreaterThan(7)
      const stats = execFileSync(
        'python3',
        ['-c', 'import pstats; print(pstats.Stats("traced.pstats").prim_calls)'],
        {
          cwd: folder,
          encoding: 'utf8',
        },
      )
      expect(Number(stats)).toBeGreaterThan(1000)
    })

    it('shows, limits, writes and saves as it is told', async () => {
      const shown = printed('shown')
      expect(shown).toContain('wall time, ordered by self')
      expect(shown).toContain("*** Report printed to text file 'shown.txt'.")
      expect(shown).toContain(readFileSync(join(folder, 'shown.txt'), 'utf8').trimEnd())
      expect(await cli('report', join(folder, 'shown.pyrometer'))).toBe(
        readFileSync(join(folder, 'shown.txt'), 'utf8'),
      )
      expect(printed('cell')).toMatch(
        /\(6 primitive calls\)[\s\S]*reduced from 4 to 2 due to restriction <2>/,
      )
      expect(printed('limited')).toMatch(
        /Ordered by: call count, function name\n +List reduced from 4 to 1 due to restriction <'fib'>/,
      )
      expect(printed('limited')).toMatch(/15\/1 .*\(fib\)/)
      expect(printed('quiet')).toBe('')
    })

    it('%pyro_lines counts the hits that %lprun counts and shows what lines prints', async () => {
      const ours = Object.fromEntries(
        Object.entries(told.hits)
          .filter(([, hits]) => Object.keys(hits).length > 0)
          .map(([func, hits]) => [func.split('.').at(-1), hits]),
      )
      expect(ours).toEqual(told.theirHits)
      expect(ours).toMatchObject({ fib: { 11: 1973 }, refine: { 6: 21, 7: 20 }, items: { 15: 4 } })
      expect(told.lines.text).toBe(await cli('lines', told.lines.saved))
      expect(told.lines.text).toContain('Counted by line_profiler')
      expect(printed('module')).toContain('Function: rgb_to_hsv at line')
      expect(printed('module')).not.toContain('hls_to_rgb')
      expect(printed('unit')).toContain('Timer unit: 0.001 s')
    })

    it('%pyro_time finds what %timeit finds, and saves its figures', async () => {
      const { best, again, theirs, loops, runs, mean, deviation, text, saved } = told.timed
      // Other programs run beside: their best of five is as much later as ours are from each other, or twice.
      const spread = 3 * Math.max(best / again, again / best)
      expect(theirs / Math.min(best, again)).toBeLessThan(spread)
      expect(Math.min(best, again) / theirs).toBeLessThan(spread)
      const each = runs.map(seconds => seconds / loops)
      const average = each.reduce((sum, seconds) => sum + seconds, 0) / each.length
      expect(Math.min(...each)).toBeCloseTo(best, 12)
      expect(average).toBeCloseTo(mean, 12)
      const variance = each.reduce((sum, seconds) => sum + (seconds - average) ** 2, 0) / each.length
      expect(Math.sqrt(variance)).toBeCloseTo(deviation, 12)
      const figure = String.raw`[\d.]+\u2009[mµn]s`
      const line = new RegExp(
        `^best (${figure}), mean (${figure}) ± (${figure}) per loop \\(std. dev. of 5 runs, [\\d\u2009]+ loops each\\)\n$`,
      ).exec(text)
      expect(text).toMatch(line === null ? /^$/ : line[0]!)
      const report = await cli('report', saved)
      for (const [row, shown] of [
        ['best time per loop', line![1]],
        ['mean time per loop', line![2]],
        ['standard deviation per loop', line![3]],
      ] as const) {
        expect(report).toMatch(new RegExp(`^${row} +${shown}$`, 'm'))
      }
      expect(printed('timedCell')).toContain('std. dev. of 2 runs, 3 loops each')
    })

    it('%pyro_memit knows the peak, and report --peak of its recording the same', async () => {
      const { peak, increment, text, saved } = told.taken
      expect(increment).toBeGreaterThan(75)
      expect(increment).toBeLessThan(80)
      expect(text).toBe(`peak memory: ${peak.toFixed(2)} MiB, increment: ${increment.toFixed(2)} MiB\n`)
      expect(await cli('report', '--peak', saved)).toContain(`\t${peak.toFixed(3)} MiB`)
      if (told.theirMemory === undefined) return
      const theirs = /increment: ([\d.]+) MiB/.exec(told.theirMemory)
      // It reads every 0.1 s only, and so sees a part of what was there.
      expect(Number(theirs![1])).toBeLessThan(increment + 5)
    })

    it('%pyro_mem shows the memory of lines as lines prints it, of functions of a cell, too', async () => {
      expect(told.grown.text).toBe(await cli('lines', told.grown.saved))
      const rows = told.grownRows as [number, number | null, number | null, number | null, string][]
      const mebibytes = rows.map(([line, , increment]) => [line, Math.round((increment ?? 0) / 2 ** 20)])
      expect(mebibytes.slice(1)).toEqual([
        [2, 19],
        [3, 0],
        [4, 38],
        [5, 0],
      ])
      expect(rows.map(([, , , occurrences]) => occurrences)).toEqual([1, 1, 3, 2, 1])
      expect(printed('idle')).toContain('No line of the chosen functions ran')
      expect(await cli('report', '--peak', told.grown.saved)).toContain('MiB')
    })

    it('%pyro_heap shows objects by type, and what grew, as heap does', async () => {
      expect(printed('firstHeap')).toMatch(
        /^[\d\u2009]+ objects, [\s\S]*^Type +Tracked +Untracked +Size +Share$/m,
      )
      expect(printed('firstHeap')).not.toContain('Since')
      expect(told.leak).toEqual([['__main__.Leak', 2000, 2000, expect.any(Number), expect.any(Number)]])
      const { text, saved } = told.heap
      const [types, grown] = text.split('\nSince the look before: ')
      // The command also knows what objects retain, behind the columns that are here.
      const table = (await cli('heap', '--sort', 'size', '--limit', '12', saved)).split('\n')
      for (const row of types!.split('\n').filter(line => /^\S+ .*\d\u2009%/.test(line))) {
        expect(table.filter(line => line.startsWith(row.trimEnd()))).toHaveLength(1)
      }
      expect(table).toContain(types!.split('\n')[0])
      const growth = await cli('heap', '--growth', '--limit', '12', saved)
      expect(growth.replace('--limit', '-l')).toContain(grown!.trimEnd())
      expect(printed('anew')).toBe('')
    })

    it('gives tables to notebooks that need nothing and escape everything', () => {
      for (const html of [printed('sampledHtml'), printed('linesHtml'), printed('grownHtml')]) {
        expect(html).toContain('<th scope="col"')
        expect(html).not.toMatch(/<script|<style|<link|src=|href=/)
      }
      expect(printed('sampledHtml')).toContain('&lt;module&gt;')
      expect(printed('linesHtml')).toContain('n if n &lt; 2')
    })

    it('says what is wrong, and shows what was measured before an exception', () => {
      const errors = told.errors as string[]
      expect(errors[0]).toContain('UsageError: There is no statement to run')
      expect(errors[1]).toContain("UsageError: --mode is sample or trace, not 'heap'")
      expect(errors[2]).toContain('UsageError: Cannot sort by "speed"')
      expect(errors[3]).toContain('UsageError: Name the functions: %pyro_lines -f FUNCTION statement')
      expect(errors[4]).toMatch(/UsageError: Could not find function nosuch.\nNameError/)
      expect(errors[5]).toMatch(/UsageError: expected functions, classes, modules or names, got builtin/)
      expect(errors[6]).toMatch(/UsageError: Could not import module no_such_module/)
      expect(errors[7]).toContain("UsageError: -n wants a number, not 'many'")
      expect(errors[8]).toContain('ZeroDivisionError')
      expect(errors[8]).not.toContain('python/pyrometer')
      expect(errors[9]).toMatch(/Function: fib[\s\S]*ZeroDivisionError/)
      expect(errors[10]).toContain('*** SystemExit exception caught in code being profiled.')
      expect(errors[11]).toContain('SyntaxError')
      expect(errors[13]).toContain('%pyro_heap looks at what is there and runs nothing')
      expect(errors[12]).toContain('UsageError: Name the functions: %pyro_mem -f FUNCTION statement')
    })
  })
}

interface Output {
  readonly data?: Record<string, string>
  readonly text?: string
}

const kernel = findPeer('ipython')

describe.skipIf(kernel === null)(`notebooks of ${peerTitle('ipython')}`, () => {
  it('show tables, and their text where tables cannot be shown', () => {
    const cells = JSON.parse(kernel!.run([join(PROGRAMS, 'run-notebook.py'), PACKAGE])) as Output[][]
    const [sampled, traced, lines, memory, timed] = cells
      .slice(2, -1)
      .map(outputs => outputs.filter(({ data }) => data !== undefined))
    for (const outputs of [sampled, traced, lines, memory, timed]) {
      expect(outputs).toHaveLength(1)
      expect(outputs![0]!.data!['text/html']).toMatch(/^<div [\s\S]*<table [\s\S]*<\/div>$/)
    }
    const text = (outputs: Output[] | undefined) => outputs![0]!.data!['text/plain']
    // The kernel's own threads wait all the time: they are left out.
    expect(text(sampled)).toMatch(/^burn +(9\d|100)\.\d/m)
    expect(text(sampled)).not.toMatch(/threads|ipykernel\/|zmq|tornado/)
    expect(text(traced)).toMatch(/function calls[\s\S]*\(burn\)/)
    expect(text(lines)).toContain("'<b>&'.upper()")
    expect(lines![0]!.data!['text/html']).toContain('&#x27;&lt;b&gt;&amp;&#x27;.upper()')
    expect(text(memory)).toMatch(/^peak memory: [\d.]+ MiB, increment: -?[\d.]+ MiB$/)
    expect(text(timed)).toMatch(/^best 1\.\d+\u2009ms/)
    expect(cells.at(-1)).toEqual([expect.objectContaining({ text: 'burn\n' })])
  })
})
