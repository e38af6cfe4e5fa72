import { FormatError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { type JsonValue, oneBased } from '../decoding/json/parse-json.ts'
import { assertDepth } from '../importing/limits.ts'

const FORMAT = 'cpuprofile'
/** The name of functions that have none, as DevTools shows it. */
export const ANONYMOUS = '(anonymous)'

/** Looks nodes up by their id; undefined where none has it. */
export interface NodeIds {
  get(id: number): number | undefined
}

/** The nodes of a profile's tree, in the order of the file. */
export interface ProfileNodes {
  readonly length: number
  /** Index of the node with an id. */
  readonly indexOf: NodeIds
  /** Per node its func, -1 for the root. */
  readonly func: Int32Array
  /** Per node the stack that ends there, no line known; -1 for the root. */
  readonly stack: Int32Array
  /** Per node the stack below it. */
  readonly below: Int32Array
  readonly hits: Float64Array
  /** Per node pairs of line and ticks. */
  readonly ticks: readonly (readonly number[])[]
}

interface RawNode {
  readonly value: JsonValue
  readonly parent: number
}

/** Reads the tree of either layout: `nodes` with ids of children, or the old `head` with the children themselves. */
export function readNodes(file: JsonValue, shared: SharedBuilder): ProfileNodes {
  const nodes = file.at('nodes').isMissing ? nestedNodes(file.at('head')) : listedNodes(file.at('nodes'))
  const { length } = nodes
  const func = new Int32Array(length).fill(-1)
  const stack = new Int32Array(length).fill(-1)
  const below = new Int32Array(length).fill(-1)
  const hits = new Float64Array(length)
  const ticks: number[][] = []
  const indexOf = new Map<number, number>()
  const depth = new Int32Array(length)
  for (const i of parentsFirst(nodes)) {
    const { value, parent } = nodes[i]!
    indexOf.set(value.at('id').number(), i)
    hits[i] = value.at('hitCount').optionalNumber(0)
    ticks[i] = readTicks(value.at('positionTicks'))
    if (parent === -1) continue
    depth[i] = depth[parent]! + 1
    assertDepth(FORMAT, depth[i]!)
    below[i] = stack[parent]!
    func[i] = readFunc(value, shared)
    stack[i] = shared.stack(below[i]!, shared.plainFrame(func[i]!))
  }
  return { length, indexOf: quickIds(indexOf), func, stack, below, hits, ticks }
}

/** V8 counts its nodes: ids are then places in a column, which is quicker to ask once a sample than a map. */
function quickIds(ids: ReadonlyMap<number, number>): NodeIds {
  let largest = 0
  for (const id of ids.keys()) {
    if (!Number.isInteger(id) || id < 0) return ids
    if (id > largest) largest = id
  }
  if (largest > 4 * ids.size + 1000) return ids
  const column = new Int32Array(largest + 1).fill(-1)
  for (const [id, node] of ids) column[id] = node
  return {
    get: id => {
      const node = column[id]
      return node === -1 ? undefined : node
    },
  }
}

function listedNodes(list: JsonValue): RawNode[] {
  const values = list.items()
  const places = new Map<number, number>()
  for (const [i, value] of values.entries()) places.set(value.at('id').number(), i)
  const parents = new Int32Array(values.length).fill(-1)
  for (const [i, value] of values.entries()) {
    if (value.at('children').isMissing) {
      // Chrome's trace events name the parent instead.
      const parent = value.at('parent').isMissing ? undefined : places.get(value.at('parent').number())
      if (parent !== undefined) parents[i] = parent
      continue
    }
    for (const id of value.at('children').numbers()) {
      const child = places.get(id)
      if (child === undefined) value.at('children').fail(`ids of nodes, found ${id}`)
      parents[child!] = i
    }
  }
  return values.map((value, i) => ({ value, parent: parents[i]! }))
}

function nestedNodes(head: JsonValue): RawNode[] {
  if (head.isMissing) throw new FormatError(FORMAT, 'expected "nodes" or "head"')
  const nodes: RawNode[] = [{ value: head, parent: -1 }]
  for (let i = 0; i < nodes.length; i++) {
    const children = nodes[i]!.value.at('children')
    if (children.isMissing) continue
    for (const value of children.items()) nodes.push({ value, parent: i })
  }
  return nodes
}

/** The places of all nodes, each after its parent's. @throws FormatError when the nodes run in a circle. */
function parentsFirst(nodes: readonly RawNode[]): Int32Array {
  const order = new Int32Array(nodes.length)
  const childStart = new Int32Array(nodes.length + 1)
  for (const { parent } of nodes) if (parent !== -1) childStart[parent + 1]!++
  for (let i = 0; i < nodes.length; i++) childStart[i + 1]! += childStart[i]!
  const filled = childStart.slice()
  const children = new Int32Array(childStart.at(-1)!)
  for (const [i, { parent }] of nodes.entries()) if (parent !== -1) children[filled[parent]!++] = i
  let length = 0
  for (const [i, { parent }] of nodes.entries()) if (parent === -1) order[length++] = i
  for (let at = 0; at < length; at++) {
    const node = order[at]!
    for (let k = childStart[node]!; k < childStart[node + 1]!; k++) order[length++] = children[k]!
  }
  if (length !== nodes.length) throw new FormatError(FORMAT, 'nodes: expected a tree, found a circle')
  return order
}

/** V8 counts lines and columns from 0; the old layout puts the call frame into the node itself. */
export function readFunc(node: JsonValue, shared: SharedBuilder): number {
  const frame = node.at('callFrame').isMissing ? node : node.at('callFrame')
  const given = frame.at('functionName').optionalText() ?? ''
  const url = frame.at('url').optionalText() ?? ''
  const line = oneBased(frame.at('lineNumber').optionalNumber(-1) + 1)
  const isMarker = url === '' && /^\(.+\)$/.test(given) && given !== ANONYMOUS
  return shared.func({
    name: given === '' ? ANONYMOUS : given,
    file: url === '' ? undefined : url,
    line: isMarker ? -1 : line,
    kind: isMarker ? FuncKind.marker : FuncKind.javascript,
  })
}

function readTicks(positions: JsonValue): number[] {
  if (positions.isMissing) return []
  const ticks: number[] = []
  for (const position of positions.items()) {
    const line = oneBased(position.at('line').number())
    if (line !== -1) ticks.push(line, position.at('ticks').number())
  }
  return ticks
}
