import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { seededRandom } from '../../../src/base/random.ts'
import { parseDotItems } from '../../support/dot-oracle.ts'
import { GPROF2DOT_INPUTS, type Gprof2dotInput } from '../../support/gprof2dot-inputs.ts'
import { type Gprof2dotRun, runGprof2dot } from '../../support/gprof2dot-runs.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { type Dice, diceOf, type RandomGraph, randomGraph } from '../../support/random-graphs.ts'
import { type CliResult, runCli } from '../../support/run-cli.ts'

/** More by hand: PYROMETER_FUZZ=5000 and PYROMETER_FUZZ_SEED=7. */
const CASES = Number(process.env.PYROMETER_FUZZ ?? 390)
const SEED = Number(process.env.PYROMETER_FUZZ_SEED ?? 1)

interface Case {
  readonly input: Gprof2dotInput
  readonly graph: RandomGraph
  readonly args: readonly string[]
  readonly files: readonly string[]
  readonly kind: 'picture' | 'list' | 'comparison'
}

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-gprof2dot-fuzz-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.skipIf(findPeer('gprof2dot') === null)(
  `random call graphs drawn by ${peerTitle('gprof2dot')}`,
  () => {
    it(`are the same in ${CASES} cases, whatever the format and the options`, async () => {
      const cases = Array.from({ length: CASES }, (_, i) => randomCase(i))
      const theirs = runGprof2dot(
        cases.map(({ input, args, files }) => ['-f', input.format, ...args, ...files]),
      )
      const wrong: string[] = []
      const counts = new Map<string, number>()
      for (const [i, own] of cases.entries()) {
        const ours = await runCli(['graph', '--compat', 'gprof2dot', ...own.args, ...own.files])
        const verdict = judge(own, ours, theirs[i]!)
        counts.set(verdict.kind, (counts.get(verdict.kind) ?? 0) + 1)
        if (verdict.kind === 'differs') {
          wrong.push(`${own.files.join(' ')} ${own.args.join(' ')}\n${verdict.text}`)
        }
      }
      const summary = [...counts].map(([kind, count]) => `${count} ${kind}`).join(', ')
      process.stdout.write(`gprof2dot on random graphs: ${summary}\n`)
      expect(wrong.slice(0, 20).join('\n\n')).toBe('')
      expect(counts.get('same')! / CASES).toBeGreaterThan(0.8)
    }, 3_600_000)
  },
)

function randomCase(index: number): Case {
  const dice = diceOf(seededRandom(SEED * 1_000_003 + index))
  const input = GPROF2DOT_INPUTS[index % GPROF2DOT_INPUTS.length]!
  const graph = randomGraph(dice, input)
  const path = (k: number) => join(folder, `${index}-${k}${input.ending}`)
  const isCompared = input.format !== 'sleepy' && dice.chance(0.15)
  const isList = !isCompared && dice.chance(0.1)
  const args = [...randomLimits(dice, graph), ...randomLook(dice)]
  if (isCompared) args.push('--compare', ...randomComparison(dice))
  if (isList) args.push(`--list-functions=${dice.oneOf(['+', '*', randomGlob(dice, graph)])}`)
  const count = isCompared ? 2 : input.format === 'pstats' && dice.chance(0.2) ? 2 : 1
  const files = Array.from({ length: count }, (_, k) => path(k))
  for (const [k, file] of files.entries()) {
    // Now and then another program is compared, with some functions of the same names.
    const isOther = isCompared && k > 0 && dice.chance(0.2)
    const own = k === 0 ? graph : isOther ? randomGraph(dice, input) : varied(graph, dice)
    writeFileSync(file, input.write(own, dice))
  }
  const kind = isCompared ? 'comparison' : isList ? 'list' : 'picture'
  return { input, graph, args, files, kind }
}

