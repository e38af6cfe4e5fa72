import { existsSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { quantile } from '../src/base/statistics.ts'
import { generateCollapsed } from './generate-collapsed.ts'
import { generatePerfScript } from './generate-perf-script.ts'
import { memoryRow, writePieces } from './large-files.ts'
import { cargoProgram } from './peer-cargo.ts'
import { type Bench, type BenchRow, formatRatio, pairedRatio } from './result.ts'
import { MAIN, medianSeconds, type ProcessCost, runProcess, runPyrometer, seconds } from './run-process.ts'

const RUNS = 5
const LARGE = 1.3e9
const SIDE_BY_SIDE = 300e6
/** Where Debian's libdevel-nytprof-perl puts it. */
const FLAMEGRAPH_PL = '/usr/share/perl5/Devel/NYTProf/flamegraph.pl'
/** Distinct stacks and binaries of the generated text, a few megabytes, and what memory may be used besides. */
const MEMORY_ALLOWED = 220

type Say = (sentence: string) => void

/** Large texts: reading alone, what stacks that are all distinct need, and to a flame graph beside inferno, both on one
 *  processor. */
export const bench: Bench = {
  title: 'Text formats',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    try {
      return [...largeRows(folder, say), ...distinctRows(folder, say), ...peerRows(folder, say)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

function largeRows(folder: string, say: Say): BenchRow[] {
  say('generating a perf script of 1.3 GB …')
  const path = writePieces(join(folder, 'large.perf'), generatePerfScript({ bytes: LARGE }))
  const costs = Array.from({ length: 3 }, () => runPyrometer('report', path, '--limit', '20'))
  rmSync(path)
  const longest = Math.max(...seconds(costs))
  return [
    {
      measure: 'perf script of 1.3 GB to the top of the functions table',
      ours: `${medianSeconds(costs)}, longest ${longest.toFixed(2)} s`,
      peer: null,
      ratio: null,
      target: 'within 10 s',
      isReached: longest <= 10,
    },
    memoryRow(costs, MEMORY_ALLOWED),
  ]
}

function distinctRows(folder: string, say: Say): BenchRow[] {
  say('generating 300 MB of collapsed stacks of which none comes twice …')
  const path = writePieces(
    join(folder, 'distinct.folded'),
    generateCollapsed({ bytes: SIDE_BY_SIDE, stacks: 0 }),
  )
  const costs = Array.from({ length: 3 }, () => runPyrometer('report', path))
  rmSync(path)
  const allowed = SIDE_BY_SIDE / 1e6 + 200
  return [
    memoryRow(
      costs,
      allowed,
      `collapsed stacks of 300 MB, all distinct, to the functions table (${medianSeconds(costs)}): largest resident memory`,
    ),
  ]
}

function peerRows(folder: string, say: Say): BenchRow[] {
  say('generating 300 MB of perf script and of collapsed stacks …')
  const script = writePieces(join(folder, 'small.perf'), generatePerfScript({ bytes: SIDE_BY_SIDE }))
  const collapsed = writePieces(join(folder, 'small.folded'), generateCollapsed({ bytes: SIDE_BY_SIDE }))
  const collapse = cargoProgram('inferno', 'inferno-collapse-perf')
  const draw = cargoProgram('inferno', 'inferno-flamegraph')
  if (collapse === null || draw === null) say('no cargo here: inferno is not measured')
  const svg = join(folder, 'flame.svg')
  return [
    sideBySide('perf script', script, {
      ours: () => onOneProcessor(process.execPath, MAIN, 'flame', script, '-o', svg),
      peer:
        collapse === null || draw === null
          ? null
          : () => onOneProcessor('sh', '-c', `${collapse} -n 1 ${script} | ${draw} > ${svg}`),
    }),
    sideBySide('collapsed stacks', collapsed, {
      ours: () => onOneProcessor(process.execPath, MAIN, 'flame', collapsed, '-o', svg),
      peer: draw === null ? null : () => onOneProcessor('sh', '-c', `${draw} ${collapsed} > ${svg}`),
    }),
    flamegraphPl(collapsed, svg, say),
  ]
}

function sideBySide(
  what: string,
  path: string,
  { ours, peer }: { ours: () => ProcessCost; peer: (() => ProcessCost) | null },
): BenchRow {
  const [own, theirs]: [ProcessCost[], ProcessCost[]] = [[], []]
  for (let run = 0; run < RUNS; run++) {
    own.push(ours())
    if (peer !== null) theirs.push(peer())
  }
  const rate = statSync(path).size / 1e6 / quantile(seconds(own), 0.5)
  const ratio = peer === null ? null : pairedRatio(seconds(own), seconds(theirs))
  return {
    measure: `${what} of 300 MB to a flame graph, on one processor`,
    ours: `${medianSeconds(own)}, ${rate.toFixed(0)} MB/s`,
    peer: peer === null ? null : `${medianSeconds(theirs)} (inferno)`,
    ratio: ratio === null ? null : formatRatio(ratio),
    target: 'at least 150 MB/s, and as fast as inferno within the interval',
    isReached: rate >= 150 && (ratio === null || ratio.low <= 1),
  }
}

/** The same beside the program that flame graphs come from. It takes long: once. Ours is drawn as it draws, too. */
function flamegraphPl(path: string, svg: string, say: Say): BenchRow {
  const has = existsSync(FLAMEGRAPH_PL)
  if (!has) say('no libdevel-nytprof-perl here: flamegraph.pl is not measured')
  const ours = Array.from({ length: 3 }, () =>
    onOneProcessor(process.execPath, MAIN, 'flame', path, '--compat', 'flamegraph', '-o', svg),
  )
  const theirs = has ? [onOneProcessor('sh', '-c', `perl ${FLAMEGRAPH_PL} ${path} > ${svg}`)] : []
  const times = has ? quantile(seconds(theirs), 0.5) / quantile(seconds(ours), 0.5) : Number.NaN
  return {
    measure: 'collapsed stacks of 300 MB to the same boxes as flamegraph.pl, on one processor',
    ours: medianSeconds(ours),
    peer: has ? `${medianSeconds(theirs)} (flamegraph.pl, once)` : null,
    ratio: has ? `${times.toFixed(1)} times as fast` : null,
    target: 'at least 3 times as fast',
    isReached: !has || times >= 3,
  }
}

function onOneProcessor(program: string, ...args: readonly string[]): ProcessCost {
  return runProcess('taskset', ['-c', '0', program, ...args])
}
