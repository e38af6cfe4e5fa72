import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { ReportHeader } from './header.ts'
import { parseNode } from './parse-node.ts'
import { SampleTree } from './sample-tree.ts'

const FORMAT = 'macos-sample'
/** The rest of a longer line is not needed: names of templates may be endless. */
const LONGEST = 1 << 16

const IMAGE =
  /^\s*(?:0x)?([0-9a-f]+) - +(?:(?:0x)?([0-9a-f]+)|\?\?\?) +\+?(.+?)(?: \(.*?\))?(?: <([0-9A-F-]{32,36})>)?(?: +(\/.*))?$/i
const THREAD =
  /^\s+Thread (0x[0-9a-f]+)\s+(?:(?:DispatchQueue|Thread name) "?([^"]*?)"?(?:\(\d+\))?\s+)?(?:.*?\s)?(\d+) samples? \(/
const PROCESS = /^Process: +(.+?) \[(\d+)\]/

/**
 * Reads the call trees of sample(1) and spindump: how often each stack of each thread was seen. A line says how often its
 * function was on the stack; what its callees do not account for is its own.
 * Source: reports of sample 7 (macOS 10.14) and spindump (macOS 11). @throws FormatError when there is no tree.
 */
export async function readMacosSample(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const header = new ReportHeader()
  const tree = new SampleTree(FORMAT)
  let part: 'head' | 'tree' | 'threads' | 'images' | 'rest' = 'head'
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      if (start === end) return
      const text = decoder.decode(bytes.subarray(start, Math.min(end, start + LONGEST)))
      if (/^Call graph:/.test(text)) part = 'tree'
      else if (/^\s*Binary Images:/.test(text)) part = 'images'
      else if (/^(?:Total number in stack|Sort by top of stack)/.test(text)) part = 'rest'
      else if (part === 'images' && addImage(text)) return
      else if (part === 'tree') addNode(text, line)
      else if (!addSpindump(text, line)) header.add(text)
    },
  })
  if (tree.isEmpty) {
    throw new FormatError(
      FORMAT,
      'expected a call graph ("Call graph:" or "Thread 0x… samples"), found none',
      { line: header.lines },
    )
  }
  return [tree.finish(header, input.name)]

  function addNode(text: string, line: number): void {
    const node = parseNode(text)
    if (node === null) tree.warn(line)
    else if (/^Thread_/.test(node.text)) tree.beginThread(node)
    else tree.add(node)
  }

  /** Takes the lines of spindump, which has processes and threads under each other. */
  function addSpindump(text: string, line: number): boolean {
    const process = PROCESS.exec(text)
    const thread = THREAD.exec(text)
    if (thread !== null) {
      part = 'threads'
      tree.beginThread({ column: 0, count: Number(thread[3]), text: thread[2] ?? '', id: Number(thread[1]) })
      return true
    }
    if (process !== null) {
      // A report of one process names it in its head.
      tree.beginProcess(process[1]!, Number(process[2]))
      part = 'head'
      return false
    }
    if (part !== 'threads') return false
    const node = parseNode(text)
    if (node === null) {
      if (/^\S/.test(text)) part = 'head'
      else tree.warn(line)
      return part !== 'head'
    }
    tree.add(node)
    return true
  }

  function addImage(text: string): boolean {
    const image = text.length > 4096 ? null : IMAGE.exec(text)
    if (image === null) return /^\s/.test(text)
    const [, first, last, name, uuid, path] = image
    tree.addImage({
      start: `0x${first}`,
      last: last === undefined ? null : `0x${last}`,
      name: name!.trim(),
      uuid,
      path,
    })
    return true
  }
}
