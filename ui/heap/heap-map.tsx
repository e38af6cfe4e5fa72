import { MapSkeleton } from '../map/map-skeleton.tsx'
import { formatShare, formatValue } from '../state/figures.ts'
import { heapMapSize, heapMapZoomTo } from '../state/heap-map-state.ts'
import { heapInfo, heapMap } from '../state/heap-state.ts'
import type { HeapMapAnswer } from '../worker/heap-protocol.ts'
import { HeapMapCanvas } from './heap-map-canvas.tsx'

/** Names shown of a long way. */
const SHOWN = 4

/** The square map of a heap: what keeps what alive, or the types' own sizes where nobody knows. */
export function HeapMap() {
  const { value: answer, error, isLoading } = heapMap.value
  const hasNothing = answer !== null && answer.boxes.length === 0
  return (
    <>
      {answer === null ? <div class="map-line" /> : <MapLine answer={answer} />}
      <div class="map-body" aria-busy={isLoading && answer === null}>
        {error !== null && <p class="note">{error.message}</p>}
        {hasNothing && <p class="note">The objects of this look have no size.</p>}
        {answer !== null && !hasNothing && <HeapMapCanvas answer={answer} />}
        {answer === null && error === null && <MapSkeleton size={heapMapSize} />}
      </div>
    </>
  )
}

/** The line above the map: the way to what fills it, and what that retains. */
function MapLine({ answer }: { answer: HeapMapAnswer }) {
  const { way, wayNames } = answer
  const left = Math.max(0, way.length - SHOWN)
  const zoomTo = (length: number) => heapMapZoomTo(way.slice(0, length))
  return (
    <div class="map-line">
      <nav class="crumbs" aria-label="Zoom">
        {way.length === 0 ? (
          <span class="crumb-here ellipsis">All objects</span>
        ) : (
          <button
            type="button"
            class="link ellipsis map-all"
            onClick={() => zoomTo(0)}
            title="Zoom out completely (0)"
          >
            All objects
          </button>
        )}
        {left > 0 && <span class="quiet">› …</span>}
        {wayNames.slice(left).map((name, i) => (
          <span class="crumb" key={left + i}>
            <span class="quiet" aria-hidden="true">
              ›
            </span>
            {left + i === way.length - 1 ? (
              <span class="crumb-here code ellipsis" title={name} aria-current="location">
                {name}
              </span>
            ) : (
              <button
                type="button"
                class="link code ellipsis"
                title={name}
                onClick={() => zoomTo(left + i + 1)}
              >
                {name}
              </button>
            )}
          </span>
        ))}
      </nav>
      <span class="map-figure">
        {formatValue(answer.shown, 'bytes')}
        {answer.shown < 0.9995 * answer.whole && (
          <span class="quiet"> · {formatShare(answer.shown / answer.whole)}</span>
        )}
      </span>
      <span class="map-notes">
        <Note answer={answer} />
      </span>
    </div>
  )
}

function Note({ answer }: { answer: HeapMapAnswer }) {
  if (heapInfo.value?.hasReferences === false) {
    return (
      <span class="quiet ellipsis">This file says nothing of references: boxes are the types’ own sizes</span>
    )
  }
  if (!answer.isEstimated) {
    return <span class="quiet ellipsis">a box stands in the box of what keeps it alive</span>
  }
  return (
    <span
      class="quiet ellipsis"
      title="The file does not say what is alive by itself: modules and what nothing refers to are taken for roots"
    >
      ~ the file names no roots: modules and what nothing refers to are taken for them
    </span>
  )
}
