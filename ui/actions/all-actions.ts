import type { Action } from './action.ts'
import { compareActions } from './compare-actions.ts'
import { flameActions } from './flame-actions.ts'
import { heapActions } from './heap-actions.ts'
import { pageActions } from './page-actions.ts'
import { panesActions } from './panes-actions.ts'
import { pictureActions } from './picture-actions.ts'
import { sampleActions } from './sample-actions.ts'
import { transformActions } from './transform-actions.ts'
import { viewActions } from './view-actions.ts'

/** All actions, in the order of the palette. */
export function allActions(): readonly Action[] {
  return [
    ...viewActions(),
    ...sampleActions(),
    ...compareActions(),
    ...transformActions(),
    ...panesActions(),
    ...flameActions(),
    ...pictureActions(),
    ...heapActions(),
    ...pageActions(),
  ]
}
