import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { macosSample } from './format.ts'
import { parseFrame } from './parse-node.ts'

async function read(text: string): Promise<Recording> {
  const bytes = new Uint8Array(Buffer.from(text))
  expect(macosSample.detect(bytes, null)).toBeGreaterThan(0.8)
  return (await readWith(macosSample, bytes))[0]!
}

function paths({ shared, stacks }: Recording): Record<string, number> {
  const found: Record<string, number> = {}
  for (let i = 0; i < stacks!.samples.length; i++) {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    const thread = shared.strings[shared.threads.name[stacks!.samples.thread[i]!]!]!
    found[`${thread}: ${names.reverse().join(' ')}`] = stacks!.weights.at(-1)![i]!
  }
  return found
}

describe('readMacosSample()', () => {
  it('reads trees, places, binaries and the head', async () => {
    const recording = await read(`Analysis of sampling app (pid 7) every 2 milliseconds
Process:         app [7]
Path:            /bin/app
Date/Time:       2019-07-04 10:21:28.347 -0600
OS Version:      Mac OS X 10.14.5 (18F203)
----

Call graph:
    10 Thread_1   DispatchQueue_1: com.apple.main-thread  (serial)
    + 10 start  (in libdyld.dylib) + 1  [0x7fff737cf3d5]
    +   7 main  (in app (2)) + 41,60  [0x1005,0x1010]  a.c:12
    +   ! 4 ???  (in app (2))  load address 0x1000 + 0x20  [0x1020]
    +   2 operator()(int)  (in app (2)) + 1  [0x1030]
    3 Thread_2: worker

Total number in stack (recursive counted multiple, when >=5):
        5       main  (in app)

Binary Images:
            0x1000 -             0x1fff +app (2) (0) <7C0FD093-9AD4-3FB8-BBEB-E30F69C246C7> /bin/app
`)
    expect(paths(recording)).toEqual({
      'DispatchQueue_1: com.apple.main-thread  (serial): start': 1,
      'DispatchQueue_1: com.apple.main-thread  (serial): start main': 3,
      'DispatchQueue_1: com.apple.main-thread  (serial): start main 0x1020': 4,
      'DispatchQueue_1: com.apple.main-thread  (serial): start operator()(int)': 2,
      'worker: ': 3,
    })
    const { meta, stacks, shared } = recording
    expect(stacks!.weights[0]![0]! / stacks!.weights[1]![0]!).toBe(2e6)
    expect(meta).toMatchObject({
      startTime: '1562257288347000000',
      duration: 20e6,
      command: ['/bin/app'],
      warnings: [],
    })
    expect([...shared.frames.line]).toContain(12)
    expect([...shared.threads.isMain]).toEqual([1, 0])
  })

  it('reads spindump, kernel frames and several processes', async () => {
    const recording = await read(`Date/Time:        2021-01-04 14:18:11.379 -0800
Duration:         0.05s
Steps:            5 (10ms sampling interval)

Heaviest stack for the target process:
  5  start + 1 (libdyld.dylib + 87601) [0x7fff2044c631]

Process:          Finder [456]
Path:             /System/Finder

  Thread 0x1a2b    DispatchQueue "com.apple.main-thread"(1)    5 samples (1-5)    priority 46 (base 46)
  5  start + 1 (libdyld.dylib + 87601) [0x7fff2044c631] 1-5
    5  main + 816 (Finder + 12345) [0x1001] 1-5
      2  work + 3 (Finder + 12) [0x1002] 1-2
     *3  ipc_mqueue_receive + 0 (kernel + 1234) [0xffffff8000] 3-5

Process:          other [9]

  Thread 0x2    5 samples (1-5)    priority 4 (base 4)
  5  idle + 1 (other + 1) [0x5] 1-5
`)
    expect(paths(recording)).toEqual({
      'com.apple.main-thread: start main work': 2,
      'com.apple.main-thread: start main ipc_mqueue_receive': 3,
      'Thread 2: idle': 5,
    })
    const { shared } = recording
    expect([...shared.processes.pid]).toEqual([456, 9])
    const kernel = [...shared.funcs.name].findIndex(name => shared.strings[name] === 'ipc_mqueue_receive')
    expect(shared.funcs.kind[kernel]).toBe(FuncKind.kernel)
  })

  it('warns of lines without a count and of callees that were counted more often', async () => {
    const recording = await read(`Analysis of sampling app (pid 7) every 1 millisecond
Call graph:
    5 Thread_1
    + start  (in libdyld.dylib) + 1  [0x1]
    + 5 main  (in app) + 1  [0x2]
    +   9 work  (in app) + 1  [0x3]
`)
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['unreadable-lines', 'counts-differ'])
  })
})

describe('parseFrame()', () => {
  it.each([
    ['a<b>(c)  (in x) + 1  [0x1]', 'a<b>(c)', 'x'],
    ['-[NSView draw:]  (in AppKit) + 10,20,...  [0x1,0x2,...]', '-[NSView draw:]', 'AppKit'],
    ['start + 1 (libdyld.dylib + 87601) [0x7fff]', 'start', 'libdyld.dylib'],
    ['??? (app + 12) [0x99]', '0x99', 'app'],
    ['just a name', 'just a name', null],
  ])('takes %j apart', (text, name, image) => {
    expect(parseFrame(text)).toMatchObject({ name, image })
  })
})
