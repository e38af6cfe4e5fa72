import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { speedscope } from './format.ts'

const FRAMES = { frames: [{ name: 'a', file: 'x.py', line: 3, col: 9 }, { name: 'b' }] }

function read(file: unknown): Promise<readonly Recording[]> {
  return readWith(speedscope, new TextEncoder().encode(JSON.stringify(file)), 'f.json')
}

const sampled = (rest: object) => ({
  type: 'sampled',
  name: 't',
  unit: 'seconds',
  startValue: 0,
  endValue: 9,
  ...rest,
})
const evented = (events: unknown[]) => ({
  type: 'evented',
  name: 't',
  unit: 'milliseconds',
  startValue: 0,
  endValue: 9,
  events,
})
const event = (type: string, frame: number, at: number) => ({ type, frame, at })

describe('readSpeedscope()', () => {
  it('reads samples with their times, lines and columns', async () => {
    const profile = sampled({ startValue: 5, samples: [[0, 1], [], [0]], weights: [1, 2, 0.5] })
    const [recording] = await read({ shared: FRAMES, profiles: [profile], exporter: 'py-spy@0.4.1' })
    const { stacks, shared, meta } = recording!
    expect(stacks!.samples.time).toEqual(Float64Array.of(0, 1e9, 3e9))
    expect(stacks!.samples.stack).toEqual(Int32Array.of(1, -1, 0))
    expect(stacks!.weights).toEqual([Float64Array.of(1, 2, 0.5)])
    expect(stacks!.isTimed).toBe(true)
    expect(shared.frames).toMatchObject({ line: Int32Array.of(3, -1), column: Int32Array.of(9, -1) })
    expect(shared.funcs.kind).toEqual(Uint8Array.of(FuncKind.python, FuncKind.unknown))
    expect(meta.recorder).toMatchObject({ name: 'py-spy', version: '0.4.1' })
  })

  it('reads events as intervals that last to the next event', async () => {
    const events = [
      event('O', 0, 1),
      event('O', 1, 3),
      event('C', 1, 3),
      event('O', 1, 4),
      event('C', 1, 6),
      event('C', 0, 6),
    ]
    const [recording] = await read({ shared: FRAMES, profiles: [evented(events)] })
    expect(recording!.stacks!.samples.stack).toEqual(Int32Array.of(0, 0, 1))
    expect(recording!.stacks!.weights[0]).toEqual(Float64Array.of(2, 1, 2))
    expect(recording!.stacks!.samples.time).toEqual(Float64Array.of(1e6, 3e6, 4e6))
    expect(recording!.stacks!.valueTypes[0]).toMatchObject({ unit: 'milliseconds', precision: 'exact' })
  })

  it('makes threads of profiles of one unit and recordings of different units', async () => {
    const samples = { samples: [[0]], weights: [1] }
    const profiles = [
      sampled({ ...samples, name: 'Thread 67525 "MainThread"' }),
      sampled({ ...samples, unit: 'bytes' }),
      sampled({ ...samples, name: 'other' }),
    ]
    const [time, bytes] = await read({ shared: FRAMES, profiles })
    expect(Array.from(time!.shared.threads.tid)).toEqual([67525, Number.NaN])
    expect(time!.stacks!.samples.length).toBe(2)
    expect(bytes!.stacks!.valueTypes[0]).toMatchObject({ name: 'bytes', unit: 'bytes' })
    expect(bytes!.stacks!.isTimed).toBe(false)
  })

  it.each([
    ['no profiles', { shared: FRAMES, profiles: [] }, 'profiles: expected at least one'],
    ['no frames', { profiles: [sampled({ samples: [], weights: [] })] }, 'shared'],
    [
      'an unknown type',
      { shared: FRAMES, profiles: [{ type: 'x', unit: 'none' }] },
      'profiles[0].type: expected',
    ],
    [
      'fewer weights than samples',
      { shared: FRAMES, profiles: [sampled({ samples: [[0], [0]], weights: [1] })] },
      'one weight for each of 2',
    ],
    [
      'a frame that is not there',
      { shared: FRAMES, profiles: [sampled({ samples: [[7]], weights: [1] })] },
      'found 7',
    ],
    [
      'a frame that is no number',
      { shared: FRAMES, profiles: [sampled({ samples: [['x']], weights: [1] })] },
      'found x',
    ],
    [
      'a weight that is no number',
      { shared: FRAMES, profiles: [sampled({ samples: [[0]], weights: [null] })] },
      'profiles[0].weights[0]: expected a number',
    ],
    [
      'a frame left open',
      { shared: FRAMES, profiles: [evented([event('O', 0, 0)])] },
      'the closing of 1 more frame',
    ],
    [
      'a frame closed that is not on top',
      { shared: FRAMES, profiles: [evented([event('O', 0, 0), event('O', 1, 0), event('C', 0, 1)])] },
      'events[2]: expected frame 1 to close first',
    ],
    ['a close without an open', { shared: FRAMES, profiles: [evented([event('C', 0, 0)])] }, 'none is open'],
    [
      'time that runs back',
      { shared: FRAMES, profiles: [evented([event('O', 0, 5), event('C', 0, 1)])] },
      'a time of 5 or later',
    ],
    [
      'an event without a time',
      { shared: FRAMES, profiles: [evented([{ type: 'O', frame: 0 }])] },
      'expected an event',
    ],
  ])('fails with the place when there is %s', async (_, file, message) => {
    await expect(read(file)).rejects.toThrow(message)
    await expect(read(file)).rejects.toMatchObject({ code: 'PYRO_FORMAT' })
  })

  it('fails with the byte when it is no JSON', async () => {
    await expect(readWith(speedscope, new TextEncoder().encode('{"profiles": [}'))).rejects.toThrow(
      /^speedscope: byte 14: expected JSON/,
    )
  })
})

