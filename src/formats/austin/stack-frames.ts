import type { Shared } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { COLLECTOR, INVALID } from './frame-parts.ts'

/** A frame to be written: one of Austin's markers, the kernel's, or a place. */
export interface WrittenFrame {
  readonly kind: 'collector' | 'invalid' | 'kernel' | 'place'
  readonly file: string
  readonly name: string
  /** Line, or the address in a binary; 0 unknown. */
  readonly line: number
  readonly endLine: number
  readonly column: number
  readonly endColumn: number
}

const INVALID_NAMES = new Set([INVALID, '[torn]'])

/** What Austin's formats hold of a frame. */
export function writtenFrame(shared: Shared, frame: number): WrittenFrame {
  const { strings, sources, funcs, frames, libs } = shared
  const func = frames.func[frame]!
  const name = strings[funcs.name[func]!]!
  const source = funcs.source[func]!
  const lib = frames.lib[frame]!
  const address = frames.address[frame]!
  const isByAddress = lib !== -1 && address !== 0n && frames.line[frame]! <= 0
  const kind = kindOf(funcs.kind[func]!, name)
  return {
    kind,
    name,
    file: source !== -1 ? strings[sources.path[source]!]! : isByAddress ? strings[libs.path[lib]!]! : '',
    line: isByAddress ? Number(address) : positive(frames.line[frame]!),
    endLine: positive(frames.endLine[frame]!),
    column: positive(frames.column[frame]!),
    endColumn: positive(frames.endColumn[frame]!),
  }
}

function kindOf(kind: number, name: string): WrittenFrame['kind'] {
  if (kind === FuncKind.kernel) return 'kernel'
  if (kind !== FuncKind.marker) return 'place'
  return name === COLLECTOR ? 'collector' : INVALID_NAMES.has(name) ? 'invalid' : 'place'
}

function positive(number: number): number {
  return Math.max(0, number)
}

/** The frames of a stack, outermost first. */
export function framesOf(shared: Shared, stack: number): number[] {
  const list: number[] = []
  for (let at = stack; at !== -1; at = shared.stacks.prefix[at]!) list.push(shared.stacks.frame[at]!)
  return list.reverse()
}
