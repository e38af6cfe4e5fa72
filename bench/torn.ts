import { execFileSync } from 'node:child_process'
import { cpus } from 'node:os'
import { wilsonInterval, Z_99 } from '../src/base/statistics.ts'
import { StackResult } from '../src/record/python/stacks/raw-stack.ts'
import { computeTornShare } from '../src/record/python/stacks/torn-estimate.ts'
import { openPythonTarget } from '../src/record/python/target/open-target.ts'
import type { PythonTarget } from '../src/record/python/target/target.ts'
import { startProgram } from '../test/support/live-program.ts'
import { livePythons } from '../test/support/live-pythons.ts'
import type { Bench, BenchRow } from './result.ts'

const PROGRAM = 'bench/programs/alternate.py'
const RATE = 1500
const STACKS = 15_000
/** Below this share two figures count as equal: 15,000 stacks cannot tell them apart. */
const FLOOR = 0.001
const TARGET_CPU = '1'
const READER_CPU = '0'
/** Every way to call on one release of each family; plain calls, which the target is stated for, on all. */
const KINDS = ['call', 'property', 'callback', 'generator']
const SAMPLED = ['3.8', '3.11', '3.12', '3.13', '3.15']

interface Outcome {
  whole: number
  torn: number
  impossible: number
  estimate: { share: number; low: number; high: number } | null
}

/** Torn stacks: what is impossible in truth, and what the reader says of itself. */
export const bench: Bench = {
  title: 'Torn stacks',
  run: async say => {
    if (cpus().length < 2) throw new Error('target and reader need a processor each')
    const rows: BenchRow[] = []
    pin(READER_CPU)
    try {
      for (const [release, python] of livePythons()) {
        for (const kind of SAMPLED.includes(release) ? KINDS : KINDS.slice(0, 1)) {
          const outcome = await measure(python.path, kind)
          rows.push(rowOf(release, kind, outcome))
          say(`${release} ${kind}: ${JSON.stringify(outcome)}`)
        }
      }
    } finally {
      pin(`0-${cpus().length - 1}`)
    }
    return rows
  },
}

/** Keeps this process on the given processors. */
function pin(processors: string): void {
  execFileSync('taskset', ['-a', '-c', '-p', processors, String(process.pid)], { stdio: 'ignore' })
}

async function measure(python: string, kind: string): Promise<Outcome> {
  const program = startProgram(['taskset', '-c', TARGET_CPU, python, PROGRAM, kind])
  try {
    await program.line()
    const target = openPythonTarget(program.pid)
    const outcome = sample(target)
    target.close()
    return outcome
  } finally {
    await program.stop()
  }
}

function sample(target: PythonTarget): Outcome {
  const raw = { depth: 0, code: new Float64Array(256), instruction: new Int32Array(256) }
  const thread = target.refreshThreads()[0]!
  const outcome: Outcome = { whole: 0, torn: 0, impossible: 0, estimate: null }
  let next = performance.now()
  for (let i = 0; i < STACKS; i++) {
    next += (-Math.log(1 - Math.random()) * 1000) / RATE
    while (performance.now() < next) {
      // Sleeping would let the processor's clock fall; the recorder proper is compared elsewhere.
    }
    const result = target.readStack(thread, raw)
    if (result === StackResult.torn) outcome.torn++
    if (result !== StackResult.whole) continue
    outcome.whole++
    const names = Array.from({ length: raw.depth }, (_, depth) => target.code(raw.code[depth]!)?.name ?? '?')
    if (!isPossible(names)) outcome.impossible++
  }
  outcome.estimate = computeTornShare(target.tornCounts())
  return outcome
}

/** Whether a stack (leaf first) is one that the program ever has. */
function isPossible(names: readonly string[]): boolean {
  const text = names.map(name => name.replace(/^\w+_(?=h)|^Shape\./, '')).join(' ')
  return /^(main|ha main|hb main|[lg]a ha main|[lg]b hb main) <module>$/.test(text)
}

function rowOf(release: string, kind: string, { whole, torn, impossible, estimate }: Outcome): BenchRow {
  const truth = { share: impossible / whole, ...wilsonInterval(impossible, whole, Z_99) }
  const agrees = estimate !== null && isWithinFactor(estimate, truth, 2)
  return {
    measure: `CPython ${release}, ${kind}: impossible stacks among those taken for whole`,
    ours: `${format(truth)}, estimated ${estimate === null ? 'unknown' : format(estimate)}; ${torn} of ${STACKS} marked torn`,
    peer: null,
    ratio: null,
    target: kind === 'call' ? 'at most 2 %, estimate within a factor of 2' : null,
    isReached: kind === 'call' ? truth.share <= 0.02 && agrees : null,
  }
}

/** Within a factor of each other, as far as the intervals can tell; below the floor all shares are equal. */
function isWithinFactor(
  a: { share: number; low: number; high: number },
  b: { share: number; low: number; high: number },
  factor: number,
): boolean {
  if (a.share <= FLOOR && b.share <= FLOOR) return true
  return a.high >= b.low / factor && a.low <= b.high * factor
}

function format({ share, low, high }: { share: number; low: number; high: number }): string {
  const percent = (value: number): string => (100 * value).toFixed(2)
  return `${percent(share)} % [${percent(low)}, ${percent(high)}]`
}
