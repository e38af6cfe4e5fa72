import { spawnSync } from 'node:child_process'
import type { Recording } from '../../src/model/recording.ts'

/** What perf says of its version, empty where it is missing. */
export const PERF = (spawnSync('perf', ['--version'], { encoding: 'utf8' }).stdout ?? '').trim()

/** What a file says of its records and of the first moment of its clock. */
export interface PerfExtra {
  readonly firstTime: string | null
  readonly records: Readonly<Record<string, number>>
}

/** What the reader of perf.data kept of the file. */
export function perfExtraOf(recording: Recording): PerfExtra {
  return (recording.meta.extra as { perfData: PerfExtra }).perfData
}

/** The samples of a file as perf script prints them, null where it cannot: names, numbers, and the addresses leaf first (places in files for user code). */
export function perfScriptSamples(path: string): { lines: string[]; hasStacks: boolean } | null {
  const fields = 'comm,pid,tid,time,period,event,ip'
  const options = [
    'script',
    '-i',
    path,
    '--ns',
    '--no-inline',
    '--no-itrace',
    '--max-stack',
    '4096',
    '-F',
    fields,
  ]
  const { status, stdout } = spawnSync('perf', options, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0 || stdout === '') return null
  const samples: string[][] = []
  let hasStacks = false
  for (const line of stdout.split('\n')) {
    const head = /^ *(.*?) +(-?\d+)\/(-?\d+) +(\d+)\.(\d{9}): +(\d+) +(\S+?): *([0-9a-f]+)?(?: .*)?$/.exec(
      line,
    )
    if (head !== null) {
      const [, comm, pid, tid, seconds, nanoseconds, period, event, ip] = head
      const time = BigInt(seconds!) * 1_000_000_000n + BigInt(nanoseconds!)
      samples.push([`${comm} ${pid}/${tid} ${time} ${period} ${event}`, ...(ip === undefined ? [] : [ip])])
    } else if (line.trim() !== '') {
      samples.at(-1)!.push(line.trim().split(' ')[0]!)
      hasStacks = true
    }
  }
  return { hasStacks, lines: samples.map(([head, ...addresses]) => `${head}: ${addresses.join(' ')}`) }
}

/** The same of a recording. perf prints addresses of lone samples as they are, those of stacks as places in files. */
export function samplesLikePerf(recordings: readonly Recording[], hasStacks: boolean): string[] {
  return recordings.flatMap(recording => {
    const { shared, stacks } = recording
    const { samples, valueTypes, weights } = stacks!
    const first = BigInt(perfExtraOf(recording).firstTime!)
    const lines: string[] = []
    for (let i = 0; i < samples.length; i++) {
      const thread = samples.thread[i]!
      const pid = shared.processes.pid[shared.threads.process[thread]!]
      const name = shared.strings[shared.threads.name[thread]!]
      const owner = `${name} ${pid}/${shared.threads.tid[thread]} ${first + BigInt(samples.time[i]!)}`
      for (const [k, { name: event }] of valueTypes.entries()) {
        const period = weights[k]![i]!
        if (event.endsWith('samples') || period === 0) continue
        lines.push(
          `${owner} ${period} ${event}: ${addressesOf(recording, samples.stack[i]!, hasStacks).join(' ')}`,
        )
      }
    }
    return lines
  })
}

function addressesOf({ shared }: Recording, leaf: number, hasStacks: boolean): string[] {
  const { frames, libs, strings } = shared
  const addresses: string[] = []
  for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
    const frame = shared.stacks.frame[at]!
    const lib = frames.lib[frame]!
    const path = lib === -1 ? '' : strings[libs.path[lib]!]!
    const isPlace = path.startsWith('/') && !path.startsWith('//') && !/\.ko(\.\w+)?$|^\/dev\/zero/.test(path)
    const address = frames.address[frame]!
    const isVdso = path === '[vdso]' || path === '[vsyscall]'
    addresses.push(
      (hasStacks && (isPlace || isVdso) ? address - libs.start[lib]! + libs.offset[lib]! : address).toString(
        16,
      ),
    )
  }
  return addresses
}
