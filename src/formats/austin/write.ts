import type { Recording, Shared } from '../../model/recording.ts'
import { encodeTexts } from '../exporting/encode-texts.ts'
import { onlyRecording } from '../exporting/only-recording.ts'
import { stacksOf } from '../importing/stack-weights.ts'
import { TAKES_COLONS } from './frame-parts.ts'
import { measuredOf } from './measured.ts'
import { recordedMetadata, recordedSamples, threadNotation } from './recorded-samples.ts'
import { framesOf, writtenFrame } from './stack-frames.ts'

/** Writes Austin's text of versions 3 and 4. @throws UsageError when there are several recordings or no stacks. */
export function writeAustin(recordings: readonly Recording[]): Generator<Uint8Array> {
  return encodeTexts(lines(recordings))
}

function* lines(recordings: readonly Recording[]): Generator<string> {
  const recording = onlyRecording(recordings, "Austin's text")
  const part = stacksOf(recording, "Austin's text")
  const { mode } = measuredOf(part)
  const { head, tail } = recordedMetadata(recording)
  const texts = new StackTexts(recording.shared)
  const threads = new Map<number, string>()
  if (head.length > 0) yield `${metadataLines(head)}\n`
  for (const sample of recordedSamples(recording, part)) {
    let thread = threads.get(sample.thread)
    if (thread === undefined) {
      const { pid, text } = threadNotation(recording, sample.thread)
      thread = `P${pid};T${text}`
      threads.set(sample.thread, thread)
    }
    const { time, memory, isIdle } = sample
    const metrics =
      mode === 'full' ? `${time},${isIdle ? 1 : 0},${memory}` : mode === 'memory' ? memory : time
    yield `${thread}${texts.of(sample.stack, sample.isCollecting)} ${metrics}\n`
  }
  if (tail.length > 0) yield `\n${metadataLines(tail)}`
}

function metadataLines(pairs: readonly (readonly [string, string])[]): string {
  return pairs.map(([key, value]) => `# ${oneLine(key)}: ${oneLine(value)}\n`).join('')
}

function oneLine(text: string): string {
  return text.replace(/[\r\n]+/g, ' ')
}

/** The text of stacks, that of each frame made once. */
class StackTexts {
  readonly #shared: Shared
  readonly #frames = new Map<number, string>()

  constructor(shared: Shared) {
    this.#shared = shared
  }

  of(stack: number, isCollecting: boolean): string {
    const texts = framesOf(this.#shared, stack).map(frame => this.#frameText(frame))
    if (isCollecting && !texts.includes(':GC:')) texts.push(':GC:')
    return texts.map(text => `;${text}`).join('')
  }

  #frameText(frame: number): string {
    let text = this.#frames.get(frame)
    if (text === undefined) {
      text = oneLine(frameText(this.#shared, frame)).replaceAll(';', ',')
      this.#frames.set(frame, text)
    }
    return text
  }
}

function frameText(shared: Shared, frame: number): string {
  const { kind, file, name, line } = writtenFrame(shared, frame)
  if (kind === 'collector') return ':GC:'
  if (kind === 'invalid') return ':INVALID:'
  if (kind === 'kernel') return `kernel:${name.replaceAll(':', '.')}:0`
  return `${file}:${TAKES_COLONS.test(file) ? name : name.replaceAll(':', '.')}:${line}`
}
