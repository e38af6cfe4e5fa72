import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { withBeforeUnder } from '../../../src/analysis/difference/before-after.ts'
import { printFixed } from '../../../src/base/printed-number.ts'
import { collapsed } from '../../../src/formats/collapsed/format.ts'
import { queryCallTree } from '../../../src/query/tree/call-tree.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { inputOf } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

/** Where Debian's libdevel-nytprof-perl puts it. */
const SCRIPT = '/usr/share/perl5/Devel/NYTProf/flamegraph.pl'
const has = existsSync(SCRIPT) && spawnSync('perl', ['-v']).status === 0
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-folded-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Two counts for each line of a file of collapsed stacks, as difffolded.pl would write them of two runs. None has
 *  a second count of 0: with it flamegraph.pl loses other boxes of the same name. */
function twoCounts(text: string): string | null {
  const counts = new Map<string, number>()
  for (const line of text.split('\n')) {
    const match = /^(.+) (\d+)\s*$/.exec(line)
    if (match !== null) counts.set(match[1]!, (counts.get(match[1]!) ?? 0) + Number(match[2]))
  }
  if (counts.size < 4) return null
  return [...counts]
    .map(
      ([stack, count], i) =>
        `${stack} ${i % 4 === 0 ? 0 : count} ${i % 4 === 1 ? Math.ceil(count / 2) : count + ((7 * i) % 5)}`,
    )
    .join('\n')
}

/** Samples and difference of every box that flamegraph.pl draws but the one for all, sorted. */
function theirBoxes(path: string): string[] {
  const svg = execFileSync('perl', [SCRIPT, '--minwidth', '0', path], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const boxes = [...svg.matchAll(/<title>(?:.*) \(([\d,]+) samples, [\d.]+%; ([+-]?[\d.]+)%\)/g)]
  // What has no width is there too, to be seen by nobody.
  const drawn = boxes.filter(([, samples]) => samples !== '0')
  return drawn.map(([, samples, delta]) => `${samples!.replaceAll(',', '')} ${Number(delta)}`).sort()
}

async function ourBoxes(text: string): Promise<string[]> {
  // What other tools append to names means nothing to flamegraph.pl.
  const [recording] = await collapsed.read!(inputOf(new TextEncoder().encode(text)), {})
  const tree = queryCallTree(withBeforeUnder(recording!))
  const { self, baseSelf, totals, total } = tree.difference!
  return Array.from(totals, (samples, node) => {
    const delta = printFixed((100 * (self[node]! - baseSelf[node]!)) / total, 2)
    return `${samples} ${Number(delta)}`
  }).sort()
}

describe.skipIf(!has || !hasCorpus)(
  'stacks with two counts are drawn as flamegraph.pl draws them (needs perl, libdevel-nytprof-perl and the corpus)',
  () => {
    it('box for box: samples, and what they differ by', async () => {
      let files = 0
      for (const file of corpusFiles('collapsed')) {
        const bytes = file.bytes()
        // Its comments end in numbers: flamegraph.pl takes them for stacks, we do not.
        if (bytes.length > 400_000 || file.name.includes('__austin__')) continue
        const text = twoCounts(new TextDecoder().decode(bytes))
        if (text === null) continue
        const path = join(folder, 'x.folded')
        writeFileSync(path, text)
        const theirs = theirBoxes(path)
        // It knows frames of other tools by their endings, and leaves some out.
        if (theirs.length === 0) continue
        expect(await ourBoxes(text), file.name).toEqual(theirs)
        files++
        tally('flamegraph.pl difference', 'oracle')
      }
      expect(files).toBeGreaterThan(10)
    })
  },
)
