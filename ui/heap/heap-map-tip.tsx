import { Tip } from '../canvas/tip.tsx'
import { RestName } from '../canvas/tip-parts.tsx'
import type { TipPlace } from '../map/box-map.tsx'
import { formatShare, formatValue } from '../state/figures.ts'
import type { HeapMapAnswer } from '../worker/heap-protocol.ts'
import { entryOf } from './heap-map-colours.ts'
import { heapTone } from './heap-tones.ts'

/** Wrappers named in a tip. */
const NAMED = 4

/** What a box of a heap's map is, and how large. */
export function HeapMapTip({ answer, box, ...place }: TipPlace & { answer: HeapMapAnswer }) {
  const { boxes, whole } = answer
  const entry = entryOf(answer, box)
  const mark = answer.isEstimated ? '~' : ''
  const figure = (bytes: number) => `${mark}${formatValue(bytes, 'bytes')} · ${formatShare(bytes / whole)}`
  if (entry === -1) {
    return (
      <Tip {...place}>
        <RestName count={boxes.count[box]!} />
        <dl class="tip-figures">
          <dt>Together</dt>
          <dd>{figure(boxes.weight[box]!)}</dd>
        </dl>
      </Tip>
    )
  }
  const type = answer.types[entry]!
  const wrappers = answer.names.slice(answer.chainStart[box]!, entry).slice(-NAMED)
  return (
    <Tip {...place}>
      <div class="tip-name">
        {type !== '' && (
          <span class={`heat-dot ${heapTone(type, answer.typeSizes[entry]!, answer.hottest)}`} />
        )}
        {answer.names[entry]}
      </div>
      {wrappers.length > 0 && <div class="tip-where">kept by {wrappers.join(' › ')}</div>}
      <dl class="tip-figures">
        <dt>Retained here</dt>
        <dd>{figure(answer.total[box]!)}</dd>
        <dt>Own size here</dt>
        <dd>{figure(answer.self[box]!)}</dd>
        {type !== '' && (
          <>
            <dt>All of the type</dt>
            <dd>{figure(answer.typeSizes[entry]!)}</dd>
          </>
        )}
      </dl>
    </Tip>
  )
}
