import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { flameSvg } from '../../../src/workbench/flame.ts'
import { openMerged } from '../../../src/workbench/opening/open-merged.ts'
import type { Compat, FlameLook } from '../../../src/workbench/pictures/flame-look.ts'
import { drawnBy, expectSame, FLAMEGRAPH_1, FLAMEGRAPH_2015 } from '../../support/flamegraph-boxes.ts'
import { tally } from '../../support/tally.ts'

const FILES = 60

/** Names that something could trip over: of other scripts, with spaces, marks, counts, markup, and such as are no names. */
const NAMES = [
  ...[
    'main',
    'a b c',
    'foo<T>::bar',
    'x&y',
    '"q"',
    "it's",
    '<b>hi</b>',
    ']]>',
    'x->y',
    '~X()',
    '%s %d',
    '$x',
  ],
  ...[
    'java/lang/Thread.run',
    'Lorg/x/Y.z_[j]',
    'sys_[k]',
    'in_[i]',
    'wake_[w]',
    'a_[k]b',
    '_[k]',
    'module`f',
  ],
  ...[
    '-',
    '--',
    '',
    ' lead',
    'trail ',
    'tab\tname',
    '日本語',
    'наука',
    'שלום',
    '😀face',
    'a\u0301',
    '#c',
    '# d',
  ],
  ...['name 12', 'n 1.5', 'q 3 4', '12', '0', '.5', 'a.', '+3', '1e3', 'NaN', '/a/b.js:12', 'node:fs', '::'],
  ...['f (x.py:12)', 'file.py:h:44', 'Perl_pp', 'foo.pl:3', 'C:\\x', 'f(int, char)', 'x'.repeat(300)],
]
const ODD_LINES = ['', 'garbage', 'no;count', 'a;b -3', 'a;b 1e3', 'a;b 3 ', 'a;b .5', ' 4', 'c  7']

type Random = () => number
type Way = { readonly args: readonly string[]; readonly look: FlameLook }

/** Stacks that share names and beginnings, in no order; a third of the files with two counts a line. */
function stacksOf(random: Random): string {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const names = Array.from({ length: 2 + Math.floor(random() * 12) }, () => pick(NAMES))
  const isPair = random() < 0.3
  const isFraction = random() < 0.25
  const count = () => {
    const whole = Math.floor(random() * pick([1, 20, 5000, 5000, 1e9]))
    return isFraction && random() < 0.5 ? whole + Math.floor(random() * 1000) / 1000 : whole
  }
  const lines = Array.from({ length: 1 + Math.floor(random() * 40) }, () => {
    const stack = Array.from({ length: Math.floor(random() * 9) }, () => pick(names)).join(';')
    return `${stack} ${count()}${isPair && random() < 0.97 ? ` ${count()}` : ''}`
  })
  if (random() < 0.3) lines.push(pick(ODD_LINES), pick(ODD_LINES))
  return `${lines.join('\n')}\nmain 1\n`
}

const HUES = ['hot', 'mem', 'io', 'red', 'green', 'blue', 'yellow', 'purple', 'orange', 'java', 'js']
const LATER_HUES = [...HUES, 'aqua', 'perl', 'wakeup', 'chain']

function wayOf(random: Random, isLater: boolean): Way {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!
  const args: string[] = []
  let look: FlameLook = {}
  const add = (arg: string, part: FlameLook) => {
    args.push(arg)
    look = { ...look, ...part }
  }
  const choices = [
    () => pickOf(pick(isLater ? LATER_HUES : HUES), 'colors', colors => ({ colors })),
    () => pickOf(100 + Math.floor(random() * 3000), 'width', width => ({ width })),
    () => pickOf(3 + Math.floor(random() * 40), 'height', height => ({ height })),
    () => pickOf(pick([0, 0.01, 1, 5, 30, 1.25]), 'minwidth', pixels => ({ minWidth: { pixels } })),
    () => pickOf(pick([5, 6.5, 9, 13, 33, 7.3]), 'fontsize', fontSize => ({ fontSize })),
    () => pickOf(pick([0.3, 0.61, 1]), 'fontwidth', fontWidth => ({ fontWidth })),
    () => pickOf(pick(['hits', 'ms']), 'countname', countName => ({ countName })),
    () => pickOf('a title', 'title', title => ({ title })),
    () => pickOf(pick([0.001, 0.5, 2, 1000, 1e-9, 3.7]), 'factor', factor => ({ factor })),
    () => pickOf(pick([1, 1e6, 12345.5, 1e9]), 'total', total => ({ total })),
    () => add('--reverse', { reverse: true }),
    () => add('--inverted', { inverted: true }),
    () => add('--negate', { negate: true }),
  ]
  const later = [
    () => add('--flamechart', { flamechart: true }),
    () => pickOf('below', 'subtitle', subtitle => ({ subtitle })),
    () => pickOf('#123456', 'bgcolors', bgColors => ({ bgColors })),
  ]
  function pickOf<T>(value: T, name: string, part: (value: T) => FlameLook): void {
    add(`--${name}=${value}`, part(value))
  }
  for (const choose of [...choices, ...(isLater ? later : [])]) if (random() < 0.25) choose()
  return { args, look }
}

async function* emptyInput(): AsyncGenerator<Uint8Array> {}

async function ours(path: string, look: FlameLook, compat: Compat): Promise<string> {
  const reading = { isInOrder: look.flamechart === true, isPlain: true }
  const recording = await openMerged([path], { cwd: process.cwd(), stdin: emptyInput(), reading })
  return flameSvg(recording, { ...look, compat, static: true })
}

/** The older version cuts names of other scripts in the middle of a letter: labels of those are not compared. */
const withoutOddLabels = (svg: string) =>
  svg.replace(/<title>[^<]*[^\0-\x7f][^<]*<\/title>\s*<rect[^>]*>\s*<text[^>]*>[^<]*/g, box =>
    box.slice(0, box.lastIndexOf('>') + 1),
  )

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyrometer-flamegraph-random-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each([
  { compat: 'flamegraph', script: FLAMEGRAPH_2015, needs: 'libdevel-nytprof-perl' },
  { compat: 'flamegraph-1.0', script: FLAMEGRAPH_1, needs: 'ruby-stackprof' },
] as const)('--compat $compat (needs perl and $needs)', ({ compat, script }) => {
  const isLater = compat === 'flamegraph-1.0'
  it.skipIf(!existsSync(script))(`draws random stacks as it does, ${FILES} with random options`, async () => {
    for (let seed = 1; seed <= FILES; seed++) {
      tally(`flamegraph.pl (random, ${isLater ? '1.0' : '2015'})`, 'file')
      const random = seededRandom(seed)
      const path = join(folder, `${compat}-${seed}.folded`)
      writeFileSync(path, stacksOf(random))
      const { args, look } = wayOf(random, isLater)
      const [own, theirs] = [await ours(path, look, compat), drawnBy(script, args, path)]
      const compared = isLater ? [own, theirs] : [withoutOddLabels(own), withoutOddLabels(theirs)]
      try {
        expectSame(compared[0]!, compared[1]!)
      } catch (error) {
        expect.fail(`seed ${seed}, ${args.join(' ')}: ${error instanceof Error ? error.message : error}`)
      }
      tally(`flamegraph.pl (random, ${isLater ? '1.0' : '2015'})`, 'passed')
      tally(`flamegraph.pl (random, ${isLater ? '1.0' : '2015'})`, 'oracle')
    }
  })
})
