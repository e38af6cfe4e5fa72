import { describe, expect, it } from 'vitest'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../model/recording.ts'
import { type Label, SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadState } from '../../model/tables.ts'
import { sampleDurations } from '../time/thread-samples.ts'
import { keepSamples } from './stack-rewriter.ts'
import { addTagFrames, keepLabels } from './tag-frames.ts'
import { filterByTags, type TagRange, type TagRule } from './tag-rules.ts'
import { formatTagNumber, scaleTo } from './tag-units.ts'

interface Sample {
  readonly thread?: number
  readonly state?: number
  readonly labels?: readonly Label[]
}

/** Samples of one function every 10 ns, without a wall time; sample i weighs 2^i. */
function recordingOf(samples: readonly Sample[]): Recording {
  const shared = new SharedBuilder()
  const process = shared.process({ name: 'server', pid: 7 })
  shared.thread({ name: 'main', process, tid: 100 })
  shared.thread({ name: 'worker', process, tid: 101 })
  const part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
  const stack = shared.stack(-1, shared.plainFrame(shared.func({ name: 'f' })))
  for (const [i, { thread = 0, state = 1, labels = [] }] of samples.entries()) {
    part.add({ stack, thread, state, time: 10 * i, labels: shared.labelSet(labels) }, [2 ** i])
  }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'test', recorder: { name: 'test', version: null, mode: null, settings: {} } }),
    shared: shared.finish(),
    stacks: part.finish(true),
  }
}

/** Which samples are left. */
const left = ({ stacks }: Recording) => Array.from(stacks!.weights[0]!, weight => Math.log2(weight))
const texts = (key: string | null, ...patterns: RegExp[]): TagRule => ({
  kind: 'texts',
  key,
  tests: patterns.map(pattern => text => pattern.test(text)),
})
const range = (key: string | null, of: TagRange): TagRule => ({ kind: 'range', key, range: of })

const RECORDING = recordingOf([
  {
    labels: [
      { key: 'url', text: '/a' },
      { key: 'size', number: 64, unit: 'kilobytes' },
    ],
  },
  {
    labels: [
      { key: 'url', text: '/b' },
      { key: 'user', text: '/a' },
    ],
    state: ThreadState.blocked,
  },
  { labels: [{ key: 'size', number: 1, unit: 'megabytes' }], thread: 1 },
  { thread: 1 },
])

describe('filterByTags()', () => {
  it.each([
    ['any key: every pattern must be found', texts(null, /a$/), [0, 1]],
    ['any key: every pattern must be found', texts(null, /^url:/, /^user:/), [1]],
    ['a key: any pattern will do', texts('url', /a/, /b/), [0, 1]],
    ['a key: its values alone', texts('url', /url/), []],
    ['threads by name', texts('thread name', /^work/), [2, 3]],
    ['threads by their short word', texts('thread', /^work/), [2, 3]],
    ['processes', texts('process', /server/), [0, 1, 2, 3]],
    ['states', texts('state', /blocked/), [1]],
    ['a range in any unit', range('size', { low: 64, high: 2048, unit: 'kb' }), [0, 2]],
    ['a range of bytes', range(null, { low: 65536, high: 65536, unit: 'b' }), [0]],
    ['a range of what has no unit', range('pid', { low: 7, high: 7, unit: '' }), [0, 1, 2, 3]],
    ['a range of time where there are bytes', range('size', { low: 0, high: 1e9, unit: 's' }), []],
  ])('%s', (_, rule, kept) => {
    expect(left(filterByTags(RECORDING, rule, true))).toEqual(kept)
    expect(left(filterByTags(RECORDING, rule, false))).toEqual([0, 1, 2, 3].filter(i => !kept.includes(i)))
  })
})

describe('addTagFrames()', () => {
  const pathsOf = ({ shared, stacks }: Recording) =>
    Array.from(stacks!.samples.stack, leaf => {
      const names: string[] = []
      for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
        names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
      }
      return names.reverse().join(' ')
    })

  it('puts tags at the root, the first key outermost, and at the leaf, the last innermost', () => {
    expect(pathsOf(addTagFrames(RECORDING, ['thread', 'url'], 'root'))).toEqual([
      'main /a f',
      'main /b f',
      'worker (no url) f',
      'worker (no url) f',
    ])
    expect(pathsOf(addTagFrames(RECORDING, ['size'], 'leaf')).slice(0, 3)).toEqual([
      'f 64kB',
      'f (no size)',
      'f 1MB',
    ])
  })
})

describe('keepLabels()', () => {
  it('drops labels by their key, and sets of which none is left', () => {
    const { shared, stacks } = keepLabels(RECORDING, key => key === 'url')
    expect(Array.from(shared.labels.text, text => shared.strings[text]!)).toEqual(['/a', '/b'])
    expect(Array.from(stacks!.samples.labels)).toEqual([0, 1, -1, -1])
  })
})

describe('keepSamples()', () => {
  it('leaves gaps where samples were, also when others are left out after', () => {
    const once = keepSamples(recordingOf(Array.from({ length: 6 }, () => ({}))), i => i % 2 === 0)
    expect(Array.from(sampleDurations(once))).toEqual([10, 10, 10])
    const twice = keepSamples(once, i => i !== 1)
    expect(Array.from(sampleDurations(twice))).toEqual([10, 10])
  })
})

describe('units of tags', () => {
  it('are brought to one another as pprof does', () => {
    expect(scaleTo(64, 'kb', 'bytes')).toEqual({ value: 65536, unit: 'B' })
    expect(scaleTo(3, 'minutes', 'minutes')).toEqual({ value: 3, unit: 'minutes' })
    expect(scaleTo(1500, 'ms', 'nothing')).toEqual({ value: 1.5, unit: 's' })
    expect(['1.50MB', '0', '12', '-2kB']).toEqual([
      formatTagNumber(1536, 'kb'),
      formatTagNumber(0, 'bytes'),
      formatTagNumber(12, 'things'),
      formatTagNumber(-2048, 'byte'),
    ])
  })
})
