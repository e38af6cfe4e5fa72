import {
  assertIntegrity,
  decodeRecording,
  encodeRecording,
  meta,
  queryFunctions,
  type Recording,
  SharedBuilder,
  StacksBuilder,
} from '../../src/index.ts'

/** A recording of one's own making: a main function that worked for 3 ms and waited for 1 ms, written and read again. */
export async function* example(): AsyncGenerator<string> {
  const shared = new SharedBuilder()
  const main = shared.stack(-1, shared.plainFrame(shared.func({ name: 'main', file: 'app.py', line: 1 }), 4))
  const work = shared.stack(
    main,
    shared.plainFrame(shared.func({ name: 'work', file: 'app.py', line: 9 }), 10),
  )
  const wall = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' } as const
  const stacks = new StacksBuilder([wall])
  stacks.add({ stack: work }, [3e6])
  stacks.add({ stack: main }, [1e6])
  const recording: Recording = {
    meta: meta({
      name: 'made by hand',
      recorder: { name: 'example', version: '1', mode: 'trace', settings: {} },
    }),
    shared: shared.finish(),
    stacks: stacks.finish(false),
    calls: null,
    lines: null,
    heap: null,
    timelines: [],
    marks: null,
    counters: [],
  }
  assertIntegrity(recording)
  const again = await decodeRecording(await encodeRecording(recording))
  const { rows, total } = queryFunctions(again)
  const { funcs, strings } = again.shared
  yield `${strings[funcs.name[rows.func[0]!]!]}: ${rows.self[0]} of ${total} ns`
}
