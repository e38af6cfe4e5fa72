import type { Recording } from '../../model/recording.ts'
import { measuredOf } from '../austin/measured.ts'
import { recordedMetadata, recordedSamples, threadNotation } from '../austin/recorded-samples.ts'
import { framesOf } from '../austin/stack-frames.ts'
import { onlyRecording } from '../exporting/only-recording.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { MojoEvent } from './events.ts'
import { FrameWriter } from './frame-writer.ts'
import { MojoBytes } from './mojo-bytes.ts'

const PIECE = 1 << 18

/** Writes MOJO of the lowest version that holds the recording: 1, 2 with columns, 3 with interpreters.
 *  @throws UsageError when there are several recordings or no stacks. */
export function* writeMojo(recordings: readonly Recording[]): Generator<Uint8Array> {
  const recording = onlyRecording(recordings, 'MOJO')
  const part = stacksOf(recording, 'MOJO')
  const { mode } = measuredOf(part)
  const { head, tail } = recordedMetadata(recording)
  const owners = ownersOf(recording)
  const hasColumns = recording.shared.frames.column.some(column => column > 0)
  const version = owners.some(owner => owner.interpreter !== null) ? 3 : hasColumns ? 2 : 1
  const out = new MojoBytes()
  out.raw([0x4d, 0x4f, 0x4a, version])
  writeMetadata(out, head)
  const frames = new FrameWriter(recording.shared, { out, version })
  const lists = new Map<number, readonly number[]>()
  for (const sample of recordedSamples(recording, part)) {
    const owner = owners[sample.thread + 1]!
    out.event(MojoEvent.stack)
    out.integer(owner.pid)
    if (version >= 3) out.integer(owner.interpreter ?? 0)
    out.text(owner.tid)
    let list = lists.get(sample.stack)
    if (list === undefined) {
      list = framesOf(recording.shared, sample.stack)
      if (list.length < 1000) lists.set(sample.stack, list)
    }
    const isCollector = frames.write(list, owner.pid)
    if (sample.isCollecting && !isCollector) out.event(MojoEvent.collecting)
    if (mode === 'full' && sample.isIdle) out.event(MojoEvent.idle)
    if (mode !== 'memory') {
      out.event(MojoEvent.time)
      out.integer(sample.time)
    }
    if (mode === 'memory' || mode === 'full') {
      out.event(MojoEvent.memory)
      out.integer(sample.memory)
    }
    if (out.length > PIECE) yield out.take()
  }
  writeMetadata(out, tail)
  yield out.take()
}

function writeMetadata(out: MojoBytes, pairs: readonly (readonly [string, string])[]): void {
  for (const [key, value] of pairs) {
    out.event(MojoEvent.metadata)
    out.text(key)
    out.text(value)
  }
}

interface WrittenOwner {
  readonly pid: number
  readonly interpreter: number | null
  /** Hexadecimal, or whatever the thread's name had instead. */
  readonly tid: string
}

/** Per thread, the one without a thread first, how MOJO names it. */
function ownersOf(recording: Recording): WrittenOwner[] {
  const { threads } = recording.shared
  return Array.from({ length: threads.length + 1 }, (_, i) => {
    const { pid, text } = threadNotation(recording, i - 1)
    const [, interpreter, own] = /^(?:(\d{1,9}):)?(.*)$/s.exec(text)!
    const known = i === 0 ? 0 : threads.tid[i - 1]!
    const tid =
      Number.isSafeInteger(known) && known >= 0 ? known : /^\d{1,15}$/.test(own!) ? Number(own) : Number.NaN
    return {
      pid,
      interpreter: interpreter === undefined ? null : Number(interpreter),
      tid: Number.isNaN(tid) ? own! : tid.toString(16),
    }
  })
}
