import { execFileSync, spawn } from 'node:child_process'
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeFileSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { bootstrapInterval, median } from '../src/base/statistics.ts'
import { MAIN, sleep, start, untilMeasuring } from './pyrometer-process.ts'
import type { Bench } from './result.ts'

const PROGRAM = join('bench', 'programs', 'work-units.py')
const PYTHON = process.env.PYROMETER_BENCH_PYTHON ?? 'python3'
const RATE = 1000
/** ms that the sampler is on, then off. */
const PERIOD = 200
const PAIRS = 150

/**
 * How much the sampler slows a program down, as CPU time per unit of work. Two processes differ by some 5 %, so it is
 * switched on and off inside one running target: the recorder is stopped and continued every 200 ms.
 */
export const bench: Bench = {
  title: 'Overhead',
  run: async say => {
    const slowdowns = await slowdownsOf(['--rate', String(RATE)])
    const { low, high } = bootstrapInterval(slowdowns, median)
    say(
      `slowdown ${percent(median(slowdowns))} [${percent(low)}, ${percent(high)}] of ${slowdowns.length} pairs`,
    )
    return [
      {
        measure: `slowdown at ${RATE} Hz, CPU time per unit of work, on and off every ${PERIOD} ms`,
        ours: `${percent(median(slowdowns))} [${percent(low)}, ${percent(high)}]`,
        peer: null,
        ratio: null,
        target: 'upper 95 % bound below 2 %',
        isReached: high < 0.02,
      },
    ]
  },
}

/** The slowdown of a running program while a recorder with these options is attached to it, of {@link PAIRS} pairs. */
export async function slowdownsOf(options: readonly string[]): Promise<number[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
  const counter = join(folder, 'units')
  writeFileSync(counter, new Uint8Array(16))
  const target = spawn(PYTHON, [PROGRAM, counter], { stdio: 'ignore' })
  try {
    await sleep(1000)
    pin(target.pid!, '1')
    const args = ['record', '-q', ...options, '-o', join(folder, 'a.pyrometer')]
    const recorder = start([process.execPath, MAIN, ...args, '--pid', String(target.pid)])
    await untilMeasuring(recorder.said)
    pin(recorder.child.pid!, '0')
    const slowdowns = await alternate(recorder.child.pid!, counter)
    recorder.child.kill('SIGINT')
    await recorder.ended
    return slowdowns
  } finally {
    target.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The slowdown of each pair of an on and an off period; the order within a pair alternates. */
async function alternate(recorder: number, counter: string): Promise<number[]> {
  const slowdowns: number[] = []
  for (let pair = 0; pair < PAIRS; pair++) {
    const isOnFirst = pair % 2 === 0
    const first = await costOf(recorder, isOnFirst, counter)
    const second = await costOf(recorder, !isOnFirst, counter)
    slowdowns.push((isOnFirst ? first / second : second / first) - 1)
  }
  process.kill(recorder, 'SIGCONT')
  return slowdowns
}

/** ns of CPU time a unit of work took while the recorder was on or off. */
async function costOf(recorder: number, isOn: boolean, counter: string): Promise<number> {
  process.kill(recorder, isOn ? 'SIGCONT' : 'SIGSTOP')
  await sleep(10)
  const before = readCounter(counter)
  await sleep(PERIOD - 10)
  const after = readCounter(counter)
  return (after.cpu - before.cpu) / (after.units - before.units)
}

/** Both numbers of the same moment: the program may write between two reads. */
function readCounter(path: string): { units: number; cpu: number } {
  const [one, two] = [new BigUint64Array(2), new BigUint64Array(2)]
  const file = openSync(path, 'r')
  try {
    do {
      readSync(file, one, 0, 16, 0)
      readSync(file, two, 0, 16, 0)
    } while (one[0] !== two[0] || one[1] !== two[1])
  } finally {
    closeSync(file)
  }
  return { units: Number(one[0]), cpu: Number(one[1]) }
}

function pin(pid: number, processor: string): void {
  if (cpus().length < 2) return
  execFileSync('taskset', ['-a', '-c', '-p', processor, String(pid)], { stdio: 'ignore' })
}

/** "1.23 %". */
export function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`
}
