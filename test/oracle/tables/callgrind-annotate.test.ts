import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { callgrind } from '../../../src/formats/callgrind/format.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

// What callgrind_annotate prints of a file and of the same file read and written here must be the same figures.
const hasTool = spawnSync('callgrind_annotate', ['--version']).error === undefined
const FILES = [...corpusFiles('callgrind'), ...fixtureFiles('callgrind')].filter(
  ({ name, bytes }) =>
    // What it cannot read itself, adds up under the first part, takes for a function of the caller's file or, where calls
    // are not counted, for own cost.
    !/exp_map|empty|too_high|no_records|tth|parts|mangled|xtree|printer__callgrind|\.cg$/.test(name) &&
    // It loses functions that stand above the first file.
    /^fl=/m.test(Buffer.from(bytes()).toString('latin1')),
)
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-callgrind-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Figures by function, and by caller and callee with the number of calls before them, as callgrind_annotate adds them up.
 *  It keeps functions apart by the file that stands above them, also where that is of code inlined before: names are
 *  what it and KCachegrind agree about. */
function annotate(path: string): Map<string, number[]> {
  const text = execFileSync(
    'callgrind_annotate',
    ['--threshold=100', '--auto=no', '--show-percs=no', '--tree=calling', path],
    { encoding: 'utf8', maxBuffer: 1 << 28, stdio: 'pipe' },
  )
  const sums = new Map<string, number[]>()
  const add = (key: string, figures: readonly number[]) => {
    if (figures.every(figure => figure === 0)) return
    const known = sums.get(key) ?? figures.map(() => 0)
    sums.set(
      key,
      known.map((sum, k) => sum + figures[k]!),
    )
  }
  let caller = ''
  for (const line of text.split('\n')) {
    const total = /^ *([\d,. ]+) {2}PROGRAM TOTALS/.exec(line)
    if (total !== null) add('totals', numbersOf(total[1]!))
    const found = /^ *([-\d,. ]+?) {2}([*>]) {2}([^:]*):(.*?)(?: \((\d[\d,]*)x\))?(?: \[[^\]]*\])?$/.exec(
      line,
    )
    if (found === null) continue
    const [, figures, mark, , name, calls] = found as unknown as [
      string,
      string,
      string,
      string,
      string,
      string,
    ]
    if (mark === '*') caller = name
    if (mark === '*') add(name, numbersOf(figures))
    else add(`${caller} -> ${name}`, [...numbersOf(calls), ...numbersOf(figures)])
  }
  return sums
}

function numbersOf(text: string): number[] {
  return text
    .trim()
    .split(/ +/)
    .map(word => (word === '.' ? 0 : Number(word.replaceAll(',', ''))))
}

describe.skipIf(!hasTool || FILES.length === 0)('callgrind_annotate (needs valgrind)', () => {
  it.each(
    FILES.map(file => [file.name, file] as const),
  )('prints the same of %s as written here', async (name, file) => {
    const before = join(folder, 'before')
    const after = join(folder, 'after')
    writeFileSync(before, file.bytes())
    writeFileSync(after, await writeWith(callgrind, await readAny(file.bytes(), name)))
    const [wanted, found] = [annotate(before), annotate(after)]
    expect(wanted.size).toBeGreaterThan(2)
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(wanted))
    tally('callgrind', 'oracle')
  })
})
