import { sampleDurations } from '../../analysis/time/thread-samples.ts'
import { formatShare } from '../../base/units.ts'
import type { Recording, Timeline } from '../../model/recording.ts'
import { type FrameIndex, FuncKind, type ProcessIndex, ThreadState } from '../../model/tables.ts'
import { shortPath } from '../short-path.ts'

/** When a process had most memory, and in what. */
export interface ProcessPeak {
  /** -1 where the recording does not say of which. */
  readonly process: ProcessIndex
  readonly name: string
  /** What was most: resident memory, or what an allocator had given out. */
  readonly of: 'rss' | 'heap'
  /** Bytes: the kernel's own figure where it was read, else the largest sample. */
  readonly bytes: number
  /** Whether `bytes` is the kernel's. */
  readonly isKernels: boolean
  /** Length of time between the last reading of the kernel's figure and the end of the recording or process, ns; NaN unknown. */
  readonly readBeforeEnd: number
  /** Time of the largest sample, ns since the start. */
  readonly time: number
  /** What ran at that time: "load (grow.py:16)", with the innermost span around it; of a heap, what had allocated most of it, with
   *  its share; null unknown. */
  readonly place: string | null
}

/** The peak of every process whose resident memory was recorded, else of those whose heap was; the program first. Empty where there
 *  is none. O(samples + points). */
export function queryMemoryPeaks(recording: Recording): readonly ProcessPeak[] {
  const named = (wanted: string) =>
    recording.timelines.filter(
      ({ name, unit, points }) => name === wanted && unit === 'bytes' && points.length > 0,
    )
  const resident = named('rss')
  const timelines = resident.length > 0 ? resident : named('heap')
  return timelines.map(timeline => peakOf(recording, timeline, resident.length > 0 ? 'rss' : 'heap'))
}

function peakOf(recording: Recording, { process, points }: Timeline, of: ProcessPeak['of']): ProcessPeak {
  let at = 0
  for (let i = 1; i < points.length; i++) if (points.value[i]! > points.value[at]!) at = i
  const { shared } = recording
  const kernels =
    of === 'rss'
      ? recording.timelines.find(one => one.name === 'peak-rss' && one.process === process)
      : undefined
  const last = kernels?.points.value.at(-1)
  const end = process === -1 ? Number.NaN : shared.processes.end[process]!
  const ended = Number.isNaN(end) ? recording.meta.duration : Math.max(end, recording.meta.duration ?? 0)
  const time = points.time[at]!
  return {
    process,
    name: process === -1 ? recording.meta.name : shared.strings[shared.processes.name[process]!]!,
    of,
    bytes: last ?? points.value[at]!,
    isKernels: last !== undefined,
    readBeforeEnd: kernels === undefined || ended === null ? Number.NaN : ended - kernels.points.time.at(-1)!,
    time,
    place: of === 'heap' ? largestSite(recording, process) : placeAt(recording, time, process),
  }
}

/** What allocated most of what was in use at the peak, with its share: "keep (work.c:14), 80 %"; null where that is not known. */
function largestSite(recording: Recording, process: ProcessIndex): string | null {
  const { stacks, shared } = recording
  const weights = stacks?.weights[stacks.valueTypes.findIndex(({ name }) => name === 'peak bytes')]
  if (stacks === null || weights === undefined) return null
  /** By function and line: calls from several places of one line are one site. */
  const sites = new Map<string, { frame: FrameIndex; bytes: number }>()
  let whole = 0
  let most: { frame: FrameIndex; bytes: number } | null = null
  for (let i = 0; i < weights.length; i++) {
    const thread = stacks.samples.thread[i]!
    if (process !== -1 && (thread === -1 || shared.threads.process[thread] !== process)) continue
    whole += weights[i]!
    const stack = stacks.samples.stack[i]!
    if (stack === -1) continue
    const frame = shared.stacks.frame[stack]!
    const key = `${shared.frames.func[frame]} ${shared.frames.line[frame]}`
    const site = sites.get(key) ?? { frame, bytes: 0 }
    sites.set(key, site)
    site.bytes += weights[i]!
    if (most === null || site.bytes > most.bytes) most = site
  }
  if (most === null || whole === 0) return null
  return `${nameOfFrame(recording, most.frame)}, ${formatShare(most.bytes / whole)}`
}

/** What ran in a process (-1: in any) at a time: the function and line on top of the stack of the sample that is nearest, a thread
 *  that runs before one that waits; null where there is none, and no span either. O(samples + marks). */
export function placeAt(recording: Recording, time: number, process: ProcessIndex): string | null {
  const sample = sampleAt(recording, time, process)
  const stack = sample === -1 ? -1 : recording.stacks!.samples.stack[sample]!
  const span = spanAt(recording, time)
  const top = stack === -1 ? null : nameOfFrame(recording, recording.shared.stacks.frame[stack]!)
  if (span !== null && top !== null) return `${span}, ${top}`
  return span ?? top
}

/** The sample nearest to a time in a process (-1: in any): of those around it one of the program's own, of a thread that runs, of the
 *  main thread, in this order; -1 where there is none. O(samples). */
export function sampleAt(recording: Recording, time: number, process: ProcessIndex): number {
  const { stacks, shared } = recording
  if (stacks === null) return -1
  const { samples } = stacks
  const durations = sampleDurations(recording)
  let best = -1
  let least = Number.POSITIVE_INFINITY
  for (let i = 0; i < samples.length; i++) {
    const thread = samples.thread[i]!
    const from = samples.time[i]!
    if (samples.stack[i] === -1 || Number.isNaN(from)) continue
    if (process !== -1 && (thread === -1 || shared.threads.process[thread] !== process)) continue
    const away = Math.max(0, from - time, time - from - durations[i]!)
    const idle = samples.state[i] === ThreadState.blocked ? 1 : 0
    const isMain = thread !== -1 && shared.threads.isMain[thread] === 1
    const func = shared.frames.func[shared.stacks.frame[samples.stack[i]!]!]!
    const isOwn = shared.funcs.kind[func] !== FuncKind.marker
    // A stretch that only touches the moment is further than one around it. Parts of a nanosecond decide between equals.
    const distance =
      away + 0.5 * idle + (durations[i]! === 0 ? 0.25 : 0) + (isMain ? 0 : 0.1) + (isOwn ? 0 : 1)
    if (distance < least) {
      least = distance
      best = i
    }
  }
  return best
}

/** The name of the shortest span around a time, null where there is none. O(marks). */
export function spanAt({ marks, shared }: Recording, time: number): string | null {
  if (marks === null) return null
  let best = -1
  for (let i = 0; i < marks.length; i++) {
    const isAround =
      marks.duration[i]! > 0 && marks.time[i]! <= time && marks.time[i]! + marks.duration[i]! >= time
    if (isAround && (best === -1 || marks.duration[i]! < marks.duration[best]!)) best = i
  }
  return best === -1 ? null : shared.strings[marks.name[best]!]!
}

function nameOfFrame({ shared, meta }: Recording, frame: FrameIndex): string {
  const func = shared.frames.func[frame]!
  const name = shared.strings[shared.funcs.name[func]!]!
  const source = shared.funcs.source[func]!
  if (source === -1 || shared.funcs.kind[func] === FuncKind.marker) return name
  const path = shortPath(shared.strings[shared.sources.path[source]!]!, meta.cwd)
  const line = shared.frames.line[frame]!
  return `${name} (${path}${line > 0 ? `:${line}` : ''})`
}
