import { useLayoutEffect } from 'preact/hooks'
import { comparedText } from '../../src/render/svg/difference-look.ts'
import { frameMenu } from '../actions/frame-actions.ts'
import { markOnce } from '../canvas/use-picture.ts'
import { selected } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import {
  isMapFocusWanted,
  mapBy,
  mapFocus,
  mapFunc,
  mapLens,
  mapSize,
  mapTarget,
  mapZoomTo,
  shownMapFunc,
} from '../state/map-state.ts'
import type { MapAnswer } from '../worker/protocol.ts'
import { BoxMap, type MapPlace } from './box-map.tsx'
import { MapTip } from './map-tip.tsx'
import { boxOfNode, keyOf, wayToBox } from './places.ts'
import { nameOfKey, useMapColours } from './use-colours.ts'

const PLACE: MapPlace = { focus: mapFocus, lens: mapLens, size: mapSize, isFocusWanted: isMapFocusWanted }

/** The square map of calls: a box is a function where it is called, or a group of them. */
export function MapCanvas({ answer, label }: { answer: MapAnswer; label: string }) {
  const colours = useMapColours(answer)
  const focused = boxOfNode(answer.boxes, mapFocus.value)
  const targetOf = (box: number) => {
    const key = box === -1 ? null : keyOf(answer, box)
    if (key === null || key < 0) return null
    return { func: key, path: mapBy.peek() === 'calls' ? wayToBox(answer, box) : null }
  }
  useLayoutEffect(() => {
    mapTarget.value = targetOf(focused)
  }, [answer, focused])
  return (
    <BoxMap
      name="map"
      label={label}
      answer={answer}
      place={PLACE}
      colours={colours}
      isSelected={box => selected.peek() !== -1 && keyOf(answer, box) === selected.peek()}
      watchSelection={() => void selected.value}
      onPaint={() => markOnce('map-first-paint')}
      onSelect={box => {
        const key = keyOf(answer, box)
        // The map of one function's callers stays that: what is selected in it is another.
        mapFunc.value = shownMapFunc.peek()
        if (key !== null && key >= 0) selected.value = key
      }}
      onZoom={mapZoomTo}
      onMenu={(box, at) => {
        const target = targetOf(box)
        if (target !== null) frameMenu.value = { ...target, ...at }
        return target !== null
      }}
      textOf={box => textOf(answer, box)}
      tip={at => <MapTip answer={answer} {...at} />}
    />
  )
}

/** What a box is, read aloud. */
function textOf(answer: MapAnswer, box: number): string {
  const name = nameOfKey(keyOf(answer, box)!, answer)
  if (answer.difference !== null) {
    const { self, total, baseSelf, baseTotal } = answer.difference
    const { unit } = answer.valueType
    const both = [
      comparedText('total', { own: total[box]!, base: baseTotal[box]! }, unit),
      comparedText('self', { own: self[box]!, base: baseSelf[box]! }, unit),
    ]
    return `${name}, ${both.join(', ')}`
  }
  const mark = answer.isEstimated ? '~' : ''
  const share = (cost: number) => mark + formatShare(cost / answer.whole)
  const own = answer.by === 'callers' ? 'with no caller beyond' : 'self'
  return `${name}, total ${share(answer.total[box]!)}, ${own} ${share(answer.self[box]!)}`
}
