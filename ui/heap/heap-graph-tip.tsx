import { Tip } from '../canvas/tip.tsx'
import type { NodeTipPlace } from '../graph/graph-host.tsx'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import type { HeapGraphAnswer } from '../worker/heap-protocol.ts'
import { heapTone } from './heap-tones.ts'

/** What an object of the graph is, and what it keeps. */
export function HeapGraphTip({ answer, node, ...place }: NodeTipPlace & { answer: HeapGraphAnswer }) {
  const { name, type, object, size, retained, kept, root, hidden } = answer.nodes[node]!
  return (
    <Tip {...place}>
      <div class="tip-name">
        <span class={`heat-dot ${heapTone(type, answer.typeSizes[node]!, answer.hottest)}`} />
        {name}
      </div>
      <div class="tip-where">
        #{object}
        {root !== null && ` · root: ${root}`}
      </div>
      <dl class="tip-figures">
        <dt>Retained</dt>
        <dd>
          {formatValue(retained, 'bytes')} · {formatCount(kept)} objects
        </dd>
        <dt>Own size</dt>
        <dd>
          {formatValue(size, 'bytes')}
          {retained > 0 && ` · ${formatShare(size / retained)} of it`}
        </dd>
        {hidden > 0 && (
          <>
            <dt>Not drawn</dt>
            <dd>{formatCount(hidden)} more</dd>
          </>
        )}
      </dl>
    </Tip>
  )
}
