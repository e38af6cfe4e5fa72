import { isAbsolute, join } from 'node:path'
import { dominatorStacks } from '../../analysis/heap/dominator-stacks.ts'
import { formatBytes, formatCount } from '../../base/units.ts'
import { type HeapLook, heapFigures } from '../../query/heap/look.ts'
import { findHeapTarget } from '../../query/heap/objects.ts'
import {
  queryReferenceGraph,
  type ReferenceDirection,
  type ReferenceGraphAnswer,
} from '../../query/heap/reference-graph.ts'
import { renderReferencesDot } from '../../render/dot/heap-references.ts'
import { renderReferencesSvg, sizeReferences } from '../../render/svg/heap-references.ts'
import { assertReferences, lookName } from '../heap.ts'
import { layOutGraph } from './lay-out-graph.ts'
import { pictureKind, writePicture } from './write-picture.ts'

/** What is drawn of a look at a heap. */
export interface HeapPictureRequest {
  /** The object whose references are drawn (see `findHeapTarget`); absent: a square map of what keeps how much alive. */
  readonly refs?: string | undefined
  readonly depth?: number | undefined
  readonly direction?: ReferenceDirection | undefined
  /** Path that ends in `.svg`, `.png`, `.pdf`, `.eps` or (of references) `.dot`; '-' for standard output. */
  readonly output: string
  readonly cwd: string
  readonly writeOut: (text: string) => void
  /** Is told what could not be drawn as it is. */
  readonly onNote?: ((note: string) => void) | undefined
}

/** Draws references or a square map and writes them. @throws UsageError if the heap has no references or no such object, or the
 *  output's ending names no kind of picture; what saving throws. */
export async function drawHeap(look: HeapLook, request: HeapPictureRequest): Promise<void> {
  if (request.refs === undefined) return drawHeapMap(look, request)
  const { refs, output, cwd } = request
  const kinds = {
    allowed: ['svg', 'png', 'pdf', 'eps', 'dot'],
    what: 'references',
    standard: 'svg',
  } as const
  const kind = pictureKind(output, kinds)
  assertReferences(look, 'who refers to an object')
  const { depth, direction } = request
  const answer = queryReferenceGraph(look, [findHeapTarget(look, refs).object], {
    ...(depth === undefined ? {} : { depth }),
    ...(direction === undefined ? {} : { direction }),
  })
  if (kind === 'dot') {
    const { saveChunks } = await import('../saving/save-chunks.ts')
    const text = new TextEncoder().encode(renderReferencesDot(answer))
    await saveChunks([text], isAbsolute(output) ? output : join(cwd, output))
    return
  }
  const svg = await referencesSvg(look, answer)
  if (output === '-') request.writeOut(svg)
  else await writePicture(svg, { kind, path: output, cwd, onNote: request.onNote })
}

/** A graph of references as an SVG document, laid out here. */
export async function referencesSvg(look: HeapLook, answer: ReferenceGraphAnswer): Promise<string> {
  const layout = await layOutGraph(sizeReferences(answer))
  const target = answer.nodes[0]!
  const words = { referrers: 'Who refers to', referents: 'What is referred to by', both: 'References around' }
  const subtitle = [
    look.recording.meta.name,
    lookName(look),
    `${formatCount(answer.nodes.length)} objects`,
    answer.isCut ? 'further ones are left out' : '',
  ]
  return renderReferencesSvg({
    answer,
    layout,
    title: `${words[answer.direction]} ${target.name} #${target.object}`,
    subtitle: [...new Set(subtitle)].filter(text => text !== '').join(' · '),
  })
}

async function drawHeapMap(look: HeapLook, request: HeapPictureRequest): Promise<void> {
  const { output, cwd } = request
  const kinds = { allowed: ['svg', 'png', 'pdf', 'eps'], what: 'a map of a heap', standard: 'svg' } as const
  const kind = pictureKind(output, kinds)
  const { mapSvg } = await import('../map.ts')
  const { count, size } = heapFigures(look)
  const what = look.recording.heap!.hasReferences ? 'boxes in what keeps them alive' : 'types'
  const svg = mapSvg(dominatorStacks(look.recording, look.snapshot), {
    title: `${look.recording.meta.name}: ${formatCount(count)} objects, ${formatBytes(size)}, ${what}`,
  })
  if (output === '-') request.writeOut(svg)
  else await writePicture(svg, { kind, path: output, cwd, onNote: request.onNote })
}
