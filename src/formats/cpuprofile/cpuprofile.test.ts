import { describe, expect, it } from 'vitest'
import { generateRecording } from '../../../test/support/generate-recording.ts'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { cpuprofile } from './format.ts'

async function read(file: unknown): Promise<Recording> {
  const [recording] = await readWith(
    cpuprofile,
    new TextEncoder().encode(JSON.stringify(file)),
    'f.cpuprofile',
  )
  return recording!
}

const frame = (functionName: string, lineNumber = -1, url = '') => ({
  functionName,
  scriptId: '1',
  url,
  lineNumber,
  columnNumber: 4,
})
const NODES = [
  { id: 1, callFrame: frame('(root)'), hitCount: 0, children: [2, 4] },
  { id: 2, callFrame: frame('main', 0, 'file:///a.js'), hitCount: 1, children: [3] },
  {
    id: 3,
    callFrame: frame('', 9, 'file:///a.js'),
    hitCount: 3,
    positionTicks: [
      { line: 11, ticks: 2 },
      { line: 12, ticks: 1 },
    ],
  },
  { id: 4, callFrame: frame('(idle)'), hitCount: 1 },
]
const FILE = {
  nodes: NODES,
  startTime: 1000,
  endTime: 1100,
  samples: [2, 3, 3, 4, 3],
  timeDeltas: [10, 20, 5, 5, 20],
}

const nameOf = ({ shared }: Recording, stack: number) =>
  stack === -1 ? '' : shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[stack]!]!]!]!
const lineOf = ({ shared }: Recording, stack: number) => shared.frames.line[shared.stacks.frame[stack]!]!

describe('readCpuprofile()', () => {
  it('puts each sample at its time and lets it last to the next', async () => {
    const recording = await read(FILE)
    const { samples, weights } = recording.stacks!
    expect(Array.from(samples.time)).toEqual([10e3, 30e3, 35e3, 40e3, 60e3])
    expect(Array.from(weights[0]!)).toEqual([20e3, 5e3, 5e3, 20e3, 40e3])
    expect(Array.from(weights[1]!)).toEqual([1, 1, 1, 1, 1])
    expect(recording.meta.duration).toBe(100e3)
    expect(Array.from(samples.stack, stack => nameOf(recording, stack))).toEqual([
      'main',
      '(anonymous)',
      '(anonymous)',
      '(idle)',
      '(anonymous)',
    ])
  })

  it('gives as many samples of a node each line as it has ticks there', async () => {
    const recording = await read(FILE)
    expect(Array.from(recording.stacks!.samples.stack, stack => lineOf(recording, stack))).toEqual([
      -1, 11, 11, -1, 12,
    ])
  })

  it('counts lines of definitions from 1 and knows what is no code', async () => {
    const { funcs, strings } = (await read(FILE)).shared
    const rows = Array.from(funcs.name, (name, i) => [strings[name], funcs.line[i], funcs.kind[i]])
    expect(rows).toEqual([
      ['main', 1, FuncKind.javascript],
      ['(idle)', -1, FuncKind.marker],
      ['(anonymous)', 10, FuncKind.javascript],
    ])
  })

  it('reads the old layout with a nested tree', async () => {
    const node = (id: number, functionName: string, children: unknown[] = []) => ({
      id,
      functionName,
      url: '',
      lineNumber: 2,
      hitCount: 0,
      children,
    })
    const head = node(1, '(root)', [node(2, 'a', [node(3, 'b')])])
    const recording = await read({
      head,
      startTime: 5,
      endTime: 5,
      samples: [2, 3, 3],
      timestamps: [5e6, 5.01e6, 5.03e6],
    })
    expect(Array.from(recording.stacks!.samples.stack, stack => nameOf(recording, stack))).toEqual([
      'a',
      'b',
      'b',
    ])
    expect(Array.from(recording.stacks!.samples.time)).toEqual([0, 10e6, 30e6])
    expect(Array.from(recording.stacks!.weights[0]!)).toEqual([10e6, 20e6, 15e6])
  })

  it('puts samples in order when a delta is negative, and says so', async () => {
    const recording = await read({ ...FILE, samples: [2, 3, 4], timeDeltas: [10, 30, -10] })
    expect(Array.from(recording.stacks!.samples.time)).toEqual([10e3, 30e3, 40e3])
    expect(nameOf(recording, recording.stacks!.samples.stack[1]!)).toBe('(idle)')
    expect(recording.meta.warnings).toMatchObject([
      { code: 'unordered-samples', count: 1, firstAt: 'sample 2' },
    ])
  })

  it('reads hits without times when there are no samples', async () => {
    const { samples, timeDeltas, ...rest } = FILE
    expect(samples.length).toBe(timeDeltas.length)
    const recording = await read(rest)
    expect(recording.stacks!.isTimed).toBe(false)
    expect(Array.from(recording.stacks!.weights[1]!)).toEqual([1, 2, 1, 1])
  })

  it('reads a chain of 50,000 calls', async () => {
    const nodes = Array.from({ length: 50_000 }, (_, i) => ({
      id: i,
      callFrame: frame(`f${i % 100}`, 1, 'a.js'),
      children: i < 49_999 ? [i + 1] : [],
    }))
    const recording = await read({ nodes, startTime: 0, endTime: 9, samples: [49_999], timeDeltas: [1] })
    expect(recording.shared.stacks.length).toBe(49_999)
  })

  it.each([
    [
      'nodes in a circle',
      {
        ...FILE,
        nodes: [
          { ...NODES[0], children: [2] },
          { ...NODES[1], children: [1] },
        ],
      },
      'a circle',
    ],
    ['a child that is not there', { ...FILE, nodes: [{ ...NODES[0], children: [77] }] }, 'found 77'],
    ['a sample of no node', { ...FILE, samples: [2, 3, 3, 4, 99] }, 'samples[4]: expected the id of a node'],
    ['fewer times than samples', { ...FILE, timeDeltas: [1] }, 'one time for each of 5 samples'],
    ['neither nodes nor head', { samples: [], timeDeltas: [] }, 'expected "nodes" or "head"'],
    [
      'a name that is no text',
      {
        ...FILE,
        nodes: [
          { ...NODES[0], children: [2] },
          { id: 2, callFrame: { functionName: 5 } },
        ],
      },
      'expected text',
    ],
  ])('fails with the place when there is %s', async (_, file, message) => {
    await expect(read(file)).rejects.toThrow(message)
    await expect(read(file)).rejects.toMatchObject({ code: 'PYRO_FORMAT' })
  })
})

