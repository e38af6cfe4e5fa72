import { view } from '../state/app-state.ts'
import {
  type HeapPicture,
  heapGroup,
  heapInfo,
  heapPicture,
  isHeapFocusWanted,
  shownObject,
} from '../state/heap-state.ts'
import type { Action } from './action.ts'

const PICTURES: readonly { readonly picture: HeapPicture; readonly key: string; readonly title: string }[] = [
  { picture: 'map', key: 'j', title: 'Heap: map of what keeps what alive' },
  { picture: 'references', key: 'l', title: 'Heap: references around the object' },
  { picture: 'paths', key: 'y', title: 'Heap: why the object is alive' },
]

/** Actions of the heap's view: its pictures, each shown and given the keyboard. */
export function heapActions(): Action[] {
  return PICTURES.map(({ picture, key, title }) => ({
    id: `heap-${picture}`,
    title,
    group: 'Heap',
    key,
    isAvailable: () => heapInfo.value !== null && (picture === 'map' || heapInfo.value.hasReferences),
    run: () => {
      view.value = 'heap'
      heapPicture.value = picture
      // Where nothing is selected there is no picture of references; the objects of what is selected may still be on their way.
      isHeapFocusWanted.value = picture === 'map' || heapGroup.peek() !== '' || shownObject.peek() !== -1
    },
  }))
}
