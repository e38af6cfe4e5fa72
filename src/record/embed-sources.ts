import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Recording } from '../model/recording.ts'
import type { SourceIndex } from '../model/tables.ts'

/** Where relative paths of a recording start, and how much may be embedded. */
export interface EmbedOptions {
  readonly cwd: string
  /** Prefix of the files as this process sees them (a container's root), '' by default. */
  readonly root?: string
  readonly maxFiles?: number
  readonly maxBytesPerFile?: number
}

/**
 * The recording with the text of its hottest source files, the most expensive first, so that it can be read where these
 * files are not. Files that cannot be read, are too large or are no text are left out.
 */
export async function embedSources(recording: Recording, options: EmbedOptions): Promise<Recording> {
  const { cwd, root = '', maxFiles = 100, maxBytesPerFile = 1 << 20 } = options
  const { shared } = recording
  const strings = [...shared.strings]
  const text = shared.sources.text.slice()
  for (const source of hottestSources(recording).slice(0, maxFiles)) {
    const path = shared.strings[shared.sources.path[source]!]!
    const content = text[source] === -1 ? await readText(root + resolve(cwd, path), maxBytesPerFile) : null
    if (content === null) continue
    text[source] = strings.length
    strings.push(content)
  }
  return { ...recording, shared: { ...shared, strings, sources: { ...shared.sources, text } } }
}

/**
 * Sources by the cost of their functions and lines, dearest first. Those of no cost are left out, but not those of lines
 * that ran: a line tracer may have taken as long as all they did, and then nothing of their time is left.
 */
export function hottestSources(recording: Recording): SourceIndex[] {
  const { shared, stacks, calls, lines } = recording
  const cost = new Float64Array(shared.sources.length)
  const ran = new Set<SourceIndex>()
  const add = (func: number, weight: number) => {
    const source = shared.funcs.source[func]!
    if (source !== -1 && weight > 0) cost[source]! += weight
  }
  if (calls !== null) {
    const self = calls.self[0]
    for (let row = 0; row < calls.rows.length; row++) add(calls.rows.func[row]!, self?.[row] ?? 0)
  }
  if (stacks !== null) {
    // Callers' lines are read too, so a file counts by the total of its functions: once a frame is precise enough.
    const weights = stacks.weights[stacks.defaultValueType]
    const ofStack = new Float64Array(shared.stacks.length)
    for (let i = 0; i < stacks.samples.length; i++) {
      const stack = stacks.samples.stack[i]!
      if (stack !== -1) ofStack[stack]! += weights?.[i] ?? 0
    }
    for (let stack = shared.stacks.length - 1; stack >= 0; stack--) {
      add(shared.frames.func[shared.stacks.frame[stack]!]!, ofStack[stack]!)
      const parent = shared.stacks.prefix[stack]!
      if (parent !== -1) ofStack[parent]! += ofStack[stack]!
    }
  }
  if (lines !== null) {
    const values = lines.values[0]
    for (let row = 0; row < lines.rows.length; row++) {
      const source = lines.rows.source[row]!
      const value = values?.[row] ?? lines.rows.hits[row]!
      if (value > 0) cost[source]! += value
      if (lines.rows.hits[row]! > 0) ran.add(source)
    }
  }
  const found = [...cost.keys()].filter(source => cost[source]! > 0 || ran.has(source))
  return found.sort((a, b) => cost[b]! - cost[a]!)
}

async function readText(path: string, limit: number): Promise<string | null> {
  try {
    const about = await stat(path)
    if (!about.isFile() || about.size > limit) return null
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path))
  } catch {
    return null
  }
}
