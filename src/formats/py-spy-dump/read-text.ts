import { forEachLine } from '../decoding/text/lines.ts'
import type { Dump, DumpFrame } from './dump.ts'

const PROCESS = /^Process (\d{1,9}): (.*)$/
const PYTHON = /^Python v(?:ersion )?(\S+)(?: \((.*)\))?$/
const THREAD = /^Thread (0x[\da-fA-F]{1,16}|\d{1,15}) \(([^)]*)\)(?:: "(.*)")?$/
const PLACE = /^(.*):(\d{1,10})$/

/** A thread whose frames are being read. */
interface OpenThread {
  readonly id: string
  readonly state: string
  readonly name: string
  readonly frames: DumpFrame[]
  /** How far frames are indented, -1 before the first. */
  indent: number
}

/** Reads the text form into `dump`. */
export async function readTextDump(
  bytes: Uint8Array,
  { dump, onProgress }: { dump: Dump; onProgress: ((bytesRead: number) => void) | undefined },
): Promise<void> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let pid = -1
  let open: OpenThread | null = null
  const close = () => {
    if (open === null) return
    const { id, state, name, frames } = open
    dump.add({
      pid,
      tid: Number(id),
      name,
      isActive: state.startsWith('active'),
      holdsGil: state.includes('gil'),
      frames,
    })
    open = null
  }
  await forEachLine([bytes], {
    format: 'py-spy-dump',
    onProgress,
    handle(line, start, end, number) {
      const text = decoder.decode(line.subarray(start, end))
      if (/^\s/.test(text)) {
        if (text.trim() !== '') addFrame(text, open, { dump, number })
        return
      }
      close()
      const thread = THREAD.exec(text)
      const process = PROCESS.exec(text)
      const python = PYTHON.exec(text)
      if (thread !== null) {
        open = { id: thread[1]!, state: thread[2]!, name: thread[3] ?? '', frames: [], indent: -1 }
      } else if (process !== null) {
        pid = Number(process[1])
        dump.process(pid, process[2]!)
      } else if (python !== null) {
        dump.interpreter ??= { implementation: 'CPython', version: python[1]!, executable: python[2] ?? null }
      } else if (text !== '') {
        dump.warnings.atLine('unreadable-lines', 'Lines that are no threads or frames were left out.', number)
      }
    },
  })
  close()
}

function addFrame(
  text: string,
  open: OpenThread | null,
  { dump, number }: { dump: Dump; number: number },
): void {
  const indent = text.length - text.trimStart().length
  if (open !== null && open.indent !== -1 && indent > open.indent) {
    if (!/^\s+(?:Arguments|Locals):$/.test(text)) {
      dump.warnings.atLine('locals', 'Values of variables were left out.', number)
    }
    return
  }
  const frame = parseFrame(text.trim())
  if (open === null || frame === null) {
    dump.warnings.atLine('unreadable-lines', 'Lines that are no threads or frames were left out.', number)
    return
  }
  open.indent = indent
  open.frames.push(frame)
}

/** `name (file:12)` or `name (file)`, null when it is neither. Brackets may stand in both. */
function parseFrame(text: string): DumpFrame | null {
  if (!text.endsWith(')')) return null
  let depth = 1
  let at = text.length - 1
  while (depth > 0 && at > 0) {
    at--
    if (text[at] === ')') depth++
    else if (text[at] === '(') depth--
  }
  if (depth > 0 || text[at - 1] !== ' ') return null
  const name = text.slice(0, at - 1)
  const place = text.slice(at + 1, -1)
  const [, file, line] = PLACE.exec(place) ?? []
  return file === undefined ? { name, file: place, line: -1 } : { name, file, line: Number(line) }
}
