import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { assertDepth } from '../importing/limits.ts'
import type { Band } from './heap-bands.ts'

/** What the heap is broken down by: the letter after -h. */
export type Breakdown = 'c' | 'm' | 'd' | 'y' | 'r' | 'b' | 'T' | 'i' | null

/** Names that are no code. */
const MARKERS = new Set([
  'MAIN',
  'SYSTEM',
  'CAF',
  'PINNED',
  'IDLE',
  'GC',
  'OVERHEAD',
  'DONT_CARE',
  'VOID',
  'LAG',
  'USE',
  'INHERENT_USE',
  'DRAG',
  'OTHER',
])

/** The breakdown that a command line asks for, null where it does not say. */
export function breakdownOf(job: string): Breakdown {
  const found = /\s-h([cmdyrbTi])/.exec(job)
  return (found?.[1] ?? null) as Breakdown
}

/** The band of a name. `(302)inner/outer/main`, a stack of cost centres, is one; other names are one frame. */
export function bandOf(name: string, breakdown: Breakdown, shared: SharedBuilder): Band {
  const numbered = breakdown === 'c' || breakdown === 'r' || breakdown === null
  const found = numbered ? /^\((\d{1,15})\)(.*)$/s.exec(name) : null
  const text = found?.[2] ?? name
  // A name may be an operator with a slash of its own; nothing tells it from what stands between two names.
  const names = breakdown === 'c' && found !== null ? text.split('/') : [text]
  assertDepth('ghc-heap', names.length)
  let stack = -1
  for (const part of names.reverse()) {
    const isMarker = MARKERS.has(part) || /(?:^|\.)CAF(?:$|:)/.test(part)
    const kind = isMarker ? FuncKind.marker : breakdown === 'c' ? FuncKind.native : FuncKind.unknown
    stack = shared.stack(stack, shared.plainFrame(shared.func({ name: part, kind })))
  }
  const labels =
    found === null
      ? -1
      : shared.labelSet([
          { key: breakdown === 'r' ? 'retainer set' : 'cost centre stack', number: Number(found[1]) },
        ])
  return { name, stack, labels }
}
