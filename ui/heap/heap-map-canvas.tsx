import { BoxMap, type MapPlace } from '../map/box-map.tsx'
import { formatShare, formatValue } from '../state/figures.ts'
import { heapMapFocus, heapMapLens, heapMapSize, heapMapZoomTo } from '../state/heap-map-state.ts'
import {
  heapBy,
  heapGroup,
  heapObject,
  isHeapFocusWanted,
  selectGroup,
  selectObject,
} from '../state/heap-state.ts'
import type { HeapMapAnswer } from '../worker/heap-protocol.ts'
import { entryOf, useHeapMapColours } from './heap-map-colours.ts'
import { HeapMapTip } from './heap-map-tip.tsx'

const PLACE: MapPlace = {
  focus: heapMapFocus,
  lens: heapMapLens,
  size: heapMapSize,
  isFocusWanted: isHeapFocusWanted,
}

/** The square map of a heap: a box is what it keeps alive. */
export function HeapMapCanvas({ answer }: { answer: HeapMapAnswer }) {
  const colours = useHeapMapColours(answer)
  return (
    <BoxMap
      name="heap-map"
      label="Square map of the heap"
      answer={answer}
      place={PLACE}
      colours={colours}
      isSelected={box => isSelected(answer, box)}
      watchSelection={() => void [heapGroup.value, heapObject.value]}
      onSelect={box => select(answer, box)}
      onZoom={heapMapZoomTo}
      textOf={box => {
        const retained = answer.total[box]!
        return `${answer.names[entryOf(answer, box)]}, retained ${formatValue(retained, 'bytes')}, ${formatShare(retained / answer.whole)}`
      }}
      tip={at => <HeapMapTip answer={answer} {...at} />}
    />
  )
}

function select(answer: HeapMapAnswer, box: number): void {
  const entry = entryOf(answer, box)
  if (answer.types[entry] === '') return
  if (answer.by === 'objects') selectObject(answer.chain[entry]!)
  else {
    // Boxes are types: a table of anything else has no row for one.
    heapBy.value = 'type'
    selectGroup(answer.types[entry]!)
  }
}

function isSelected(answer: HeapMapAnswer, box: number): boolean {
  const entry = entryOf(answer, box)
  if (entry === -1) return false
  return answer.by === 'objects' && heapObject.peek() !== -1
    ? answer.chain[entry] === heapObject.peek()
    : answer.types[entry] !== '' && answer.types[entry] === heapGroup.peek()
}
