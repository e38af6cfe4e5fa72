import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { writeCollapsed } from '../../../src/formats/collapsed/write.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryFoldedBoxes } from '../../../src/query/tree/folded-boxes.ts'
import { flameSvg } from '../../../src/workbench/flame.ts'
import { openMerged } from '../../../src/workbench/opening/open-merged.ts'
import type { Compat, FlameLook } from '../../../src/workbench/pictures/flame-look.ts'
import { type CorpusFile, corpusFiles, hasCorpus } from '../../support/corpus.ts'
import {
  drawnBy,
  expectSame,
  FLAMEGRAPH_1,
  FLAMEGRAPH_2015,
  plainText,
} from '../../support/flamegraph-boxes.ts'
import { tally } from '../../support/tally.ts'

const SCRIPT = FLAMEGRAPH_2015
const INFERNO = '.pyrometer-cache/cargo/bin/inferno-flamegraph'
const has = existsSync(SCRIPT) && spawnSync('perl', ['-v']).status === 0
const NEEDS = has && hasCorpus ? '' : ' (needs perl, libdevel-nytprof-perl and the corpus)'

/** Other formats whose stacks are drawn too, after they were written as collapsed ones. */
const OTHERS = [
  'perf-script',
  'dtrace',
  'speedscope',
  'austin',
  'gperftools-cpu',
  'stackprof',
  'pprof',
  'macos-sample',
]
const LARGEST = 400_000

/** The ways in which each file is drawn: flamegraph.pl's options, and ours. Colours by hash, which are no chance. */
const WAYS: readonly { readonly name: string; readonly args: readonly string[]; readonly look: FlameLook }[] =
  [
    { name: 'plain', args: [], look: {} },
    { name: 'reversed', args: ['--reverse', '--colors=mem'], look: { reverse: true, colors: 'mem' } },
    { name: 'inverted', args: ['--inverted', '--colors=java'], look: { inverted: true, colors: 'java' } },
    {
      name: 'with all sizes',
      args: [
        '--width=733',
        '--height=19',
        '--minwidth=1.7',
        '--fontsize=9',
        '--fontwidth=0.7',
        '--countname=hits',
        '--factor=2.5',
        '--colors=js',
      ],
      look: {
        width: 733,
        height: 19,
        minWidth: { pixels: 1.7 },
        fontSize: 9,
        fontWidth: 0.7,
        countName: 'hits',
        factor: 2.5,
        colors: 'js',
      },
    },
    {
      name: 'of a larger whole',
      args: ['--total=1e9', '--minwidth=0', '--colors=io', '--negate'],
      look: { total: 1e9, minWidth: { pixels: 0 }, colors: 'io', negate: true },
    },
  ]

/** What came after 2015. */
const LATER_WAYS: typeof WAYS = [
  {
    name: 'as a chart',
    args: ['--flamechart', '--subtitle=below', '--colors=perl'],
    look: { flamechart: true, subtitle: 'below', colors: 'perl' },
  },
  {
    name: 'of who woke whom',
    args: ['--colors=chain', '--bgcolors=green'],
    look: { colors: 'chain', bgColors: 'green' },
  },
]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pyrometer-flamegraph-'))
  // What later versions do for --flamechart: lines stay in the order of the file, which are read back to front.
  const inOrder = has
    ? readFileSync(SCRIPT, 'latin1').replace('foreach (sort @Data)', 'foreach (reverse @Data)')
    : ''
  writeFileSync(join(folder, 'in-order.pl'), inOrder, 'latin1')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function openFile(path: string, isInOrder: boolean): Promise<Recording> {
  return openMerged([path], {
    cwd: process.cwd(),
    stdin: emptyInput(),
    reading: { isInOrder, isPlain: true },
  })
}

async function ours(path: string, look: FlameLook, compat: Compat = 'flamegraph'): Promise<string> {
  const recording = await openFile(path, look.flamechart === true)
  return flameSvg(recording, { ...look, compat, static: true })
}

async function* emptyInput(): AsyncGenerator<Uint8Array> {}

/** Puts a file where flamegraph.pl can read it. It knows neither UTF-16 nor the line ends of Windows, and takes Austin's
 *  comments for stacks: it is given what we write of those, as of other formats. Null where there are no stacks to draw. */
async function placed(file: CorpusFile): Promise<string | null> {
  const bytes = file.bytes()
  const path = join(folder, file.name.replace(/\.[^.]*$/, '.folded'))
  const isPlain =
    file.path.startsWith('collapsed/') &&
    !/austin/.test(file.path) &&
    !bytes.includes(0) &&
    !bytes.includes(13)
  if (isPlain) {
    writeFileSync(path, bytes)
    return path
  }
  const [recording] = await readAny(bytes, file.name).catch(() => [])
  const text = recording === undefined ? '' : stacksText(recording)
  if (text === '') return null
  writeFileSync(path, text)
  return path
}

function stacksText(recording: Recording): string {
  if (recording.stacks === null || recording.stacks.samples.length === 0) return ''
  const column = recording.stacks.weights[recording.stacks.defaultValueType]!
  if (!column.some(weight => weight > 0) || column.some(weight => weight < 0)) return ''
  return [...writeCollapsed([recording])].map(piece => new TextDecoder().decode(piece)).join('')
}

