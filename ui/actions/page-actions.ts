import { isDrawerOpen, isKeySheetOpen, recording } from '../state/app-state.ts'
import { chooseFile } from '../state/open-files.ts'
import { isSaveOpen } from '../state/save-page.ts'
import { toggleTheme } from '../state/theme.ts'
import type { Action } from './action.ts'

const isReady = () => recording.value !== null

/** Actions of the page itself. */
export function pageActions(): Action[] {
  return [
    { id: 'open', title: 'Open a file', group: 'Page', key: 'o', run: chooseFile },
    {
      id: 'save',
      title: 'Save as one file',
      group: 'Page',
      key: 's',
      isAvailable: isReady,
      run: () => {
        isSaveOpen.value = true
      },
    },
    { id: 'theme', title: 'Light or dark', group: 'Page', key: 't', run: toggleTheme },
    {
      id: 'drawer',
      title: 'Selected function (narrow windows)',
      group: 'Page',
      key: 'p',
      isAvailable: isReady,
      run: () => {
        isDrawerOpen.value = !isDrawerOpen.value
      },
    },
    {
      id: 'keys',
      title: 'Keys',
      group: 'Page',
      key: '?',
      run: () => {
        isKeySheetOpen.value = !isKeySheetOpen.value
      },
    },
  ]
}
