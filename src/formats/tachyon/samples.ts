import { FormatError } from '../../base/errors.ts'
import type { StacksBuilder } from '../../model/part-builders.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { type FrameIndex, SampleFlag, ThreadKind, ThreadState } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { ByteSource } from './byte-source.ts'

const FORMAT = 'tachyon'

/** Bits of a sample's status. */
const Status = { hasGil: 1, onCpu: 2, unknown: 4, wantsGil: 8, hasException: 16, isMain: 32 } as const
/** How a record tells its stack. */
const Record = { repeat: 0, full: 1, suffix: 2, popPush: 3 } as const

/** A thread and the stack it was seen with last, as stacks of the prefix tree from the outermost frame to the innermost. */
interface ThreadStack {
  readonly thread: number
  readonly path: number[]
  /** Microseconds since the start. */
  time: number
}

/** What samples are added to. */
export interface SampleTarget {
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  readonly frames: readonly FrameIndex[]
  /** Weights of a sample. */
  readonly weights: readonly number[]
  readonly process: number
}

/**
 * Reads the samples: a record names a thread and how its stack differs from the one before, which is empty at first: a thread
 * that is seen first without frames repeats that. Stacks are changed in place, so that a record costs what it says. O(bytes).
 * @throws FormatError, LimitError.
 */
export function readSamples(source: ByteSource, target: SampleTarget): void {
  const threads = new Map<string, ThreadStack>()
  while (!source.isAtEnd) {
    const start = source.offset
    const id = source.u64()
    const key = `${id}/${source.u32()}`
    const code = source.u8()
    if (code > Record.popPush) throw broken(`a record of the kinds 0 to 3, found ${code}`, start)
    const isRepeat = code === Record.repeat
    let known = threads.get(key) ?? null
    for (let left = isRepeat ? source.varint() : 1; left > 0; left--) {
      const delta = source.varint()
      const status = source.u8()
      if (known === null) {
        known = { thread: addThread(target, key, status), path: [], time: 0 }
        threads.set(key, known)
      }
      if (!isRepeat) changeStack(source, { known, code, target, start })
      known.time += delta
      addSample(target, known, status)
    }
  }
}

/** Takes frames off the stack and puts others on. */
function changeStack(
  source: ByteSource,
  { known, code, target, start }: { known: ThreadStack; code: number; target: SampleTarget; start: number },
): void {
  const { path } = known
  const count = code === Record.full ? 0 : source.varint()
  const keep = code === Record.popPush ? path.length - count : count
  if (keep < 0 || keep > path.length) {
    throw broken(`at most the ${path.length} frames of the stack before, found ${count}`, start)
  }
  path.length = keep
  const pushed: number[] = []
  for (let left = source.varint(); left > 0; left--) {
    const frame = target.frames[source.varint()]
    if (frame === undefined) throw broken(`the number of one of ${target.frames.length} frames`, start)
    pushed.push(frame)
  }
  // The file names the innermost frame first.
  for (let i = pushed.length - 1; i >= 0; i--) path.push(target.shared.stack(path.at(-1) ?? -1, pushed[i]!))
  assertDepth(FORMAT, path.length)
  assertStackCount(FORMAT, target.shared.stacks.length)
}

function addSample({ part, weights }: SampleTarget, known: ThreadStack, status: number): void {
  part.add(
    {
      stack: known.path.at(-1) ?? -1,
      thread: known.thread,
      time: known.time * 1000,
      state: stateOf(status),
      flags: (status & Status.hasGil) === 0 ? 0 : SampleFlag.holdsGil,
    },
    weights,
  )
}

/** Off a processor and not known to wait for the lock is blocked, unless the profiler could not look. */
function stateOf(status: number): number {
  if ((status & Status.onCpu) !== 0) return ThreadState.running
  if ((status & Status.wantsGil) !== 0) return ThreadState.waitingGil
  return (status & Status.unknown) === 0 ? ThreadState.blocked : ThreadState.unknown
}

function addThread({ shared, process }: SampleTarget, key: string, status: number): number {
  const [id, interpreter] = key.split('/')
  const isMain = (status & Status.isMain) !== 0
  const name = isMain ? 'MainThread' : `Thread ${id}`
  return shared.thread({
    process,
    tid: Number(id),
    name: interpreter === '0' ? name : `${name} of interpreter ${interpreter}`,
    kind: ThreadKind.python,
    isMain: isMain && interpreter === '0' ? 1 : 0,
  })
}

function broken(expected: string, offset: number): FormatError {
  return new FormatError(FORMAT, `expected ${expected}`, { offset })
}
