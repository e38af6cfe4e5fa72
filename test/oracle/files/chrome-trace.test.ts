import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

const FORMAT = 'chrome-trace'
const counted = corpusFiles(FORMAT).filter(file => /ph=\{/.test(file.notes) && !file.name.endsWith('.gz'))

type Event = { ph: string; pid: number; tid: number; name: string; ts: number; dur?: number; tdur?: number }

function eventsOf(bytes: Uint8Array): Event[] {
  const file = JSON.parse(new TextDecoder().decode(bytes)) as Event[] | { traceEvents: Event[] }
  return (Array.isArray(file) ? file : file.traceEvents).filter(({ ph }) => ph !== 'M')
}

describe.skipIf(!hasCorpus)('trace events (needs the corpus)', () => {
  it.each(
    counted.map(file => [file.path, file] as const),
  )('%s has a call for each event, and each name lasts as long as its events', async (_, file) => {
    const recordings = await readAny(file.bytes(), file.name)
    const traced = recordings.find(({ meta }) => meta.recorder.mode === 'trace')
    const events = eventsOf(file.bytes())
    const begun = events.filter(({ ph }) => 'XBbS'.includes(ph))
    const calls = traced?.stacks?.weights[1] ?? new Float64Array(0)
    expect(calls.reduce((sum, count) => sum + count, 0)).toBe(begun.length)
    if (traced !== undefined) expectDurations(events, traced)
    tally(FORMAT, 'oracle')
  })
})

/** Of complete events alone: per name the sum of lengths is the sum of what its frames cost, recursion counted each time. */
function expectDurations(events: readonly Event[], { shared, stacks }: Recording): void {
  const names = new Map<string, number>()
  const others = new Set<string>()
  const short = (name: string) => /^(.*?) \((.*):(\d+)\)$/.exec(name)?.[1] ?? name
  for (const { ph, name, dur, tdur } of events) {
    const key = short(name ?? '')
    if (ph === 'X') names.set(key, (names.get(key) ?? 0) + 1000 * (dur ?? tdur ?? 0))
    else others.add(key)
  }
  const found = new Map<string, number>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const name = shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!
      found.set(name, (found.get(name) ?? 0) + stacks!.weights[0]![i]!)
    }
  }
  for (const [name, length] of names) {
    if (!others.has(name)) expect(found.get(name) ?? 0, name).toBeCloseTo(length, 0)
  }
}
