import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { UsageError } from '../../../src/base/errors.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { type Gprof2dotQuestion, queryGprof2dotGraph } from '../../../src/query/call-graph/gprof2dot.ts'
import { renderDot } from '../../../src/render/dot/call-graph.ts'
import { type ComparisonOptions, renderDotComparison } from '../../../src/render/dot/comparison.ts'
import type { LabelOptions } from '../../../src/render/dot/node-label.ts'
import { formatGeneral } from '../../../src/render/dot/python-number.ts'
import { type ThemeName, themeNamed } from '../../../src/render/dot/theme.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { parseDotItems, pictureLines } from '../../support/dot-oracle.ts'
import { type Gprof2dotRun, runGprof2dot } from '../../support/gprof2dot-runs.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { tally } from '../../support/tally.ts'

/** Folders of the corpus with formats that gprof2dot reads, and its names for formats by ours. */
const FOLDERS = [
  'axe',
  'callgrind',
  'collapsed',
  'dtrace',
  'gprof',
  'gprof2dot-json',
  'hprof',
  'oprofile',
  'perf-script',
  'pstats',
  'sleepy',
  'sysprof',
  'xperf',
]
const FORMATS: Readonly<Record<string, string>> = {
  collapsed: 'collapse',
  gprof: 'prof',
  'gprof2dot-json': 'json',
  'perf-script': 'perf',
  ...Object.fromEntries(
    ['axe', 'callgrind', 'dtrace', 'hprof', 'oprofile', 'pstats', 'sleepy', 'sysprof', 'xperf'].map(id => [
      id,
      id,
    ]),
  ),
}

interface Variant {
  readonly title: string
  readonly args: readonly string[]
  readonly question: Gprof2dotQuestion
  readonly labels?: Partial<LabelOptions>
  readonly theme?: ThemeName
  readonly skew?: number
}

const VARIANTS: readonly Variant[] = [
  { title: 'as it is', args: [], question: {} },
  {
    title: 'with everything, by self time',
    args: ['-n0', '-e0', '--color-nodes-by-selftime', '--show-samples'],
    question: { nodeThreshold: 0, edgeThreshold: 0, isBySelf: true },
    labels: { showSamples: true },
  },
]

/** Files that gprof2dot reads as something else than they are, and how. */
const MISREAD: readonly (readonly [RegExp, string])[] = [
  [/tth\.cg$/, 'stops at the line that Xdebug writes between profiles'],
  [/utf16-le\.txt$/, 'takes the byte order mark for a part of the first name'],
  [/diff-folded__results|-all-diff\.txt$/, 'takes the first of two counts for a part of the name'],
  [/empty-line/, 'leaves out what follows an empty line in a sample'],
]

/** For gprof2dot's own samples only. */
const OWN_VARIANTS: readonly Variant[] = [
  {
    title: 'limits',
    args: ['-n2', '-e1', '-z', '*a*', '-w', '-s', '-c', 'pink', '--skew', '0.1'],
    question: { nodeThreshold: 0.02, edgeThreshold: 0.01, root: '*a*' },
    labels: { wrap: true, strip: true },
    theme: 'pink',
    skew: 0.1,
  },
  {
    title: 'leaf and path',
    args: [
      '-n0',
      '-e0',
      '-l',
      '*[e-i]',
      '-p',
      '/usr',
      '-p',
      'lib',
      '-c',
      'bw',
      '--node-label',
      'self-time',
      '--node-label',
      'total-time',
    ],
    question: { nodeThreshold: 0, edgeThreshold: 0, leaf: '*[e-i]', paths: ['/usr', 'lib'] },
    labels: { measures: ['self-time', 'total-time'] },
    theme: 'bw',
  },
  {
    title: 'print, by stacks',
    args: ['--total', 'callstacks', '-c', 'print', '--skew', '20', '--colour-nodes-by-selftime'],
    question: { total: 'callstacks', isBySelf: true },
    theme: 'print',
    skew: 20,
  },
  {
    title: 'gray',
    args: ['-c', 'gray', '-w', '-n1'],
    question: { nodeThreshold: 0.01 },
    labels: { wrap: true },
    theme: 'gray',
  },
]

/** gprof2dot walks in the order of a set, which differs from run to run, and so stops early on some ways: what it shows is part
 *  of what is that near. */
const DEPTH: Variant = {
  title: 'depth',
  args: ['-z', '*a*', '--depth', '2'],
  question: { root: '*a*', depth: 2 },
}

