import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'

const FORMAT = 'pmcstat'
const EVENT = /^@ (\S.*) \[(\d{1,15}) samples\]\s*$/
const NODE = /^( *)\d{1,3}\.\d+% +\[(\d{1,15})\] +(\S.*?)(?: @ (\S.*?))?\s*$/

/** A function on the way from the innermost to its callers. */
interface OpenNode {
  readonly frame: number
  readonly binary: string
  readonly count: number
  /** Samples of the callers printed below. */
  below: number
}

interface EventGraph {
  readonly event: string
  readonly samples: number
  readonly shared: SharedBuilder
  readonly part: StacksBuilder
  readonly warnings: Warnings
  /** Samples of the functions printed. */
  printed: number
}

/**
 * Reads `pmcstat -G`: trees of callers below each function that was sampled, one level a space. What callers do not account
 * for is a stack that begins there. One recording an event. O(lines × depth of what is new).
 * Source: FreeBSD usr.sbin/pmcstat/pmcpl_callgraph.c. @throws FormatError when there is no event.
 */
export async function readPmcstat(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const graphs: EventGraph[] = []
  const open: OpenNode[] = []
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      const text = decoder.decode(bytes.subarray(start, end))
      const event = EVENT.exec(text)
      const graph = graphs.at(-1)
      if (event !== null) {
        if (graph !== undefined) closeTo(0, open, graph)
        graphs.push(emptyGraph(event[1]!, Number(event[2])))
      } else if (text.trim() !== '') takeNode(NODE.exec(text), { open, graph, line })
    },
  })
  const last = graphs.at(-1)
  if (last === undefined)
    throw new FormatError(FORMAT, 'expected "@ event [n samples]", found none', { line: 1 })
  closeTo(0, open, last)
  return graphs.map(graph => recordingOf(graph, { file: input.name, isOnly: graphs.length === 1 }))
}

function emptyGraph(event: string, samples: number): EventGraph {
  const part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
  return { event, samples, shared: new SharedBuilder(), part, warnings: new Warnings(), printed: 0 }
}

function takeNode(
  node: RegExpExecArray | null,
  { open, graph, line }: { open: OpenNode[]; graph: EventGraph | undefined; line: number },
): void {
  const depth = node?.[1]?.length ?? 0
  if (node === null || graph === undefined || depth > open.length) {
    const message = 'Lines that belong to no call graph were left out.'
    graph?.warnings.atLine('unreadable-lines', message, line)
    return
  }
  closeTo(depth, open, graph)
  assertDepth(FORMAT, depth)
  const count = Number(node[2])
  // The binary is printed where it is not the one above.
  const binary = node[4] ?? open.at(-1)?.binary ?? ''
  const above = open.at(-1)
  if (above === undefined) graph.printed += count
  else above.below += count
  open.push({ frame: frameOf(node[3]!, binary, graph.shared), binary, count, below: 0 })
}

/** Takes what is deeper than `depth` off; samples that no caller below accounts for end there. */
function closeTo(depth: number, open: OpenNode[], { shared, part }: EventGraph): void {
  while (open.length > depth) {
    const { count, below } = open.at(-1)!
    if (count > below) {
      let stack = -1
      for (let at = open.length - 1; at >= 0; at--) stack = shared.stack(stack, open[at]!.frame)
      assertStackCount(FORMAT, shared.stacks.length)
      part.add({ stack }, [count - below])
    }
    open.pop()
  }
}

function frameOf(name: string, binary: string, shared: SharedBuilder): number {
  const lib = binary === '' ? -1 : shared.lib({ name: binary.replace(/^.*\//, ''), path: binary })
  const isAddress = /^0x[0-9a-f]{1,16}$/.test(name)
  const isKernel = /^\/boot\/|\.ko(?:\.debug)?$|^kernel/.test(binary)
  const kind = isAddress ? FuncKind.address : isKernel ? FuncKind.kernel : FuncKind.native
  const func = shared.func({ name, lib, kind })
  return isAddress ? shared.frame({ func, lib, address: BigInt(name) }) : shared.frame({ func, lib })
}

function recordingOf(
  graph: EventGraph,
  { file, isOnly }: { file: string | null; isOnly: boolean },
): Recording {
  const { event, samples, shared, part, warnings, printed } = graph
  const hidden = samples - printed
  const title = titleOf(file, 'pmcstat')
  return importedRecording(
    { format: FORMAT, file },
    {
      name: isOnly ? title : `${title} ${event}`,
      recorder: { name: 'pmcstat', mode: 'native', settings: { event, samples } },
      warnings: [
        ...warnings.list(),
        ...(hidden > 0
          ? [
              {
                code: 'hidden-samples',
                message: 'Samples of functions below the threshold of the report are not in it.',
                count: hidden,
                firstAt: null,
              },
            ]
          : []),
      ],
    },
    { shared, stacks: part.finish(false) },
  )
}
