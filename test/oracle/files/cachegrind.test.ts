import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { cachegrind } from '../../../src/formats/cachegrind/format.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const hasTools = ['cg_annotate', 'cg_diff', 'cg_merge'].every(tool => spawnSync(tool).error === undefined)
const FILES = corpusFiles('cachegrind').filter(({ name }) => !name.endsWith('.post.exp'))
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-cachegrind-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What cg_annotate prints, sorted: its order of equal figures is that of a hash. */
function annotate(path: string): string[] {
  const options = ['--threshold=0', '--auto=no', '--show-percs=no', path]
  return execFileSync('cg_annotate', options, { encoding: 'utf8', maxBuffer: 1 << 28 })
    .split('\n')
    .sort()
}

/** Self of every function by "file:function name", a figure an event. */
function selfByName({ shared, calls }: Recording): Map<string, number[]> {
  const { strings, funcs, sources } = shared
  return new Map(
    Array.from(calls!.rows.func, (func, row) => {
      const source = funcs.source[func]!
      const file = source === -1 ? '???' : strings[sources.path[source]!]!
      return [`${file}:${strings[funcs.name[func]!]}`, calls!.self.map(column => column[row]!)]
    }),
  )
}

describe.skipIf(!hasTools || FILES.length === 0)('Cachegrind (needs valgrind and the corpus)', () => {
  it.each(
    FILES.map(file => [file.name, file] as const),
  )('cg_annotate prints the same of %s as written here', async (name, file) => {
    const path = join(folder, 'cachegrind.out')
    writeFileSync(path, file.bytes())
    const wanted = annotate(path)
    writeFileSync(path, await writeWith(cachegrind, await readAny(file.bytes(), name)))
    expect(annotate(path)).toEqual(wanted)
    tally('cachegrind', 'oracle')
  })

  it.each(
    FILES.map(file => [file.name, file] as const),
  )('cg_diff and cg_merge take %s as written here', async (name, file) => {
    const [before, after] = [join(folder, 'before'), join(folder, 'after')]
    const [recording] = await readAny(file.bytes(), name)
    writeFileSync(before, file.bytes())
    writeFileSync(after, await writeWith(cachegrind, [recording!]))
    const difference = execFileSync('cg_diff', [before, after], { maxBuffer: 1 << 28 })
    const [difference0] = await readAny(new Uint8Array(difference), 'difference')
    for (const column of difference0!.calls!.self) expect(column.every(value => value === 0)).toBe(true)
    // The one of 3.19 cannot read the blank lines that later ones write.
    const merged = execFileSync('cg_merge', [after, after], {
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    const [sum] = await readAny(new Uint8Array(merged), 'sum')
    const doubled = [...selfByName(recording!)].map(
      ([key, values]) => [key, values.map(value => 2 * value)] as const,
    )
    expect(Object.fromEntries(selfByName(sum!))).toEqual(Object.fromEntries(doubled))
    tally('cachegrind', 'oracle')
  })
})

describe.skipIf(!hasCorpus)('cg_annotate of Valgrind 3.21 (needs the corpus)', () => {
  it('printed of every function what is read here', async () => {
    const prefix = 'LouisBrunner-valgrind-macos__'
    const file = FILES.find(({ name }) => name === `${prefix}ann1b.cgout`)!
    const [recording] = await readAny(file.bytes(), file.name)
    const found = selfByName(recording!)
    // The text is of a file from which this one differs, by another of the texts, in main alone.
    const corpus = process.env.PYROMETER_CORPUS ?? '../shared/corpus'
    const text = readFileSync(join(corpus, 'cachegrind', `${prefix}ann1b.post.exp`), 'utf8')
    const section = text.slice(text.indexOf('File:function summary'), text.indexOf('Function:file summary'))
    let path = ''
    let checked = 0
    for (const line of section.split('\n')) {
      const row = /^(<?) +([\d,]+) +\(.*?\) +([\d,]+) +\(.*?\) +([\d,]+) +\(.*?\) +(.*)$/.exec(line)
      if (row === null) continue
      const place = row[5]!
      const isFile = row[1] === '<'
      if (isFile) path = place.slice(0, place.lastIndexOf(':'))
      const name = isFile ? place.slice(place.lastIndexOf(':') + 1) : place
      if (name === '') continue
      const [dw, dr, ir] = [row[2]!, row[3]!, row[4]!].map(figure => Number(figure.replaceAll(',', '')))
      const self = found.get(`${path}:${name}`)!
      const isMain = name === 'main'
      expect([self[6], self[3], self[0]], `${path}:${name}`).toEqual([
        dw,
        dr! - (isMain ? 2_000_000 : 0),
        ir! + (isMain ? 5_000_000 : 0),
      ])
      checked++
    }
    expect(checked).toBeGreaterThan(5)
    tally('cachegrind', 'oracle')
  })
})
