import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { formatById } from '../../../src/formats/registry.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import {
  firefoxProfilerTitle,
  hasFirefoxProfiler,
  openInFirefoxProfiler,
  type ProfilerThread,
} from '../../support/firefox-profiler.ts'
import { writeWith } from '../../support/read-format.ts'
import { recordingFromText } from '../../support/recording-from-text.ts'
import { tally } from '../../support/tally.ts'

const FORMAT = 'firefox'
/** Files whose own numbers are asked for, and those of which what is written is. The peer cannot open the Gecko file itself. */
const OPENED = /processed-3|limit-boundaries|ls-profile\.json/
const WRITTEN = /gecko-2|no-map|ls-profile\.json/

/** Self and total by name of function in one thread: slow and plain on purpose. */
function functionsOf({ shared, stacks }: Recording, thread: number, valueType: string) {
  const weights = stacks!.weights[stacks!.valueTypes.findIndex(({ name }) => name === valueType)]!
  const self = new Map<string, number>()
  const total = new Map<string, number>()
  const add = (to: Map<string, number>, key: string, value: number) => to.set(key, (to.get(key) ?? 0) + value)
  for (let i = 0; i < weights.length; i++) {
    if (stacks!.samples.thread[i] !== thread) continue
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    if (names.length > 0) add(self, names[0]!, weights[i]!)
    for (const name of new Set(names)) add(total, name, weights[i]!)
  }
  return { self, total }
}

/** Compares a recording with what the profiler says of it; `scale` of our unit makes the profiler's. */
function expectSame(
  recording: Recording,
  threads: readonly ProfilerThread[],
  valueType: string,
  scale: number,
): void {
  expect(threads.length).toBe(recording.shared.threads.length)
  for (const [i, { name, functions }] of threads.entries()) {
    expect(recording.shared.strings[recording.shared.threads.name[i]!]).toBe(name)
    const { self, total } = functionsOf(recording, i, valueType)
    const known = functions.filter(row => row.total !== 0)
    expect(known.length).toBeGreaterThanOrEqual(total.size)
    for (const row of known) {
      const twins = known.filter(other => other.name === row.name)
      const ownSelf = twins.reduce((sum, twin) => sum + twin.self, 0)
      expect((self.get(row.name) ?? 0) * scale, row.name).toBeCloseTo(ownSelf, 6)
      if (twins.length === 1) expect((total.get(row.name) ?? 0) * scale, row.name).toBeCloseTo(row.total, 6)
    }
  }
}

describe.skipIf(!hasFirefoxProfiler)(firefoxProfilerTitle, () => {
  it.skipIf(!hasCorpus).each(
    corpusFiles(FORMAT)
      .filter(({ name }) => (OPENED.test(name) || WRITTEN.test(name)) && !name.endsWith('.snap'))
      .map(file => [file.path, file] as const),
  )('says the same of %s, and of what is written of it', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    if (OPENED.test(file.name))
      expectSame(recording!, await openInFirefoxProfiler(file.bytes()), 'samples', 1)
    if (!WRITTEN.test(file.name)) return tally(FORMAT, 'oracle')
    const written = await writeWith(formatById(FORMAT)!, [recording!])
    expectSame(recording!, await openInFirefoxProfiler(written), 'samples', 1)
    tally(FORMAT, 'oracle')
  })

  it('opens what is written of samples, of traced time, and of bytes', async () => {
    const sampled = recordingFromText(
      'thread:a  thread:a  thread:b\nmain[file:a.py][fline:1]  main[file:a.py][fline:1]  run\nread[line:3]',
    )
    expectSame(
      sampled,
      await openInFirefoxProfiler(await writeWith(formatById(FORMAT)!, [sampled])),
      'samples',
      1,
    )
    const [type] = sampled.stacks!.valueTypes
    const only = (valueType: object): Recording => ({
      ...sampled,
      stacks: {
        ...sampled.stacks!,
        valueTypes: [{ ...type!, ...valueType }],
        weights: [sampled.stacks!.weights[0]!.map((value, i) => value * (i + 1))],
      },
    })
    const traced = only({ precision: 'exact' })
    const inMilliseconds = await openInFirefoxProfiler(await writeWith(formatById(FORMAT)!, [traced]))
    expect(inMilliseconds[0]!.weightType).toBe('tracing-ms')
    expectSame(traced, inMilliseconds, 'wall', 1e-6)
    const bytes = only({ name: 'size', unit: 'bytes' })
    const inBytes = await openInFirefoxProfiler(await writeWith(formatById(FORMAT)!, [bytes]))
    expect(inBytes[0]!.weightType).toBe('bytes')
    expectSame(bytes, inBytes, 'size', 1)
  })
})
