import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { oneBased } from '../decoding/json/parse-json.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { SnapshotLayout } from './layout.ts'

const FORMAT = 'heapsnapshot'

const VALUE_TYPES: readonly ValueType[] = [
  { name: 'allocated bytes', unit: 'bytes', kind: 'sum', precision: 'exact' },
  { name: 'allocated objects', unit: 'count', kind: 'sum', precision: 'exact' },
]

/** The call paths that allocated, where the snapshot recorded them ("allocation stacks"). */
export interface AllocationTrace {
  /** Numbers of the functions, as many for each as the layout says. */
  readonly functions: readonly unknown[]
  /** The tree: lists whose last entry is the list of the children, flat. */
  readonly tree: unknown
}

/** What a trace is read with: the texts of the snapshot, and the tables that its stacks go to. */
export interface TraceContext {
  readonly layout: SnapshotLayout
  readonly shared: SharedBuilder
  readonly text: (string: number) => string
}

/** What each call path allocated over the time of the recording, objects that are gone included. @throws FormatError. */
export function readAllocationTrace(trace: AllocationTrace, context: TraceContext): StacksPart {
  const part = new StacksBuilder(VALUE_TYPES)
  forEachPath(trace, context, ({ stack, count, bytes }) => {
    if (count > 0) part.add({ stack }, [bytes, count])
  })
  return part.finish(false)
}

/** The stack of each call path by the number that nodes name it by. @throws FormatError. */
export function readAllocationStacks(trace: AllocationTrace, context: TraceContext): Map<number, number> {
  const stacks = new Map<number, number>()
  if (context.layout.traceId === -1) return stacks
  forEachPath(trace, context, ({ id, stack }) => {
    if (stack !== -1) stacks.set(id, stack)
  })
  return stacks
}

/** A node of the tree of call paths; its stack is -1 where it stands above all of them. */
interface CallPath {
  readonly id: number
  readonly stack: number
  readonly count: number
  readonly bytes: number
}

function forEachPath(
  { functions, tree }: AllocationTrace,
  context: TraceContext,
  handle: (path: CallPath) => void,
): void {
  const { layout, shared } = context
  const frames = readFunctions(functions, context)
  const { traceSize, traceId, traceFunction, traceCount, traceBytes, traceChildren } = layout
  if (traceSize === 0 || Math.min(traceFunction, traceCount, traceBytes, traceChildren) === -1) {
    throw new FormatError(
      FORMAT,
      'snapshot.meta.trace_node_fields: expected function, count, size and children',
    )
  }
  const open: { list: unknown; below: number; depth: number }[] = [{ list: tree, below: -1, depth: 0 }]
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    const { list, below, depth } = item
    assertDepth(FORMAT, depth)
    if (!Array.isArray(list)) throw new FormatError(FORMAT, 'trace_tree: expected lists of nodes')
    for (let at = 0; at + traceSize <= list.length; at += traceSize) {
      const frame = frames[Number(list[at + traceFunction])]
      if (frame === undefined) throw new FormatError(FORMAT, 'trace_tree: expected the number of a function')
      // V8's tree has one node above all call paths.
      const stack = depth === 0 ? -1 : shared.stack(below, frame)
      assertStackCount(FORMAT, shared.stacks.length)
      const id = traceId === -1 ? -1 : Number(list[at + traceId])
      handle({ id, stack, count: Number(list[at + traceCount]), bytes: Number(list[at + traceBytes]) })
      open.push({ list: list[at + traceChildren], below: stack, depth: depth + 1 })
    }
  }
}

function readFunctions(functions: readonly unknown[], { layout, shared, text }: TraceContext): number[] {
  const { functionSize, functionName, scriptName, functionLine } = layout
  const frames: number[] = []
  for (let at = 0; functionSize > 0 && at + functionSize <= functions.length; at += functionSize) {
    const name = functionName === -1 ? '' : text(Number(functions[at + functionName]))
    const file = scriptName === -1 ? '' : text(Number(functions[at + scriptName]))
    // Lines count from 0; a column is of the function, not of a call in it.
    const line = functionLine === -1 ? -1 : oneBased(Number(functions[at + functionLine]) + 1)
    const func = shared.func({
      name: name === '' ? '(anonymous)' : name,
      file: file === '' ? undefined : file,
      line,
      kind: file === '' && /^\(.+\)$/.test(name) ? FuncKind.marker : FuncKind.javascript,
    })
    frames.push(shared.plainFrame(func))
  }
  return frames
}