const EVERYTHING: Variant = {
  title: 'everything',
  args: ['-n0', '-e0'],
  question: { nodeThreshold: 0, edgeThreshold: 0 },
}

const peer = findPeer('gprof2dot')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-gprof2dot-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

interface Job {
  readonly file: CorpusFile
  readonly format: string
  readonly recordings: readonly Recording[]
  readonly variant: Variant
  readonly path: string
}

function draw(
  recordings: readonly Recording[],
  { question, labels, theme = 'color', skew = 1 }: Variant,
): string {
  const formatTime = (seconds: number) => formatGeneral(seconds, 7)
  const answer = queryGprof2dotGraph(recordings, question)
  return [...renderDot(answer, themeNamed(theme, skew), { formatTime, ...labels })].join('')
}

/** gprof2dot reads no gzip. */
function plainBytes(file: CorpusFile): Uint8Array {
  const bytes = file.bytes()
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}

async function readable(file: CorpusFile): Promise<readonly Recording[] | null> {
  try {
    return await readAny(file.bytes(), file.name)
  } catch {
    return null
  }
}

describe.skipIf(!hasCorpus || peer === null)(`pictures of ${peerTitle('gprof2dot')}`, () => {
  const jobs: Job[] = []
  const drawn: Gprof2dotRun[] = []

  beforeAll(async () => {
    for (const file of FOLDERS.flatMap(corpusFiles)) {
      const recordings = await readable(file)
      const format = FORMATS[recordings?.[0]?.meta.importedFrom?.format ?? '']
      if (recordings === null || format === undefined) continue
      const path = join(folder, `${jobs.length}`)
      writeFileSync(path, plainBytes(file))
      const variants = file.name.startsWith('jrfonseca') ? [...VARIANTS, ...OWN_VARIANTS, DEPTH] : VARIANTS
      for (const variant of variants) jobs.push({ file, format, recordings, variant, path })
    }
    const lists = jobs.map(({ format, variant, path }) => ['-f', format, ...variant.args, path])
    drawn.push(...runGprof2dot(lists))
  })

  it('has the same nodes, edges, figures, labels and colours in every file that gprof2dot draws', () => {
    const differing: string[] = []
    const broken = new Set<string>()
    const misread = new Set<string>()
    let agreed = 0
    for (const [i, { file, recordings, variant }] of jobs.entries()) {
      const { error, dot } = drawn[i]!
      const reason = MISREAD.find(([name]) => name.test(file.name))?.[1]
      const own = drawOrSay(recordings, variant)
      if (dot === null) {
        // Where a root or leaf is missing both say so; where gprof2dot fails there is a picture all the same.
        const isMissing = /^exit 1: (?:root|leaf) node/.test(error!)
        const isRight = own.startsWith('No function matches') || (!isMissing && own.startsWith('digraph'))
        expect(isRight, `${file.path} ${variant.title}: ${error} ${own}`).toBe(true)
        if (!isMissing) broken.add(`${file.path}: ${error!.trim()}`)
      } else if (isSamePicture(own, dot) || (variant === DEPTH && isPart(dot, own))) {
        agreed++
        tally(recordings[0]!.meta.importedFrom!.format, 'oracle')
      } else if (reason !== undefined) misread.add(`${file.path}: gprof2dot ${reason}`)
      else differing.push(`${file.path} ${variant.title}: ${firstDifference(own, dot)}`)
    }
    const lines = [
      `gprof2dot: ${agreed} of ${agreed + differing.length} pictures agree`,
      ...[...broken].map(text => `  gprof2dot fails   ${text}`),
      ...[...misread].map(text => `  misread           ${text}`),
    ]
    process.stdout.write(`${lines.join('\n')}\n`)
    expect(differing.join('\n')).toBe('')
    expect(agreed).toBeGreaterThan(300)
  })

  it('adds several files of pstats up as gprof2dot does', async () => {
    const sets = [
      ['compare__pstats__print__print1', 'compare__pstats__print__print2'],
      ['coala-bears__prof__combined', 'coala-bears__prof__requirements', 'memtrail'],
      ['alphagov', 'memtrail', 'WatChMaL__main'],
    ]
    for (const [i, names] of sets.entries()) {
      const files = names.map(name => corpusFiles('pstats').find(file => file.name.includes(name))!)
      const paths = files.map((file, k) => {
        const path = join(folder, `several-${i}-${k}`)
        writeFileSync(path, file.bytes())
        return path
      })
      const recordings = await Promise.all(files.map(file => readAny(file.bytes(), file.name)))
      const [wanted] = runGprof2dot([['-f', 'pstats', '-n0', '-e0', ...paths]])
      const own = draw(recordings.flat(), EVERYTHING)
      expect(isSamePicture(own, wanted!.dot!), `${names}: ${wanted!.error}`).toBe(true)
      expect(idsOf(own), `${names}`).toEqual(idsOf(wanted!.dot!))
    }
  })

  it('compares two files as gprof2dot does', async () => {
    const pairs = [
      [
        'pstats/jrfonseca-gprof2dot__compare__pstats__print__print1.pstats',
        'pstats/jrfonseca-gprof2dot__compare__pstats__print__print2.pstats',
      ],
      [
        'callgrind/jrfonseca-gprof2dot__compare__callgrind__test__test1.callgrind',
        'callgrind/jrfonseca-gprof2dot__issue35.callgrind',
      ],
      [
        'pstats/alphagov-notifications-admin__prof__combined.prof',
        'pstats/coala-coala-bears__prof__combined.prof',
      ],
      [
        'pstats/jrfonseca-gprof2dot__memtrail.pstats',
        'pstats/coala-coala-bears__prof__requirements.txt.prof',
      ],
    ] as const
    const variants: readonly { args: readonly string[]; options: Partial<ComparisonOptions> }[] = [
      { args: [], options: {} },
      {
        args: ['--compare-tolerance', '0.5', '--compare-only-slower'],
        options: { tolerance: 0.5, onlySlower: true },
      },
      {
        args: ['--compare-only-faster', '--compare-color-by-difference'],
        options: { onlyFaster: true, isColoredByDifference: true },
      },
    ]
    const cases = pairs.flatMap(pair => variants.map(variant => ({ pair, ...variant })))
    const filePath = (path: string) => {
      const file = FOLDERS.flatMap(corpusFiles).find(own => own.path === path)!
      const place = join(folder, path.replaceAll('/', '_'))
      writeFileSync(place, plainBytes(file))
      return { place, file }
    }
    const answers = runGprof2dot(
      cases.map(({ pair, args }) => [
        '-f',
        pair[0].split('/')[0]!,
        '--compare',
        ...args,
        ...pair.map(path => filePath(path).place),
      ]),
    )
    let agreed = 0
    for (const [i, { pair, options }] of cases.entries()) {
      const [first, second] = await Promise.all(
        pair.map(async path => {
          const { file } = filePath(path)
          return queryGprof2dotGraph(await readAny(file.bytes(), file.name))
        }),
      )
      const labels = { formatTime: (seconds: number) => formatGeneral(seconds, 7) }
      const own = renderDotComparison(first!, second!, {
        ...{ theme: themeNamed('color'), labels },
        options: { tolerance: 0.001, matchBy: 'name', ...options },
      })
      const { error, dot } = answers[i]!
      if (dot === null) {
        expect(error).toMatch(/UnboundLocalError|ZeroDivisionError/)
        continue
      }
      expect(
        isSamePicture(own, dot),
        `${pair[0]} ${cases[i]!.args.join(' ')}: ${firstDifference(own, dot)}`,
      ).toBe(true)
      agreed++
    }
    process.stdout.write(`gprof2dot --compare: ${agreed} pictures agree\n`)
    expect(agreed).toBeGreaterThan(5)
  })
})

