import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAny } from '../../src/formats/opening/read-any.ts'
import type { Recording } from '../../src/model/recording.ts'
import { type Gprof2dotQuestion, queryGprof2dotGraph } from '../../src/query/gprof2dot-graph.ts'
import { renderDot } from '../../src/render/dot/call-graph.ts'
import type { LabelOptions } from '../../src/render/dot/node-label.ts'
import { formatGeneral } from '../../src/render/dot/python-number.ts'
import { type ThemeName, themeNamed } from '../../src/render/dot/theme.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../support/corpus.ts'
import { parseDotItems, pictureLines } from '../support/dot-oracle.ts'
import { findPeer, peerTitle } from '../support/peers.ts'
import { tally } from '../support/tally.ts'

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
    ['axe', 'callgrind', 'dtrace', 'hprof', 'oprofile', 'pstats', 'sleepy', 'sysprof', 'xperf'].map(id => [id, id]),
  ),
}

interface Variant {
  readonly title: string
  readonly args: readonly string[]
  readonly question: Gprof2dotQuestion
  readonly labels?: Partial<LabelOptions>
  readonly theme?: ThemeName
  readonly skew?: number
  readonly isForAll?: boolean
}

const VARIANTS: readonly Variant[] = [
  { title: 'as it is', args: [], question: {}, isForAll: true },
  {
    title: 'with everything, by self time',
    args: ['-n0', '-e0', '--color-nodes-by-selftime', '--show-samples'],
    question: { nodeThreshold: 0, edgeThreshold: 0, isBySelf: true },
    labels: { showSamples: true },
    isForAll: true,
  },
]

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

interface Drawn {
  readonly error: string | null
  readonly dot: string | null
}

function draw(recordings: readonly Recording[], { question, labels, theme = 'color', skew = 1 }: Variant): string {
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
  const drawn: Drawn[] = []

  beforeAll(async () => {
    for (const file of FOLDERS.flatMap(corpusFiles)) {
      const recordings = await readable(file)
      const format = FORMATS[recordings?.[0]?.meta.importedFrom?.format ?? '']
      if (recordings === null || format === undefined) continue
      const path = join(folder, `${jobs.length}`)
      writeFileSync(path, plainBytes(file))
      for (const variant of VARIANTS) jobs.push({ file, format, recordings, variant, path })
    }
    const lists = jobs.map(({ format, variant, path }) => ['-f', format, ...variant.args, path])
    drawn.push(...run(lists))
  }, 120_000)

  it('has the same nodes, edges, figures, labels and colours in every file that gprof2dot draws', () => {
    const differing: string[] = []
    const broken: string[] = []
    let agreed = 0
    for (const [i, { file, format, recordings, variant }] of jobs.entries()) {
      const { error, dot } = drawn[i]!
      const own = draw(recordings, variant)
      if (dot === null) {
        broken.push(`${file.path}: ${error}`)
        continue
      }
      const [found, wanted] = [pictureLines(parseDotItems(own)), pictureLines(parseDotItems(dot))]
      if (JSON.stringify(found) === JSON.stringify(wanted)) {
        agreed++
        tally(format, 'oracle')
      } else differing.push(`${file.path} ${variant.title}: ${firstDifference(found, wanted)}`)
    }
    console.log(`gprof2dot: ${agreed} of ${agreed + differing.length} pictures agree; it drew none of ${broken.length}`)
    console.log(broken.join('\n'))
    expect(differing.join('\n')).toBe('')
  }, 120_000)
})

function run(lists: readonly (readonly string[])[]): Drawn[] {
  const python = join(process.cwd(), '.pyrometer-cache/peers/gprof2dot/bin/python')
  if (!existsSync(python)) return []
  const output = execFileSync(python, [join(import.meta.dirname, 'gprof2dot-run.py')], {
    input: JSON.stringify(lists),
    maxBuffer: 1 << 30,
    encoding: 'utf8',
  })
  return JSON.parse(output) as Drawn[]
}

function firstDifference(found: readonly string[], wanted: readonly string[]): string {
  const [more, less] = [found.filter(line => !wanted.includes(line)), wanted.filter(line => !found.includes(line))]
  return `${found.length} and ${wanted.length} lines, ${more.length} of ours only\n  ours   ${more[0]}\n  theirs ${less[0]}`
}
