import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { mean, median } from '../src/base/statistics.ts'
import { queryFunctions } from '../src/query/functions/functions.ts'
import { openInputs } from '../src/workbench/opening/open.ts'
import { MAIN, start } from './pyrometer-process.ts'
import type { Bench } from './result.ts'

const PROGRAM = join('bench', 'programs', 'known-shares.py')
const PYTHON = process.env.PYROMETER_BENCH_PYTHON ?? 'python3'
const RUNS = 20
/** Rounds of some 100 ms. */
const ROUNDS = 25

/** Shares of the whole CPU time by function, in [0, 1]. */
type Shares = ReadonlyMap<string, number>

interface Estimate {
  readonly share: number
  readonly low: number
  readonly high: number
}

/** Whether the shares that sampling gives are the true ones, on a program whose functions count their own CPU time. */
export const bench: Bench = {
  title: 'Accuracy',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    try {
      const iterations = execFileSync(PYTHON, [PROGRAM], { encoding: 'utf8' }).trim()
      const ours = new Errors()
      const theirs = new Errors()
      let covered = 0
      for (let run = 0; run < RUNS; run++) {
        const { truth, estimates } = await sampled(iterations, folder)
        for (const [name, share] of truth) {
          const { share: found, low, high } = estimates.get(name) ?? { share: 0, low: 0, high: 0 }
          ours.add(name, found - share)
          if (low <= share && share <= high) covered++
          else
            say(`${name}: ${percent(found)} [${percent(low)}, ${percent(high)}], in truth ${percent(share)}`)
        }
        const plain = sharesOf(
          execFileSync(PYTHON, [PROGRAM, String(ROUNDS), iterations], { encoding: 'utf8' }),
        )
        for (const [name, share] of await traced(iterations, folder)) {
          if (plain.has(name)) theirs.add(name, share - plain.get(name)!)
        }
        say(`run ${run + 1} of ${RUNS}: ${covered} of ${ours.count} intervals hold the truth`)
      }
      return [
        {
          measure: `99 % intervals that hold the true share, ${ours.count} function-runs`,
          ours: percent(covered / ours.count),
          peer: null,
          ratio: null,
          target: 'at least 97 %',
          isReached: covered / ours.count >= 0.97,
        },
        {
          measure: 'median over the functions of the absolute bias of their share',
          ours: `${points(ours.medianBias())} points`,
          peer: `${points(theirs.medianBias())} points (cProfile)`,
          ratio: null,
          target: 'below 0.5 points',
          isReached: ours.medianBias() < 0.005,
        },
        {
          measure: 'largest absolute bias of a function',
          ours: `${points(ours.largestBias())} points`,
          peer: `${points(theirs.largestBias())} points (cProfile)`,
          ratio: null,
          target: null,
          isReached: null,
        },
      ]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Errors by function over the runs. */
class Errors {
  count = 0
  readonly #errors = new Map<string, number[]>()

  add(name: string, error: number): void {
    this.count++
    this.#errors.set(name, [...(this.#errors.get(name) ?? []), error])
  }

  medianBias(): number {
    return median(this.#biases())
  }

  largestBias(): number {
    return Math.max(...this.#biases())
  }

  #biases(): number[] {
    return [...this.#errors.values()].map(errors => Math.abs(mean(errors)))
  }
}

/** One run under the sampler: what the program counted itself, and what the recording says. */
async function sampled(
  iterations: string,
  folder: string,
): Promise<{ truth: Shares; estimates: Map<string, Estimate> }> {
  const file = join(folder, 'sampled.pyrometer')
  const command = [PYTHON, PROGRAM, String(ROUNDS), iterations]
  const { status, stdout, stderr } = await start([
    process.execPath,
    MAIN,
    'record',
    '-q',
    '-o',
    file,
    '--',
    ...command,
  ]).ended
  if (status !== 0) throw new Error(`record ended with ${status}: ${stderr}`)
  const recording = await open(file)
  const cpu = recording.stacks!.valueTypes.findIndex(({ name }) => name === 'cpu')
  const { rows, total } = queryFunctions(recording, { valueType: cpu })
  const estimates = new Map<string, Estimate>()
  for (let i = 0; i < rows.length; i++) {
    const name = recording.shared.strings[recording.shared.funcs.name[rows.func[i]!]!]!
    estimates.set(name, { share: rows.total[i]! / total, low: rows.totalLow[i]!, high: rows.totalHigh[i]! })
  }
  return { truth: sharesOf(stdout), estimates }
}

/** One run under cProfile. */
async function traced(iterations: string, folder: string): Promise<Shares> {
  const file = join(folder, 'traced.pstats')
  execFileSync(PYTHON, ['-m', 'cProfile', '-o', file, PROGRAM, String(ROUNDS), iterations], { stdio: 'pipe' })
  const recording = await open(file)
  const { rows, total } = queryFunctions(recording)
  const shares = new Map<string, number>()
  for (let i = 0; i < rows.length; i++) {
    shares.set(recording.shared.strings[recording.shared.funcs.name[rows.func[i]!]!]!, rows.total[i]! / total)
  }
  return shares
}

function sharesOf(json: string): Shares {
  const { spent, process } = JSON.parse(json) as { spent: Record<string, number>; process: number }
  return new Map(Object.entries(spent).map(([name, ns]) => [name, ns / process]))
}

async function open(file: string) {
  const stdin = (async function* () {})()
  const [recording] = await openInputs([file], { cwd: process.cwd(), stdin })
  return recording!
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}

function points(share: number): string {
  return (100 * share).toFixed(2)
}