/** The same stacks with two counts a line, the second the file's own. */
function withBefore(text: string): string {
  const lines = text.split('\n').filter(line => / [\d.]+$/.test(line))
  return lines
    .map((line, i) => line.replace(/ ([\d.]+)$/, (_, count) => ` ${(i * 7) % 5} ${count}`))
    .join('\n')
}

/** Files of the folder that are no stacks: attributes and colours for names, and an empty one. */
const NOT_STACKS = /nameattr__|palette-map__.*\.map$|__empty\.txt$/

describe.skipIf(!has || !hasCorpus)(`flamegraph.pl${NEEDS}`, () => {
  const files = corpusFiles('collapsed').filter(file => !NOT_STACKS.test(file.path))
  it.each(files.map(file => [file.path, file] as const))('%s: the same boxes every way', async (_, file) => {
    tally('flamegraph.pl', 'file')
    const path = await placed(file)
    for (const { args, look } of WAYS) expectSame(await ours(path!, look), drawnBy(SCRIPT, args, path!))
    expectSame(await ours(path!, { flamechart: true }), drawnBy(join(folder, 'in-order.pl'), [], path!))
    tally('flamegraph.pl', 'passed')
    tally('flamegraph.pl', 'oracle')
  })

  it.skipIf(!existsSync(FLAMEGRAPH_1)).each(files.map(file => [file.path, file] as const))(
    '%s: the same boxes as version 1.0 draws (needs ruby-stackprof)',
    async (_, file) => {
      tally('flamegraph.pl 1.0', 'file')
      const path = await placed(file)
      for (const { args, look } of LATER_WAYS) {
        expectSame(await ours(path!, look, 'flamegraph-1.0'), drawnBy(FLAMEGRAPH_1, args, path!))
      }
      tally('flamegraph.pl 1.0', 'passed')
      tally('flamegraph.pl 1.0', 'oracle')
    },
  )

  const others = OTHERS.flatMap(format => corpusFiles(format).filter(file => file.bytes().length < LARGEST))
  it.each(others.map(file => [file.path, file] as const))('%s, as collapsed stacks', async (_, file) => {
    const path = await placed(file)
    if (path === null) return
    tally('flamegraph.pl', 'file')
    expectSame(await ours(path, {}), drawnBy(SCRIPT, [], path))
    expectSame(await ours(path, { reverse: true }), drawnBy(SCRIPT, ['--reverse'], path))
    writeFileSync(path, withBefore(readFileSync(path, 'utf8')))
    expectSame(await ours(path, { negate: true }), drawnBy(SCRIPT, ['--negate'], path))
    tally('flamegraph.pl', 'passed')
    tally('flamegraph.pl', 'oracle')
  })
})

const bracketed = (name: string) => name.replaceAll('<', '(').replaceAll('>', ')')

/** Per box of inferno's picture its name, and where it begins and how wide it is in counts. */
function infernoBoxes(svg: string): string[] {
  const pattern = /<title>([^<]*) \([^()<]*\)<\/title><rect [^>]*fg:x="(\d+)" fg:w="(\d+)"/g
  return [...svg.matchAll(pattern)]
    .map(([, name, x, width]) => `${bracketed(plainText(name!))}|${x}|${width}`)
    .sort()
}

const hasInferno = existsSync(INFERNO) && hasCorpus

describe.skipIf(!hasInferno)(
  'inferno-flamegraph (needs a bench run, which fetches it, and the corpus)',
  () => {
    const files = corpusFiles('collapsed').filter(file =>
      /perf-.*(?:all|jit|tid)|alternating|recursion/.test(file.path),
    )
    it.each(files.map(file => [file.path, file] as const))('%s: the same flame chart', async (_, file) => {
      tally('inferno-flamegraph', 'file')
      const path = await placed(file)
      // It begins with the last line.
      const backwards = `${path}.backwards`
      writeFileSync(
        backwards,
        `${readFileSync(path!, 'latin1').trimEnd().split('\n').reverse().join('\n')}\n`,
        'latin1',
      )
      const args = ['--flamechart', '--minwidth', '0', backwards]
      const theirs = execFileSync(INFERNO, args, {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
      const recording = await openFile(path!, true)
      const frameTexts = Array.from(
        recording.shared.frames.func,
        func => recording.shared.strings[recording.shared.funcs.name[func]!]!,
      )
      const boxes = queryFoldedBoxes(recording, { frameTexts, isInOrder: true })
      const own = Array.from(boxes.text, (text, i) => {
        const name = text === -1 ? 'all' : boxes.names[text]!.replace(/_\[[kwij]\]$/, '').trim()
        return `${name}|${boxes.from[i]}|${boxes.to[i]! - boxes.from[i]!}`
      })
      expect(own.sort()).toEqual(infernoBoxes(theirs))
      tally('inferno-flamegraph', 'passed')
      tally('inferno-flamegraph', 'oracle')
    })
  },
)
