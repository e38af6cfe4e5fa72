import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import { type JsonValue, oneBased } from '../decoding/json/parse-json.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { MEBIBYTE } from './figures.ts'

const FORMAT = 'scalene'
const CPU: ValueType = { name: 'cpu', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }
const ALLOCATED: ValueType = { name: 'allocated', unit: 'bytes', kind: 'sum', precision: 'sampled' }
/** `file function:line;` */
const FRAME = /^(.*) (\S+):(\d{1,9});?$/s

/** Reads `stacks`: frames as text, outermost first, with shares of the elapsed time (of versions that add up to more than
 *  one: seconds). @throws FormatError, LimitError. */
export function readStacks(stacks: JsonValue, shared: SharedBuilder, elapsed: number): StacksPart {
  const part = new StacksBuilder([CPU, { ...CPU, name: 'python' }, { ...CPU, name: 'native' }, SAMPLES])
  const entries = stacks.items().map(entry => {
    const [frames, figures] = entry.items()
    return { frames: frames ?? entry.fail('frames'), figures: figures ?? entry.fail('figures') }
  })
  const share = (figures: JsonValue, key: string) => figures.at(key).optionalNumber(0)
  const sum = entries.reduce((all, { figures }) => all + share(figures, 'cpu_samples'), 0)
  const scale = sum <= 1 + 1e-6 ? elapsed : 1e9
  for (const { frames, figures } of entries) {
    const list = frames.list()
    assertDepth(FORMAT, list.length)
    let stack = -1
    for (const text of list) stack = shared.stack(stack, textFrame(String(text), shared))
    assertStackCount(FORMAT, shared.stacks.length)
    part.add({ stack }, [
      ...['cpu_samples', 'python_time', 'c_time'].map(key => scale * share(figures, key)),
      share(figures, 'count'),
    ])
  }
  return part.finish(false)
}

function textFrame(text: string, shared: SharedBuilder): number {
  const [, file, name, line] = FRAME.exec(text) ?? []
  if (file === undefined) return shared.plainFrame(shared.func({ name: text }))
  return shared.plainFrame(shared.func({ name: name!, file, kind: FuncKind.python }), oneBased(Number(line)))
}

/** Reads `combined_stacks`, Python frames and native ones, by their samples: in the order of time where the file has it.
 *  @throws FormatError, LimitError. */
export function readCombined(file: JsonValue, shared: SharedBuilder): StacksPart {
  const part = new StacksBuilder([SAMPLES])
  const { stacks, figures } = objectStacks(file.at('combined_stacks'), shared)
  const timeline = file.at('combined_stacks_timeline')
  if (timeline.isMissing) {
    for (const [i, stack] of stacks.entries()) part.add({ stack }, [figures[i]!])
    return part.finish(false)
  }
  const main = file.at('main_thread_id').optionalNumber(Number.NaN)
  const threads = new Map<number, number>()
  for (const sample of timeline.items()) {
    const id = sample.at('thread_id').optionalNumber(Number.NaN)
    let thread = threads.get(id)
    if (thread === undefined) {
      const isMain = id === main
      const name = isMain ? 'MainThread' : `Thread ${id}`
      thread = shared.thread({ name, tid: id, kind: ThreadKind.python, isMain: isMain ? 1 : 0 })
      threads.set(id, thread)
    }
    const index = sample.at('stack_index')
    const stack = stacks[index.number()] ?? index.fail(`a number below ${stacks.length}`)
    const time = 1e9 * sample.at('t_sec').number()
    part.add({ stack, thread, time }, [sample.at('count').optionalNumber(1)])
  }
  return part.finish(true)
}

/** Reads `memory_stacks`: what each stack allocated. @throws FormatError, LimitError. */
export function readMemory(list: JsonValue, shared: SharedBuilder): StacksPart {
  const part = new StacksBuilder([ALLOCATED])
  const { stacks, figures } = objectStacks(list, shared)
  for (const [i, stack] of stacks.entries()) part.add({ stack }, [MEBIBYTE * figures[i]!])
  return part.finish(false)
}

/** Lists of frames, outermost first, and a figure each. */
function objectStacks(list: JsonValue, shared: SharedBuilder): { stacks: number[]; figures: number[] } {
  const stacks: number[] = []
  const figures: number[] = []
  for (const entry of list.items()) {
    const [frames, figure] = entry.items()
    if (frames === undefined || figure === undefined) entry.fail('frames and a figure')
    else {
      let stack = -1
      assertDepth(FORMAT, frames.list().length)
      for (const frame of frames.items()) stack = shared.stack(stack, objectFrame(frame, shared))
      assertStackCount(FORMAT, shared.stacks.length)
      stacks.push(stack)
      figures.push(figure.number())
    }
  }
  return { stacks, figures }
}

function objectFrame(frame: JsonValue, shared: SharedBuilder): number {
  const name = frame.at('display_name').optionalText() ?? ''
  const file = frame.at('filename_or_module').optionalText() ?? ''
  const ip = frame.at('ip').optionalNumber(0)
  const address = Number.isSafeInteger(ip) && ip > 0 ? BigInt(ip) : 0n
  if (frame.at('kind').optionalText() !== 'native') {
    const func = shared.func({ name, kind: FuncKind.python, ...(file === '' ? {} : { file }) })
    return shared.plainFrame(func, oneBased(frame.at('line').optionalNumber(-1)))
  }
  const lib = file === '' ? -1 : shared.lib({ name: file.split('/').at(-1)!, path: file })
  const isNamed = name !== ''
  const func = shared.func({
    name: isNamed ? name : `0x${address.toString(16)}`,
    lib,
    kind: isNamed ? FuncKind.native : FuncKind.address,
  })
  return shared.frame({ func, lib, address })
}
