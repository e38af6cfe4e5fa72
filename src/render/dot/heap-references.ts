import type { ReferenceGraphAnswer } from '../../query/heap/reference-graph.ts'
import { referenceLines } from '../svg/heap-references.ts'
import { oneLine } from '../svg/svg-text.ts'
import { dotEdge, dotHead, dotNode } from './call-graph.ts'
import { dotNodeIds } from './dot-text.ts'
import { themeNamed } from './theme.ts'

/** Who refers to what in the DOT language. Names are text wherever they stand. O(nodes + edges). */
export function renderReferencesDot({ nodes, edges }: ReferenceGraphAnswer): string {
  const ids = dotNodeIds(nodes.map(({ object }) => String(object)))
  return [
    dotHead(themeNamed('print'), 'box'),
    ...nodes.map((node, i) =>
      dotNode(ids[i]!, {
        label: referenceLines(node).join('\n'),
        penwidth: node.distance === 0 ? 2.5 : undefined,
      }),
    ),
    ...edges.map(({ from, to, label }) =>
      dotEdge(ids[from]!, ids[to]!, { label: label === '' ? undefined : oneLine(label) }),
    ),
    '}\n',
  ].join('')
}
