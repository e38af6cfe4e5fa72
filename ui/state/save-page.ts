import { signal } from '@preact/signals'
import { baseName } from '../../src/analysis/packages.ts'
import { ask } from '../data/client.ts'
import { opened, recordings, transforms } from './app-state.ts'
import { pageTemplate } from './page-template.ts'
import { formatHash } from './url-state.ts'

/** Whether the box that saves the page is open. */
export const isSaveOpen = signal(false)

/** What an address may say of a page that names nothing: no pattern and no search, which may hold any word. */
const PLAIN = new Set(
  (
    'r view value time threads activity f order lane colour zoom map nesting heat of at sort nodes cluster edges with ' +
    'widths base normalize'
  ).split(' '),
)

/** Saves the application with all open recordings inside, at what is shown, as the browser saves files. @throws Error when the
 *  application's text cannot be had, AnswerError when there is not enough memory. */
export async function savePage({ isRedacted }: { isRedacted: boolean }): Promise<void> {
  const template = await pageTemplate()
  const shown = opened.peek()
  // A redacted page keeps no pattern of a transform: what they left is saved instead.
  const refs = recordings.peek().map(({ id }) => ({
    id,
    transforms: isRedacted && id === shown?.id ? transforms.peek() : [],
  }))
  const hash = isRedacted ? plainHash() : formatHash()
  const page = await ask('save', { recordings: refs, template, hash, isRedacted })
  const link = document.createElement('a')
  link.href = URL.createObjectURL(page)
  link.download = fileName(shown?.summary.name ?? 'recording')
  link.click()
  // The browser has taken hold of it by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

function plainHash(): string {
  const kept = [...new URLSearchParams(formatHash())].filter(([key]) => PLAIN.has(key))
  return new URLSearchParams(kept).toString()
}

/** "scatter.html" of "src/scatter.py". */
function fileName(name: string): string {
  const plain = baseName(name).replaceAll(/[^\p{L}\p{N}._ -]/gu, '_')
  return `${plain.replace(/\.[a-z]\w{0,10}$/i, '').slice(0, 80) || 'recording'}.html`
}
