import { FormatError } from '../../base/errors.ts'
import type { ClockSource, Method, Trace } from './trace-events.ts'

const FORMAT = 'art-trace'
const LF = 10

/**
 * Reads the text in front of the records: `*version`, options, `*threads`, `*methods`, `*end`. Returns where it ends.
 * @throws FormatError when it does not.
 */
export function readTextSection(bytes: Uint8Array, trace: Trace): number {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  let section = ''
  let at = 0
  for (let line = 1; at < bytes.length; line++) {
    const end = bytes.indexOf(LF, at)
    if (end === -1) break
    const text = decoder.decode(bytes.subarray(at, end)).replace(/\r$/, '')
    at = end + 1
    if (text === '*end') return at
    if (text.startsWith('*')) section = text
    else if (section === '*version') readOption(text, trace)
    else if (section === '*threads') readThread(text, trace)
    else if (section === '*methods') readMethod(text, trace)
    else
      throw new FormatError(
        FORMAT,
        `expected a section ("*version"), found ${JSON.stringify(text.slice(0, 20))}`,
        { line },
      )
  }
  throw new FormatError(FORMAT, 'expected "*end" before the records', { offset: bytes.length })
}

/** The summary at the end of a streamed trace: the same sections, but nothing behind them. */
export function readSummary(text: string, trace: Trace): void {
  let section = '*version'
  for (const line of text.split('\n')) {
    if (line.startsWith('*')) section = line
    else if (section === '*version') readOption(line, trace)
    else if (section === '*threads') readThread(line, trace)
    else if (section === '*methods') readMethod(line, trace)
  }
}

function readOption(text: string, trace: Trace): void {
  if (/^\d{1,3}$/.test(text)) {
    trace.version = Number(text)
    return
  }
  const equals = text.indexOf('=')
  if (equals === -1) return
  const [key, value] = [text.slice(0, equals), text.slice(equals + 1)]
  trace.options.set(key, value)
  const isClock = value === 'dual' || value === 'wall' || value === 'thread-cpu'
  if (key === 'clock' && isClock) trace.clock = value satisfies ClockSource
  // Dalvik called the clock of version 2 by another name.
  if (key === 'clock' && value === 'global') trace.clock = 'wall'
}

/** `21491\tmain` */
function readThread(text: string, trace: Trace): void {
  const tab = text.indexOf('\t')
  const tid = Number(text.slice(0, tab))
  if (tab > 0 && Number.isInteger(tid)) trace.threads.set(tid, text.slice(tab + 1))
}

/** `0x1c\tcom.example.Main\trun\t()V\tMain.java[\t12]` */
function readMethod(text: string, trace: Trace): void {
  const tab = text.indexOf('\t')
  const id = Number(text.slice(0, tab))
  if (tab > 0 && Number.isInteger(id)) trace.methods.set(id, parseMethod(text.slice(tab + 1)))
}

/** A method without its number. Native ones have neither name nor signature, but a place. */
export function parseMethod(text: string): Method {
  const fields = text.trimEnd().split('\t')
  const [type = '', second = '', third = ''] = fields
  if (fields.length > 2 && !third.startsWith('(')) {
    return { name: type, signature: '', file: second, line: lineOf(third) }
  }
  const name = second === '' ? type : `${type}.${second}`
  return { name, signature: third, file: fields[3] ?? '', line: lineOf(fields[4] ?? '') }
}

function lineOf(text: string): number {
  return /^\d{1,9}$/.test(text) && Number(text) > 0 ? Number(text) : -1
}