describe('writeCpuprofile()', () => {
  const write = async (recording: Recording) =>
    JSON.parse(new TextDecoder().decode(await writeWith(cpuprofile, [recording])))

  it('gives back what was read', async () => {
    const file = await write(await read(FILE))
    expect(file.startTime).toBe(1000)
    expect(file.endTime).toBe(1100)
    // The first sample's delta counts from the start of the profile.
    expect(file.timeDeltas).toEqual(FILE.timeDeltas)
    const names = new Map(
      file.nodes.map((node: { id: number; callFrame: { functionName: string } }) => [
        node.id,
        node.callFrame.functionName,
      ]),
    )
    expect(file.samples.map((id: number) => names.get(id))).toEqual(['main', '', '', '(idle)', ''])
    const ticks = file.nodes.flatMap((node: { positionTicks?: unknown[] }) => node.positionTicks ?? [])
    expect(ticks).toEqual([
      { line: 11, ticks: 2 },
      { line: 12, ticks: 1 },
    ])
    expect(file.nodes[0].callFrame.functionName).toBe('(root)')
  })

  it('lays threads one after the other, so that every sample lasts its weight', async () => {
    const recording = generateRecording({ stacks: 30, samples: 100, threads: 4 })
    const [again] = await readWith(cpuprofile, await writeWith(cpuprofile, [recording]))
    const sum = (column: Float64Array) => column.reduce((total, value) => total + value, 0)
    expect(sum(again!.stacks!.weights[0]!)).toBe(sum(recording.stacks!.weights[0]!))
    expect(again!.stacks!.samples.length).toBe(100)
  })

  it('lets samples of the root stand for pauses', async () => {
    const recording = recordingFromText('1  1\na  b')
    const part = {
      ...recording.stacks!,
      samples: { ...recording.stacks!.samples, time: Float64Array.of(0, 5e6) },
    }
    const file = await write({ ...recording, stacks: part })
    expect(file.timeDeltas).toEqual([0, 1000, 4000])
    expect(file.samples[1]).toBe(1)
    expect(file.endTime).toBe(6000)
  })
})
