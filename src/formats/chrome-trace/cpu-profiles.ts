import type { SharedBuilder } from '../../model/shared-builder.ts'
import { readNodes } from '../cpuprofile/nodes.ts'
import { JsonValue, oneBased } from '../decoding/json/parse-json.ts'
import { assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import type { SampledThread } from './sampled-part.ts'
import { fieldOf, idOf, numberOf, type RawEvent } from './trace-event.ts'

const FORMAT = 'chrome-trace'

interface Profile {
  pid: unknown
  tid: unknown
  start: number
  end: number
  readonly nodes: unknown[]
  readonly samples: unknown[]
  readonly deltas: unknown[]
  readonly lines: unknown[]
}

/** Collects V8's CPU profiles: `Profile` and its `ProfileChunk`s, and the `CpuProfile` of older Chromes that has all. */
export class CpuProfiles {
  readonly #known = new Map<string, Profile>()

  /** Takes an event that is a piece of a profile; false when it is something else. */
  add(event: RawEvent): boolean {
    const data = fieldOf(event.args, 'data')
    if (event.name === 'Profile') {
      const profile = this.#profile(event)
      profile.pid = event.pid
      profile.tid = event.tid
      profile.start = numberOf(fieldOf(data, 'startTime') ?? event.ts)
      return true
    }
    if (event.name === 'ProfileChunk') {
      const profile = this.#profile(event)
      const part = fieldOf(data, 'cpuProfile')
      append(profile.nodes, fieldOf(part, 'nodes'))
      append(profile.samples, fieldOf(part, 'samples') ?? fieldOf(data, 'samples'))
      append(profile.deltas, fieldOf(data, 'timeDeltas') ?? fieldOf(part, 'timeDeltas'))
      append(profile.lines, fieldOf(data, 'lines'))
      const end = numberOf(fieldOf(part, 'endTime') ?? fieldOf(data, 'endTime'))
      if (!Number.isNaN(end)) profile.end = end
      return true
    }
    const whole = event.name === 'CpuProfile' ? fieldOf(data, 'cpuProfile') : undefined
    if (whole === undefined) return false
    const profile = this.#profile({ ...event, id: `whole ${this.#known.size}` })
    append(profile.nodes, fieldOf(whole, 'nodes'))
    append(profile.samples, fieldOf(whole, 'samples'))
    append(profile.deltas, fieldOf(whole, 'timeDeltas'))
    profile.start = numberOf(fieldOf(whole, 'startTime'))
    profile.end = numberOf(fieldOf(whole, 'endTime'))
    return true
  }

  /** The samples of each profile. @throws FormatError when the nodes of one are no tree. */
  threads(shared: SharedBuilder, warnings: Warnings): SampledThread[] {
    const threads: SampledThread[] = []
    for (const profile of this.#known.values()) {
      if (profile.samples.length > 0) threads.push(samplesOf(profile, shared, warnings))
      else warnings.add('empty-profile', 'CPU profiles without samples were left out.')
    }
    return threads
  }

  #profile(event: RawEvent): Profile {
    const key = `${idOf(event.pid)}\0${idOf(event.id ?? event.tid)}`
    let profile = this.#known.get(key)
    if (profile === undefined) {
      const { pid, tid } = event
      const [start, end] = [Number.NaN, Number.NaN]
      profile = { pid, tid, start, end, nodes: [], samples: [], deltas: [], lines: [] }
      this.#known.set(key, profile)
    }
    return profile
  }
}

function append(list: unknown[], more: unknown): void {
  if (Array.isArray(more)) for (const item of more) list.push(item)
}

function samplesOf(profile: Profile, shared: SharedBuilder, warnings: Warnings): SampledThread {
  const nodes = readNodes(new JsonValue({ nodes: profile.nodes }, FORMAT, ''), shared)
  const count = profile.samples.length
  const times = new Float64Array(count)
  const stacks = new Int32Array(count).fill(-1)
  let now = Number.isNaN(profile.start) ? 0 : profile.start
  for (let i = 0; i < count; i++) {
    now += numberOf(profile.deltas[i]) || 0
    times[i] = now
    const node = nodes.indexOf.get(numberOf(profile.samples[i]))
    if (node === undefined) {
      warnings.add('unknown-nodes', 'Samples of nodes that are not in the profile have no stack.')
      continue
    }
    const line = oneBased(numberOf(profile.lines[i]))
    const func = nodes.func[node]!
    stacks[i] =
      line === -1 || func === -1
        ? nodes.stack[node]!
        : shared.stack(nodes.below[node]!, shared.plainFrame(func, line))
  }
  if (profile.deltas.length < count) {
    warnings.add('missing-times', 'Samples without a time stand at that of the sample before them.')
  }
  assertStackCount(FORMAT, shared.stacks.length)
  return { pid: profile.pid, tid: profile.tid, times, stacks, end: profile.end, weights: null }
}
