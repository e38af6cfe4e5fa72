import { batch } from '@preact/signals'
import type { ServedRecording } from '../../src/wire/served-recording.ts'
import { AnswerError, ask } from '../data/client.ts'
import type { RecordingInfo } from '../worker/protocol.ts'
import { phase, recordingIndex, recordings, resetChoices } from './app-state.ts'
import { resetGraph } from './graph-state.ts'
import { resetHeap } from './heap-state.ts'
import { resetMap } from './map-state.ts'
import { mergeWanted } from './parts.ts'
import { isViewChosen, settle } from './settle.ts'
import { zoomReset } from './zoom-history.ts'

/** Opens files the reader dropped or chose; the first becomes the one on screen. */
async function openFiles(files: readonly File[]): Promise<void> {
  if (files.length > 0) await open(inputsOf(files), { isNew: true })
}

/** Opens files without showing them; returns the index of the first, null where there is none. */
export async function openBeside(files: readonly File[]): Promise<number | null> {
  const before = recordings.peek().length
  if (files.length > 0) await open(inputsOf(files), { isNew: true, isBeside: true })
  return recordings.peek().length > before ? before : null
}

function inputsOf(files: readonly File[]): Input[] {
  return files.map(file => ({
    name: file.name,
    load: onProgress => ask('open', { name: file.name, bytes: file }, { onProgress }),
  }))
}

interface Input {
  readonly name: string
  readonly load: (onProgress: (share: number) => void) => Promise<readonly RecordingInfo[]>
}

async function open(
  inputs: readonly Input[],
  { isNew, isBeside = false }: { isNew: boolean; isBeside?: boolean },
): Promise<void> {
  const before = phase.peek()
  const opened: RecordingInfo[] = []
  try {
    for (const { name, load } of inputs) {
      phase.value = { kind: 'loading', name, share: 0 }
      opened.push(
        ...(await load(share => {
          phase.value = { kind: 'loading', name, share }
        })),
      )
    }
  } catch (error) {
    phase.value = {
      kind: 'error',
      message: error instanceof Error ? error.message : String(error),
      hint: error instanceof AnswerError ? error.hint : null,
    }
    if (recordings.peek().length === 0 && opened.length === 0) return
    if (opened.length === 0) return
  }
  const together = isNew ? null : await mergeWanted(opened)
  if (together !== null) opened.push(together)
  batch(() => {
    const first = isNew ? recordings.peek().length : 0
    recordings.value = isNew ? [...recordings.peek(), ...opened] : opened
    if (isNew && !isBeside) {
      resetChoices()
      resetMap()
      resetGraph()
      resetHeap()
      isViewChosen.value = false
      zoomReset()
      recordingIndex.value = first
    }
    if (together !== null) recordingIndex.value = opened.length - 1
    settle()
    performance.mark('recording-ready')
    if (phase.peek().kind === 'loading') phase.value = opened.length > 0 ? { kind: 'ready' } : before
  })
}

/** Asks for files by the system's dialogue and opens them. */
export function chooseFile(): void {
  chooseFiles(files => void openFiles(files))
}

/** Asks for files by the system's dialogue. */
export function chooseFiles(take: (files: readonly File[]) => void): void {
  const input = document.createElement('input')
  input.type = 'file'
  input.multiple = true
  input.onchange = () => take([...(input.files ?? [])])
  input.click()
}

/** Takes files dropped anywhere on the page. `onHover` is told while files are held over it. */
export function startDrop(onHover: (isOver: boolean) => void): void {
  let depth = 0
  addEventListener('dragenter', event => {
    if (event.dataTransfer?.types.includes('Files') !== true) return
    depth++
    onHover(true)
  })
  addEventListener('dragleave', () => {
    depth = Math.max(0, depth - 1)
    if (depth === 0) onHover(false)
  })
  addEventListener('dragover', event => event.preventDefault())
  addEventListener('drop', event => {
    event.preventDefault()
    depth = 0
    onHover(false)
    void openFiles([...(event.dataTransfer?.files ?? [])])
  })
}

/** Opens what the page came with: recordings embedded in it, or those its server has; else shows how to open one. */
export async function openInitial(): Promise<void> {
  const embedded = [...document.querySelectorAll<HTMLScriptElement>('script[type="application/x-pyrometer"]')]
  if (embedded.length > 0) {
    const inputs = embedded.map(element => {
      const name = element.dataset.name ?? 'recording'
      return {
        name,
        load: async (onProgress: (share: number) => void) => {
          const base64 = element.textContent ?? ''
          // The text is not needed twice, and is large.
          element.remove()
          return ask('openText', { name, base64 }, { onProgress })
        },
      }
    })
    await open(inputs, { isNew: false })
    return
  }
  if (document.documentElement.dataset.source !== 'server') {
    phase.value = { kind: 'empty' }
    return
  }
  await openServed()
}

async function openServed(): Promise<void> {
  try {
    phase.value = { kind: 'loading', name: '', share: 0 }
    const list = (await (await fetched('recordings')).json()) as readonly ServedRecording[]
    if (list.length === 0) {
      phase.value = { kind: 'empty' }
      return
    }
    const inputs = list.map(({ name, path }) => ({
      name,
      load: async (onProgress: (share: number) => void) => {
        const response = await fetched(path)
        const bytes = await readWithProgress(response, share => onProgress(0.8 * share))
        return ask(
          'open',
          { name: `${name}.pyrometer`, bytes },
          { onProgress: share => onProgress(0.8 + 0.2 * share), transfer: [bytes.buffer as ArrayBuffer] },
        )
      },
    }))
    await open(inputs, { isNew: false })
  } catch (error) {
    phase.value = {
      kind: 'error',
      message: error instanceof Error ? error.message : String(error),
      hint: 'Is “pyrometer view” still running? Start it again and open the address it prints',
    }
  }
}

async function fetched(path: string): Promise<Response> {
  let response: Response
  try {
    response = await fetch(new URL(path, document.baseURI))
  } catch {
    throw new Error('The server of this page does not answer')
  }
  if (!response.ok) throw new Error(`The server of this page answered ${response.status} for ${path}`)
  return response
}

async function readWithProgress(
  response: Response,
  onProgress: (share: number) => void,
): Promise<Uint8Array> {
  const size = Number(response.headers.get('content-length') ?? 0)
  if (response.body === null || !(size > 0)) return new Uint8Array(await response.arrayBuffer())
  const bytes = new Uint8Array(size)
  const reader = response.body.getReader()
  let at = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return at === size ? bytes : bytes.subarray(0, at)
    if (at + value.length > size) throw new Error('The server sent more than it said')
    bytes.set(value, at)
    at += value.length
    onProgress(at / size)
  }
}
