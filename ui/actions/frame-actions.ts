import { computed, signal } from '@preact/signals'
import { parentOf } from '../flame/boxes.ts'
import { centred, chart, flame } from '../state/answers.ts'
import { focusedBox, recording, selected, view } from '../state/app-state.ts'
import { canTransform } from '../state/filter-scope.ts'
import { shownOrder } from '../state/flame-state.ts'
import { mapTarget } from '../state/map-state.ts'
import { addTransform, writtenFunc, writtenPath } from '../state/transforms.ts'

/** The frame that keys and the menu mean: a func, and the way to it from the root where a tree shows it. */
export interface FrameTarget {
  readonly func: number
  readonly path: readonly number[] | null
}

/** A frame whose menu is open, and where; null when none is. */
export const frameMenu = signal<(FrameTarget & { readonly x: number; readonly y: number }) | null>(null)

/** The frame of a box of the flame picture, with the funcs from the root to it; null when there is no such box. */
export function frameOfBox(box: number): FrameTarget | null {
  const boxes = { merged: flame, time: chart, centred }[shownOrder.peek()].peek().value?.boxes
  if (boxes === undefined || box < 0 || box >= boxes.length) return null
  const func = boxes.func[box]!
  if (func < 0) return null
  // In a centred picture a box stands for many places of the tree.
  if (boxes.centre !== -1) return { func, path: null }
  const path: number[] = []
  for (let at = box; at !== -1; at = parentOf(boxes, at)) path.push(boxes.func[at]!)
  return { func, path: path.reverse() }
}

/** The frame under the keyboard in the flame picture, else the selected function. */
export const frameTarget = computed<FrameTarget | null>(() => {
  if (recording.value === null) return null
  if (view.value === 'flame' && focusedBox.value !== -1) {
    // Asked anew when the boxes change.
    void [flame.value, chart.value, centred.value]
    const target = frameOfBox(focusedBox.value)
    if (target !== null) return target
  }
  if (view.value === 'map' && mapTarget.value !== null) return mapTarget.value
  return selected.value === -1 ? null : { func: selected.value, path: null }
})

/** Something to do with a frame. */
export interface FrameAction {
  readonly id: string
  readonly title: string
  /** As the Firefox Profiler has it. */
  readonly key: string
  /** Whether it is about a place in the tree, which a table does not show. */
  readonly needsPath: boolean
  /** Set apart from what stands before it in the menu. */
  readonly isGroupStart: boolean
  readonly run: (target: FrameTarget) => void
}

const ofFunc = (name: string) => (target: FrameTarget) => addTransform(`${name}:${writtenFunc(target.func)}`)
const ofPath = (name: string) => (target: FrameTarget) => {
  if (target.path !== null) addTransform(`${name}:${writtenPath(target.path)}`)
}

function collapseLibrary({ func }: FrameTarget): void {
  const funcs = recording.peek()?.funcs
  const name = funcs?.packages[funcs.package[func] ?? -1]
  if (name !== undefined) addTransform(`collapse-library:${name}`)
}

function action(
  id: string,
  title: string,
  key: string,
  more: Partial<FrameAction> & Pick<FrameAction, 'run'>,
): FrameAction {
  return { id, title, key, needsPath: false, isGroupStart: false, ...more }
}

/** What can be done with a frame, in the order of its menu. */
export const FRAME_ACTIONS: readonly FrameAction[] = [
  action('merge-function', 'Merge function into its callers', 'm', { run: ofFunc('merge-function') }),
  action('merge-node', 'Merge this node only', 'M', { run: ofPath('merge-node'), needsPath: true }),
  action('focus-function', 'Focus on function', 'f', { run: ofFunc('focus-function'), isGroupStart: true }),
  action('focus-subtree', 'Focus on this subtree only', 'F', {
    run: ofPath('focus-subtree'),
    needsPath: true,
  }),
  action('focus-self', 'Focus on function’s self', 'S', { run: ofFunc('focus-self') }),
  action('collapse-function', 'Collapse function with all it calls', 'c', {
    run: ofFunc('collapse-function'),
    isGroupStart: true,
  }),
  action('collapse-library', 'Collapse its library or package', 'C', { run: collapseLibrary }),
  action('collapse-recursion', 'Collapse recursion', 'r', { run: ofFunc('collapse-recursion') }),
  action('collapse-direct-recursion', 'Collapse direct recursion', 'R', {
    run: ofFunc('collapse-direct-recursion'),
  }),
  action('drop-function', 'Drop samples with function', 'd', {
    run: ofFunc('drop-function'),
    isGroupStart: true,
  }),
]

/** Whether the action can be done with the frame. */
export function isPossible({ id, needsPath }: FrameAction, target: FrameTarget | null): boolean {
  return target !== null && (!needsPath || target.path !== null) && canTransform(id)
}
