import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { median } from '../src/base/statistics.ts'
import type { Quality } from '../src/model/recording.ts'
import { openInputs } from '../src/workbench/opening/open.ts'
import { peerProgram } from './peer-venv.ts'
import { cpuOf, MAIN, sleep, start, startTarget, untilMeasuring } from './pyrometer-process.ts'
import { type Bench, type BenchRow, formatRatio, pairedRatio } from './result.ts'

const PROGRAM = join('bench', 'programs', 'twenty-deep.py')
const PYTHON = process.env.PYROMETER_BENCH_PYTHON ?? 'python3'
const RUNS = 5
const SECONDS = 10
const PEER_SECONDS = 4

/** One thread, 20 frames deep: ticks and CPU at 1 kHz, and the highest rate that is sustained. */
export const bench: Bench = {
  title: 'Rate',
  run: async say => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-bench-'))
    try {
      return [...(await measureTicks(folder, say)), await measureHighest(folder, say)]
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

async function measureTicks(folder: string, say: (sentence: string) => void): Promise<BenchRow[]> {
  const shares: number[] = []
  const processors: number[] = []
  for (let run = 0; run < RUNS; run++) {
    const { quality, cpu } = await recordAt(1000, SECONDS, folder)
    shares.push(quality.takenTicks! / quality.scheduledTicks!)
    processors.push(cpu)
    say(`1 kHz: ${(100 * shares.at(-1)!).toFixed(2)} % of ticks, ${(100 * cpu).toFixed(1)} % of a processor`)
  }
  return [
    {
      measure: '1 kHz, one thread, 20 frames: scheduled ticks taken',
      ours: `${(100 * median(shares)).toFixed(2)} % (median of ${RUNS})`,
      peer: null,
      ratio: null,
      target: 'at least 99.9 %',
      isReached: median(shares) >= 0.999,
    },
    {
      measure: '1 kHz, one thread, 20 frames: CPU of the whole recorder while it samples',
      ours: `${(100 * median(processors)).toFixed(1)} % of a processor`,
      peer: null,
      ratio: null,
      target: 'at most 6 %',
      isReached: median(processors) <= 0.06,
    },
  ]
}

async function measureHighest(folder: string, say: (sentence: string) => void): Promise<BenchRow> {
  const peer = peerProgram('py-spy==0.4.2', 'py-spy')
  const ours: number[] = []
  const theirs: number[] = []
  for (let run = 0; run < RUNS; run++) {
    ours.push((await recordAt(100_000, PEER_SECONDS, folder)).quality.achievedRate!)
    theirs.push(await peerRate(peer, folder))
    say(`highest: ${ours.at(-1)!.toFixed(0)} Hz, py-spy ${theirs.at(-1)!.toFixed(0)} Hz`)
  }
  const ratio = pairedRatio(ours, theirs)
  return {
    measure: 'highest sustained rate, one thread, 20 frames',
    ours: `${(median(ours) / 1000).toFixed(1)} kHz (median of ${RUNS})`,
    peer: `${(median(theirs) / 1000).toFixed(1)} kHz (py-spy 0.4.2)`,
    ratio: formatRatio(ratio),
    target: "at least 5 times py-spy's",
    isReached: ratio.ratio >= 5,
  }
}

/** Attaches for some seconds; CPU is the recorder's share of a processor between its first and its last second. */
async function recordAt(
  rate: number,
  seconds: number,
  folder: string,
): Promise<{ quality: Quality; cpu: number }> {
  const ready = join(folder, `ready-${Math.random()}`)
  const target = await startTarget([PYTHON, PROGRAM, '600', ready], ready)
  try {
    const file = join(folder, 'rate.pyrometer')
    const args = [MAIN, 'record', '-q', '--rate', String(rate), '-o', file, '--pid', String(target.pid)]
    const { child, ended, said } = start([process.execPath, ...args])
    await untilMeasuring(said)
    await sleep(1000)
    const [from, before] = [performance.now(), cpuOf(child.pid!)]
    await sleep(1000 * (seconds - 1))
    const cpu = (cpuOf(child.pid!) - before) / (1e6 * (performance.now() - from))
    child.kill('SIGINT')
    const { status, stderr } = await ended
    if (status !== 0) throw new Error(`record ended with ${status}: ${stderr}`)
    const stdin = (async function* () {})()
    const [recording] = await openInputs([file], { cwd: process.cwd(), stdin })
    return { quality: recording!.meta.quality!, cpu }
  } finally {
    target.kill('SIGKILL')
  }
}

/** Samples a second that py-spy takes when asked for as many as it can: the difference between a long and a short run,
 *  because it counts its duration in samples. */
async function peerRate(peer: string, folder: string): Promise<number> {
  const ready = join(folder, `ready-${Math.random()}`)
  const target = await startTarget([PYTHON, PROGRAM, '600', ready], ready)
  try {
    const short = await peerSamples(peer, { pid: target.pid!, seconds: 1, file: join(folder, 'peer.txt') })
    const long = await peerSamples(peer, {
      pid: target.pid!,
      seconds: 1 + PEER_SECONDS,
      file: join(folder, 'peer.txt'),
    })
    return (long - short) / PEER_SECONDS
  } finally {
    target.kill('SIGKILL')
  }
}

async function peerSamples(
  peer: string,
  { pid, seconds, file }: { pid: number; seconds: number; file: string },
): Promise<number> {
  const options = ['-r', '100000', '-d', 'unlimited', '-f', 'raw', '-o', file]
  const { child, ended } = start([peer, 'record', ...options, '--pid', String(pid)])
  await sleep(1000 * seconds)
  child.kill('SIGINT')
  const { status, stderr } = await ended
  if (status !== 0) throw new Error(`py-spy ended with ${status}: ${stderr}`)
  let samples = 0
  for (const line of readFileSync(file, 'utf8').trim().split('\n'))
    samples += Number(line.slice(line.lastIndexOf(' ')))
  return samples
}