function drawOrSay(recordings: readonly Recording[], variant: Variant): string {
  try {
    return draw(recordings, variant)
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
}

/** Functions by the number that gprof2dot gives them, which hangs on the order in which it met them. */
function idsOf(dot: string): string[] {
  return [...dot.matchAll(/^\t(\d+) \[.*?label="((?:[^"\\]|\\[^n])*)\\n/gm)].map(
    ([, id, name]) => `${id} ${name}`,
  )
}

function isPart(less: string, more: string): boolean {
  const lines = new Set(pictureLines(parseDotItems(more)))
  return pictureLines(parseDotItems(less)).every(line => lines.has(line))
}

function isSamePicture(own: string, dot: string): boolean {
  return JSON.stringify(pictureLines(parseDotItems(own))) === JSON.stringify(pictureLines(parseDotItems(dot)))
}

function firstDifference(own: string, dot: string): string {
  const [found, wanted] = [pictureLines(parseDotItems(own)), pictureLines(parseDotItems(dot))]
  const [known, other] = [new Set(found), new Set(wanted)]
  const [more, less] = [found.filter(line => !other.has(line)), wanted.filter(line => !known.has(line))]
  return `${found.length} and ${wanted.length} lines, ${more.length} of ours only\n  ours   ${more[0]}\n  theirs ${less[0]}`
}
