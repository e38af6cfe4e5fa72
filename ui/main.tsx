import { effect } from '@preact/signals'
import { render } from 'preact'
import { startKeys } from './actions/keys.ts'
import { App } from './app.tsx'
import { startFrameMenu } from './chrome/frame-menu.tsx'
import { functions } from './state/answers.ts'
import { phase, recording, recordingKey, selected } from './state/app-state.ts'
import { isDropHovered } from './state/drop.ts'
import { openInitial, startDrop } from './state/open-files.ts'
import { keepFirstStage } from './state/page-template.ts'
import { startTheme } from './state/theme.ts'
import { startTransforms } from './state/transforms.ts'
import { startUrlState } from './state/url-state.ts'
import './styles/index.css'

startTheme()
startUrlState()
startKeys()
startFrameMenu()
startTransforms()
startDrop(isOver => {
  isDropHovered.value = isOver
})
// The hottest function is what the reader came for: it is selected until another one is.
effect(() => {
  const { recording: about, value } = functions.value
  if (value === null || value.rows.length === 0 || about !== recordingKey.value) return
  if (selected.value === -1) selected.value = value.rows.func[0]!
})
effect(() => {
  const name = recording.value?.summary.name
  document.title = phase.value.kind === 'ready' && name !== undefined ? `${name} · pyrometer` : 'pyrometer'
})
const host = document.getElementById('app')!
keepFirstStage(host)
host.replaceChildren()
render(<App />, host)
void openInitial()