describe('writeSpeedscope()', () => {
  async function write(recordings: readonly Recording[]) {
    return JSON.parse(new TextDecoder().decode(await writeWith(speedscope, recordings)))
  }

  it('writes one profile a thread in the order of time, pauses as empty stacks', async () => {
    const recording = recordingFromText(
      [
        '1                     1            1            1',
        'thread:main           thread:w     thread:main  thread:main',
        'a                     c            a            a',
        'b[file:x.py][line:2]',
      ].join('\n'),
    )
    const file = await write([recording])
    expect(file.$schema).toBe('https://www.speedscope.app/file-format-schema.json')
    expect(file.profiles).toEqual([
      {
        type: 'sampled',
        name: 'main',
        unit: 'nanoseconds',
        startValue: 0,
        endValue: 4e6,
        samples: [[0, 1], [], [0], [0]],
        weights: [1e6, 1e6, 1e6, 1e6],
      },
      {
        type: 'sampled',
        name: 'w',
        unit: 'nanoseconds',
        startValue: 1e6,
        endValue: 2e6,
        samples: [[2]],
        weights: [1e6],
      },
    ])
    expect(file.shared.frames).toEqual([{ name: 'a' }, { name: 'b', file: 'x.py', line: 2 }, { name: 'c' }])
  })

  it('keeps every sample at its time when it is read again', async () => {
    const recording = generateRecording({ stacks: 50, samples: 400, threads: 3 })
    const [again] = await readWith(speedscope, await writeWith(speedscope, [recording]))
    const moments = ({ shared, stacks }: Recording) =>
      Array.from(stacks!.samples.stack, (stack, i) => {
        const frame =
          stack === -1
            ? ''
            : shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!]
        const thread = shared.strings[shared.threads.name[stacks!.samples.thread[i]!]!]
        return `${thread} ${stacks!.samples.time[i]} ${frame}`
      }).sort()
    expect(moments(again!)).toEqual(moments(recording))
  })

  it('makes one function of the lines of a func, since speedscope keeps different lines apart', async () => {
    const recording = recordingFromText(
      'a[file:x.py][line:3]  a[file:x.py][line:4]  b[file:x.py][line:9][fline:8]',
    )
    expect((await write([recording])).shared.frames).toEqual([
      { name: 'a', file: 'x.py' },
      { name: 'b', file: 'x.py', line: 8 },
    ])
    const own = {
      ...recording,
      meta: { ...recording.meta, importedFrom: { format: 'speedscope', file: null } },
    }
    expect((await write([own])).shared.frames.map((frame: { line: number }) => frame.line)).toEqual([3, 4, 9])
  })

  it('writes every recording it is given', async () => {
    const one = recordingFromText('a\nb', { name: 'one' })
    const file = await write([one, recordingFromText('c\nd', { name: 'two' })])
    expect(file.profiles.length).toBe(2)
    expect(file.name).toBe('one')
  })

  it('says what is lost', () => {
    expect(speedscope.losses!(generateRecording({ stacks: 5, samples: 50 })).map(loss => loss.what)).toEqual([
      'lines',
      'value-types',
      'states',
    ])
  })
})
