import { StacksBuilder } from '../../model/part-builders.ts'
import { JsonValue } from '../decoding/json/parse-json.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { parseIdentifier } from './identifier.ts'
import { AWAIT, type FrameName, type SessionFrames, WALL } from './session.ts'

const FORMAT = 'pyinstrument'

/** A node of a tree of frames, of either kind of report. */
interface TreeNode {
  readonly name: FrameName
  /** Seconds in the frame and in what it called. */
  readonly time: number
  readonly awaited: number
  /** Of a frame that ran at several lines the seconds of each, else empty. */
  readonly lines: readonly (readonly [number, number])[]
  readonly children: readonly unknown[]
}

/** Frames still to be read: a node, the stack below it and the thread. */
interface Open {
  readonly value: unknown
  readonly prefix: number
  readonly thread: number
  readonly depth: number
}

/** Reads a tree of frames: what a frame has beyond its children is a row. Frames called `[self]` are the part of their
 *  parent's own time that pyinstrument shows as a child. @throws FormatError, LimitError. */
export function readTree(root: JsonValue, frames: SessionFrames): StacksBuilder {
  const part = new StacksBuilder([WALL, AWAIT])
  const open: Open[] = root.isMissing ? [] : [{ value: root.value, prefix: -1, thread: -1, depth: 1 }]
  for (let top = open.pop(); top !== undefined; top = open.pop()) {
    const { prefix, depth } = top
    const node = readNode(top.value)
    const { name, children } = node
    assertDepth(FORMAT, depth)
    const isThread = name.file === '<thread>'
    const thread = isThread ? frames.thread(name.name, String(name.definition)) : top.thread
    const isSelf = name.name === '[self]' && prefix !== -1
    const stack = isThread || isSelf ? prefix : frames.shared.stack(prefix, frames.frame(name))
    assertStackCount(FORMAT, frames.shared.stacks.length)
    let [own, awaited] = [node.time, node.awaited]
    for (const child of children) {
      const { time, awaited: childAwaited } = timesOf(child)
      own -= time
      awaited -= childAwaited
    }
    if (node.lines.length > 1 && children.length > 0) {
      frames.warnings.add('lines', 'Frames that ran at several lines and called others have no line.')
    }
    if (node.lines.length > 1 && children.length === 0) addLines(node, { frames, part, prefix, thread })
    else addRow(part, { stack, thread, own, awaited })
    for (let i = children.length - 1; i >= 0; i--)
      open.push({ value: children[i], prefix: stack, thread, depth: depth + 1 })
  }
  return part
}

/** A frame that called nothing spent at each line what the file says. */
function addLines(
  node: TreeNode,
  {
    frames,
    part,
    prefix,
    thread,
  }: { frames: SessionFrames; part: StacksBuilder; prefix: number; thread: number },
): void {
  let rest = node.time
  for (const [line, seconds] of node.lines) {
    const stack = frames.shared.stack(prefix, frames.frame({ ...node.name, line }))
    addRow(part, { stack, thread, own: seconds, awaited: 0 })
    rest -= seconds
  }
  addRow(part, {
    stack: frames.shared.stack(prefix, frames.frame(node.name)),
    thread,
    own: rest,
    awaited: node.awaited,
  })
}

/** Files have microseconds: what is less than one is an error of rounding. */
function addRow(
  part: StacksBuilder,
  { stack, thread, own, awaited }: { stack: number; thread: number; own: number; awaited: number },
): void {
  const microseconds = [own, awaited].map(seconds => Math.round(seconds * 1e6))
  if (microseconds.some(count => count !== 0))
    part.add(
      { stack, thread },
      microseconds.map(count => 1000 * count),
    )
}

function timesOf(value: unknown): { time: number; awaited: number } {
  const node = new JsonValue(value, FORMAT, 'frame')
  return { time: node.at('time').number(), awaited: node.at('await_time').optionalNumber(0) }
}

function readNode(value: unknown): TreeNode {
  const node = new JsonValue(value, FORMAT, 'frame')
  const children = node.at('children')
  const common = { ...timesOf(value), children: children.isMissing ? [] : children.list() }
  const identifier = node.at('identifier').optionalText()
  if (identifier === undefined) {
    return {
      name: {
        name: node.at('function').text(),
        className: node.at('class_name').optionalText(),
        file: node.at('file_path').optionalText() ?? node.at('file_path_short').optionalText() ?? '',
        definition: node.at('line_no').optionalNumber(0),
        line: -1,
      },
      lines: [],
      ...common,
    }
  }
  const attributes = Object.entries((node.at('attributes').value ?? {}) as Record<string, unknown>)
  const lines = attributes
    .filter(([key, seconds]) => /^l\d+$/.test(key) && typeof seconds === 'number')
    .map(([key, seconds]) => [Number(key.slice(1)), seconds as number] as const)
  const className = attributes.find(([key]) => key.startsWith('c'))?.[0].slice(1)
  const line = lines.length === 1 ? lines[0]![0] : -1
  return { name: { ...parseIdentifier(identifier), className, line }, lines, ...common }
}
