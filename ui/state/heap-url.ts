import { HEAP_MAPS } from '../../src/query/heap/map.ts'
import { HEAP_GROUPINGS } from '../../src/query/heap/table.ts'
import { heapMapBy, heapMapPath } from './heap-map-state.ts'
import {
  HEAP_DEPTHS,
  HEAP_DIRECTIONS,
  HEAP_PICTURES,
  HEAP_SORT_KEYS,
  heapBy,
  heapDepth,
  heapDirection,
  heapGroup,
  heapObject,
  heapPicture,
  heapSince,
  heapSnapshot,
  heapSort,
} from './heap-state.ts'

type Put = (key: string, value: string | number | null, standard: string | number | null) => void

/** Steps of the way into the map that an address keeps. */
const MOST_STEPS = 120
const LONGEST_NAME = 300

/** Writes what of the heap's view differs from the default. */
export function putHeap(put: Put): void {
  put('look', heapSnapshot.value, null)
  put('since', heapSince.value, null)
  put('by', heapBy.value, 'type')
  put('picture', heapPicture.value, 'map')
  put('boxes', heapMapBy.value, 'types')
  const path = heapMapPath.value
  put('into', path.length > 0 && path.length <= MOST_STEPS ? path.join('.') : null, null)
  put('follow', heapDirection.value, 'both')
  put('depth', heapDepth.value, 2)
  put('type', heapGroup.value.length > LONGEST_NAME ? '' : heapGroup.value, '')
  put('object', heapObject.value, -1)
  const sort = heapSort.value
  put('order-by', sort === null ? null : `${sort.isRising ? '+' : ''}${sort.key}`, null)
}

/** Reads it again; whatever is missing or makes no sense takes its default. */
export function applyHeap(parts: URLSearchParams): void {
  const whole = (key: string) => {
    const value = parts.get(key)
    return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null
  }
  const oneOf = <T extends string>(key: string, allowed: readonly T[], standard: T): T =>
    allowed.find(value => value === parts.get(key)) ?? standard
  heapSnapshot.value = whole('look')
  heapSince.value = whole('since')
  heapBy.value = oneOf('by', HEAP_GROUPINGS, 'type')
  heapPicture.value = oneOf('picture', HEAP_PICTURES, 'map')
  heapMapBy.value = oneOf('boxes', HEAP_MAPS, 'types')
  const steps = parts.get('into') ?? ''
  heapMapPath.value = /^-?\d{1,9}(?:\.-?\d{1,9}){0,119}$/.test(steps) ? steps.split('.').map(Number) : []
  heapDirection.value = oneOf('follow', HEAP_DIRECTIONS, 'both')
  heapDepth.value = HEAP_DEPTHS.find(depth => depth === whole('depth')) ?? 2
  heapGroup.value = (parts.get('type') ?? '').slice(0, LONGEST_NAME)
  heapObject.value = whole('object') ?? -1
  const order = parts.get('order-by')
  const key = HEAP_SORT_KEYS.find(candidate => candidate === order?.replace(/^[+ ]/, ''))
  heapSort.value = key === undefined ? null : { key, isRising: /^[+ ]/.test(order ?? '') }
}
