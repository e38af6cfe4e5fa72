import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import { withoutTerminalCodes } from '../decoding/text/terminal-codes.ts'
import { assertDepth } from '../importing/limits.ts'
import { type SessionFacts, type SessionFrames, WALL } from './session.ts'

const COUNTS = /Samples: +(\d+)/
const DURATION = /Duration: +([\d.]+) +CPU time: +([\d.]+)/
const VERSION = /^\/ {3}_\/ +v(\S+)/
const PROGRAM = /^Program: (.*)$/
/** Lines of a tree, or `|-` and a backtick where the terminal has none; the seconds; function and place. */
const NODE = /^([\s│├└─|`-]*)(\d+\.\d+)(%?) (\S.*)$/
const HIDDEN = /^[\s│├└─|`-]*\[\d+ frames hidden\]/
/** The place after two blanks: `work.py:12`, `<built-in>`. */
const PLACE = /^(.*?) {2}(.*?)(?::(\d+))?$/

/** A node that others may still stand under. */
interface OpenNode {
  readonly column: number
  readonly stack: number
  readonly row: number
}

/** Reads the printed tree. What it says of a frame goes to the frame less what its children have; seconds have three
 *  decimals, so a frame's own time may be off by a millisecond for each child. @throws FormatError, LimitError. */
export async function readText(
  bytes: Uint8Array,
  frames: SessionFrames,
): Promise<{ part: StacksBuilder; facts: SessionFacts }> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const tree = new PrintedTree(frames)
  let facts: SessionFacts = {
    start: null,
    duration: null,
    cpu: null,
    samples: null,
    target: null,
    version: null,
  }
  await forEachLine([bytes], {
    format: 'pyinstrument',
    handle(line, start, end, number) {
      const text = withoutTerminalCodes(decoder.decode(line.subarray(start, end)))
      const node = NODE.exec(text)
      if (node !== null) {
        // `-p time=percent_of_total`: of the length that the head says.
        const seconds = Number(node[2]) * (node[3] === '%' ? (facts.duration ?? 0) / 100 : 1)
        tree.add(node[1]!.length, { milliseconds: Math.round(1000 * seconds), text: node[4]! })
        return
      }
      if (HIDDEN.test(text)) {
        frames.warnings.atLine(
          'hidden-frames',
          'Groups of frames are hidden in the text (--show-all prints them).',
          number,
        )
        return
      }
      const [, seconds, cpu] = DURATION.exec(text) ?? []
      facts = {
        ...facts,
        samples: Number(COUNTS.exec(text)?.[1] ?? facts.samples ?? Number.NaN) || facts.samples,
        duration: seconds === undefined ? facts.duration : Number(seconds),
        cpu: cpu === undefined ? facts.cpu : Number(cpu),
        version: VERSION.exec(text)?.[1] ?? facts.version,
        target: PROGRAM.exec(text)?.[1] ?? facts.target,
      }
    },
  })
  if (tree.isEmpty) {
    throw new FormatError('pyinstrument', 'expected lines like "0.041 main  work.py:1", found none')
  }
  return { part: tree.finish(), facts }
}

class PrintedTree {
  readonly #frames: SessionFrames
  readonly #open: OpenNode[] = []
  readonly #stacks: number[] = []
  readonly #own: number[] = []

  constructor(frames: SessionFrames) {
    this.#frames = frames
  }

  get isEmpty(): boolean {
    return this.#own.length === 0
  }

  add(column: number, { milliseconds, text }: { milliseconds: number; text: string }): void {
    while (this.#open.length > 0 && this.#open.at(-1)!.column >= column) this.#open.pop()
    const parent = this.#open.at(-1)
    const [, named, file = '', definition = '0'] = PLACE.exec(text) ?? []
    const name = (named ?? text).trim()
    const prefix = parent?.stack ?? -1
    const isSelf = name === '[self]' && parent !== undefined
    const frame = { name, className: undefined, file, definition: Number(definition), line: -1 }
    const stack = isSelf ? prefix : this.#frames.shared.stack(prefix, this.#frames.frame(frame))
    if (parent !== undefined) this.#own[parent.row]! -= milliseconds
    this.#open.push({ column, stack, row: this.#own.length })
    assertDepth('pyinstrument', this.#open.length)
    this.#stacks.push(stack)
    this.#own.push(milliseconds)
  }

  finish(): StacksBuilder {
    const part = new StacksBuilder([WALL])
    for (const [row, own] of this.#own.entries()) {
      if (own !== 0) part.add({ stack: this.#stacks[row]! }, [own * 1e6])
    }
    return part
  }
}
