import { formatCountOf } from '../../src/base/units.ts'
import { functions } from '../state/answers.ts'
import { recording, selected } from '../state/app-state.ts'
import { formatCount } from '../state/figures.ts'
import { expandGraph, graphEdgeFigure, graphExpansions, graphStepBack } from '../state/graph-state.ts'
import type { GraphAnswer } from '../worker/protocol.ts'
import { nodeOf } from './walk.ts'

/** The line above the graph: how much of it is drawn, and what can be drawn besides. */
export function GraphLine({ answer }: { answer: GraphAnswer }) {
  const { nodes, edges } = answer.graph
  const all = functions.value.value?.rows.length ?? 0
  const func = selected.value
  const at = nodeOf(answer.graph, func)
  const isDrawn = at !== -1
  const name = recording.value?.funcs.name[func] ?? ''
  const added = graphExpansions.value.length
  const isUnknown =
    graphEdgeFigure.value === 'calls' && edges.length > 0 && edges.calls.every(count => Number.isNaN(count))
  const hasResidual = edges.isResidual.some(byte => byte === 1)
  return (
    <div class="graph-line">
      <span class="graph-count">
        {all > nodes.length
          ? `${nodes.length} of ${formatCount(all)} functions`
          : formatCountOf(nodes.length, 'function')}
      </span>
      {isDrawn && nodes.func[at] === -1 && (
        <span class="quiet ellipsis">{`${name} is in ${nodes.name[at]}`}</span>
      )}
      {isDrawn && nodes.func[at] !== -1 && (
        <span class="graph-more">
          <span class="quiet code ellipsis">{name}</span>
          <button
            type="button"
            class="link"
            title="Draw its costliest callers too (Shift ↑)"
            onClick={() => expandGraph(func, 'callers')}
          >
            + callers
          </button>
          <button
            type="button"
            class="link"
            title="Draw its costliest callees too (Shift ↓)"
            onClick={() => expandGraph(func, 'callees')}
          >
            + callees
          </button>
        </span>
      )}
      {func !== -1 && !isDrawn && (
        <button type="button" class="link ellipsis" onClick={() => expandGraph(func, 'self')}>
          draw {name}
        </button>
      )}
      {added > 0 && (
        <button
          type="button"
          class="link"
          title="Draw without what was added last (Escape)"
          onClick={graphStepBack}
        >
          − last added
        </button>
      )}
      {isUnknown && <span class="graph-note quiet ellipsis">calls: not known</span>}
      {hasResidual && !isUnknown && (
        <span class="graph-note quiet ellipsis" title="Through functions that are not drawn">
          dashed: not direct
        </span>
      )}
    </div>
  )
}