/** Another run of the same program. */
function varied(graph: RandomGraph, dice: Dice): RandomGraph {
  const stacks = graph.stacks
    .filter((_, i) => i === 0 || dice.chance(0.9))
    .map(own => ({ ...own, weight: dice.chance(0.5) ? own.weight : dice.below(40) }))
  stacks[0] = { ...stacks[0]!, weight: 1 + dice.below(9) }
  const pairs = new Set(stacks.flatMap(({ path }) => path.slice(1).map((func, at) => `${path[at]} ${func}`)))
  const edges = graph.edges.filter(({ caller, callee }) => pairs.has(`${caller} ${callee}`))
  return { ...graph, stacks, edges }
}

function randomLimits(dice: Dice, graph: RandomGraph): string[] {
  const { chance, oneOf, below } = dice
  const args: string[] = []
  // Not 100: whether a total is the whole hangs on the order in which it adds a cycle's members, at the last digit.
  const percents = ['0', '0.5', '1', '5', '10', '12.5', '25', '33.333', '50', '99']
  if (chance(0.6))
    args.push(chance(0.6) ? '-n0' : oneOf([`-n${oneOf(percents)}`, `--node-thres=${oneOf(percents)}`]))
  if (chance(0.6))
    args.push(chance(0.6) ? '-e0' : oneOf([`-e${oneOf(percents)}`, `--edge-thres=${oneOf(percents)}`]))
  if (chance(0.2)) args.push(oneOf(['-z', '--root']), randomGlob(dice, graph))
  if (chance(0.2)) args.push(oneOf(['-l', '--leaf']), randomGlob(dice, graph))
  if (chance(0.15)) args.push(`--depth=${oneOf([-1, 0, 1, 2, 3, 100, below(5)])}`)
  if (chance(0.12)) args.push('-p', oneOf(['/usr', 'lib', 'app', '~', '', 'a.b']))
  if (chance(0.05)) args.push('--path', 'kernel')
  return args
}

function randomGlob({ chance, oneOf, below }: Dice, { names }: RandomGraph): string {
  const name = oneOf(names)
  const glob = oneOf([
    '*',
    'f*',
    '[fg]?',
    '[!f]*',
    '*[0-9]',
    '*main*',
    '?*',
    'F*',
    `*${[...name].slice(0, 40).join('')}*`,
    [...name].map(char => (chance(0.2) ? '?' : char)).join(''),
    `${[...name].slice(0, 1 + below(6)).join('')}*`,
    '[]x]*',
    '*[z-a]*',
    '*:*:*',
  ])
  return glob.startsWith('-') || glob === '' ? '*' : glob
}

function randomLook({ chance, oneOf }: Dice): string[] {
  const args: string[] = []
  if (chance(0.5)) args.push('-c', oneOf(['bw', 'color', 'gray', 'pink', 'print']))
  if (chance(0.3)) args.push(`--skew=${oneOf(['0', '0.01', '0.5', '1', '1.5', '20', '1000'])}`)
  if (chance(0.3)) args.push(oneOf(['--color-nodes-by-selftime', '--colour-nodes-by-selftime']))
  if (chance(0.3)) args.push(oneOf(['-s', '--strip']))
  if (chance(0.4)) args.push(oneOf(['-w', '--wrap']))
  if (chance(0.3)) args.push('--show-samples')
  if (chance(0.2)) args.push('--total', oneOf(['callratios', 'callstacks', 'callstacks']))
  for (const share of [0.3, 0.3, 0.2, 0.1]) {
    if (!chance(share)) continue
    const measures = ['self-time', 'self-time-percentage', 'total-time', 'total-time-percentage']
    args.push('--node-label', oneOf(measures))
  }
  if (chance(0.3)) {
    const formats = [
      '%.7g',
      '%.2f s',
      '%e',
      '%d',
      '%+.3G',
      '%8.1f',
      '%05.2f%%',
      '%s',
      '%i',
      '%-9.1es',
      '%#.3g',
    ]
    args.push('--time-format', oneOf(formats))
  }
  return args
}

function randomComparison({ chance, oneOf }: Dice): string[] {
  const args: string[] = []
  if (chance(0.4)) args.push('--compare-tolerance', oneOf(['0.001', '0.1', '1', '5', '10', '0.02']))
  if (chance(0.3)) args.push('--compare-only-slower')
  if (chance(0.3)) args.push('--compare-only-faster')
  if (chance(0.3)) args.push('--compare-color-by-difference')
  return args
}

