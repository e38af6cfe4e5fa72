import { signal } from '@preact/signals'
import { baseName } from '../../src/analysis/functions/packages.ts'
import { ask } from '../data/client.ts'
import type { RecordingRef, SavedRef } from '../worker/protocol.ts'
import { opened, recordingIndex, recordings, transforms, wantedBase } from './app-state.ts'
import { pageTemplate } from './page-template.ts'
import { merged } from './parts.ts'
import { formatHash } from './url-state.ts'

/** Whether the box that saves the page is open. */
export const isSaveOpen = signal(false)

/** What an address may say of a page that names nothing: no pattern and no search, which may hold any word. */
const PLAIN = new Set(
  (
    'r view value time threads activity f order lane colour zoom map nesting heat of at sort nodes cluster edges with ' +
    'widths base normalize over moment zoomed group relatives share cycles least leastcall place'
  ).split(' '),
)

/** Saves the application with all open recordings inside, at what is shown, as the browser saves files. @throws Error when the
 *  application's text cannot be had, AnswerError when there is not enough memory. */
export async function savePage({ isRedacted }: { isRedacted: boolean }): Promise<void> {
  const template = await pageTemplate()
  const shown = opened.peek()
  const page = await ask('save', {
    ...(isRedacted
      ? { recordings: redactedRefs(shown?.id ?? -1), hash: plainHash() }
      : { recordings: plainRefs(), hash: formatHash() }),
    ...{ template, isRedacted },
  })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(page)
  link.download = fileName(shown?.summary.name ?? 'recording')
  link.click()
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** What was put together is put together again: the address says of what. */
function plainRefs(): RecordingRef[] {
  const single = recordings.peek().filter(({ id }) => !merged.peek().has(id))
  return single.map(({ id }) => ({ id, transforms: [] }))
}

/** A redacted page keeps no pattern of a transform: what they left is saved instead, of what is shown and of its base. The two are
 *  transformed together, as they are on screen, and taken apart again. */
function redactedRefs(shown: number): SavedRef[] {
  const base = wantedBase.peek()
  const hasTransforms = transforms.peek().length > 0
  return recordings.peek().map(({ id }) => {
    if (!hasTransforms || (id !== shown && id !== base?.id)) return { id, transforms: [] }
    const done = { transforms: transforms.peek() }
    if (base === null) return { id, ...done }
    return { id: shown, base, side: id === shown ? 'own' : 'base', ...done }
  })
}

function plainHash(): string {
  const kept = [...new URLSearchParams(formatHash())].filter(([key]) => PLAIN.has(key))
  const parts = new URLSearchParams(kept)
  // What was taken apart was brought to scale.
  if (parts.has('base') && transforms.peek().length > 0) parts.set('normalize', 'none')
  parts.set('r', String(recordingIndex.peek()))
  return parts.toString()
}

/** "scatter.html" of "src/scatter.py". */
function fileName(name: string): string {
  const plain = baseName(name).replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
  return `${plain.replace(/\.[a-z]\w{0,10}$/i, '').slice(0, 80) || 'recording'}.html`
}