interface Verdict {
  readonly kind: string
  readonly text: string
}

function judge(own: Case, ours: CliResult, theirs: Gprof2dotRun): Verdict {
  const isUnmatched = ours.status === 2 && /No function matches the (?:root|leaf)/.test(ours.stderr)
  if (theirs.dot !== null) return judgePicture(own, ours, { dot: theirs.dot, isUnmatched })
  const verdict = (isRight: boolean, kind: string): Verdict =>
    isRight
      ? { kind, text: '' }
      : {
          kind: 'differs',
          text: `theirs ${theirs.error}\nours   ${ours.status} ${ours.stdout} ${ours.stderr}`,
        }
  if (/^exit 1: (?:.*\n)*(?:root|leaf) node/.test(theirs.error!)) return verdict(isUnmatched, 'same')
  if (own.kind === 'list' && theirs.error!.startsWith('exit 0')) {
    const wanted = theirs.messages.replace(/^(?:warning|call_ratios): .*\n/gm, '')
    if (ours.stdout === wanted) return { kind: 'same', text: '' }
    // Below roots it lists in the order of a set.
    const isOrdered = !own.args.some(arg => arg === '-z' || arg === '--root')
    return verdict(!isOrdered && sorted(ours.stdout) === sorted(wanted), 'same list')
  }
  // Where it crashes there is a picture, unless there is nothing to draw.
  const isDrawn = ours.status === 0 && (ours.stdout.startsWith('digraph') || own.kind === 'list')
  return verdict(isUnmatched || isDrawn, `where gprof2dot fails (${theirs.error!.split(':')[0]})`)
}

function judgePicture(
  { kind, args }: Case,
  ours: CliResult,
  { dot, isUnmatched }: { dot: string; isUnmatched: boolean },
): Verdict {
  const wanted = linesOf(dot)
  // It compares with nothing where no function of the first file is a root.
  if (kind === 'comparison' && isUnmatched && wanted.length === 0) return { kind: 'without a root', text: '' }
  if (ours.status !== 0) return { kind: 'differs', text: `ours exits ${ours.status}: ${ours.stderr}` }
  const own = linesOf(ours.stdout)
  if (own.join('\n') === wanted.join('\n')) {
    return { kind: ours.stdout === dot ? 'same' : 'same but for quotes', text: '' }
  }
  // It walks in the order of a set and takes the first way to a function for the shortest: less than there is.
  const known = new Set(own)
  if (args.some(arg => arg.startsWith('--depth')) && wanted.every(line => known.has(line))) {
    return { kind: 'a part of ours (--depth)', text: '' }
  }
  return { kind: 'differs', text: firstDifference(own, wanted) }
}

function sorted(list: string): string {
  return list.trimEnd().split(',\n').sort().join('\n')
}

/** A line a node and one an edge. Ids of more than 1,024 characters are shortened in another way; and some parsers of gprof2dot
 *  make whole numbers of samples, some floats: 300 or 300.0. */
function linesOf(dot: string): string[] {
  const short = (id: string | null) => id?.replace(/^_(?:[0-9a-f]{40}|\d+)$/, '_') ?? null
  // It writes names of any length where it compares; such a picture no dot reads.
  const plain = dot.replace(/(× [+-] \d+)\.0%/g, '$1%').replace(/x{3000,}(?: |\\n)?(?:end)?…?/g, 'x…')
  return parseDotItems(plain)
    .map(({ caller, callee, attributes }) =>
      JSON.stringify([short(caller), short(callee), ...Object.entries(attributes).sort()]),
    )
    .sort()
}

function firstDifference(own: readonly string[], wanted: readonly string[]): string {
  const [known, other] = [new Set(own), new Set(wanted)]
  const more = own.filter(line => !other.has(line))
  const less = wanted.filter(line => !known.has(line))
  return [
    `${own.length} and ${wanted.length} lines, ${more.length} of ours only`,
    `  ours   ${more[0]?.slice(0, 600)}`,
    `  theirs ${less[0]?.slice(0, 600)}`,
  ].join('\n')
}
