import { hasFunctions, hasTimeline } from './answers.ts'
import { recording, type View } from './app-state.ts'

/** Why a view has nothing to show of this recording, and what would give it something. */
export interface Missing {
  /** What the view would show. */
  readonly what: string
  readonly why: string
  /** A command that records what is missing. */
  readonly command: string
}

/** Views that are about functions and the calls between them. */
const OF_CALLS: Partial<Readonly<Record<View, string>>> = {
  flame: 'A flame graph shows which functions called which, and what that cost.',
  callers: 'This view shows who calls a function and what it calls.',
  graph: 'A call graph shows functions and the calls between them.',
  map: 'A square map shows calls as boxes within boxes, as large as they cost.',
}

/** Why `view` cannot be shown of the open recording, null where it can. */
export function missingOf(view: View): Missing | null {
  const info = recording.value
  if (info === null) return null
  const ofCalls = OF_CALLS[view]
  if (ofCalls !== undefined && !hasFunctions.value) {
    return { what: ofCalls, why: `${holds()}, no stacks and no calls`, command: 'pyrometer record script.py' }
  }
  if (view === 'threads' && !hasTimeline.value) {
    return {
      what: 'The timeline shows what each thread did when, and how much memory there was.',
      why: `${holds()}, no times: its format keeps sums only`,
      command: 'pyrometer record script.py',
    }
  }
  if (view === 'source' && info.sources.length === 0) {
    return {
      what: 'This view shows every line of a file with what it cost.',
      why: `${holds()}; it names no file and no line`,
      command: 'pyrometer record --mode lines -f FUNCTION script.py',
    }
  }
  if (view === 'heap' && info.heap === null) {
    return {
      what: 'This view shows the objects in memory: their types, sizes and what keeps them alive.',
      why: `${holds()}, no objects`,
      command: 'pyrometer record --mode heap script.py',
    }
  }
  return null
}

/** What there is instead. */
function holds(): string {
  const { hasStacks, hasCalls, heap, memory, series, sources, summary } = recording.value!
  const held = [
    hasStacks && heap === null ? 'what each stack cost' : null,
    hasCalls ? 'what functions cost and call' : null,
    heap !== null ? 'the objects of a heap' : null,
    memory.length > 0 ? 'memory over time' : series.length > 0 ? 'values over time' : null,
    !hasFunctions.value && sources.length > 0 ? 'figures of single lines' : null,
  ].filter(what => what !== null)
  return `“${summary.name}” holds ${held.length === 0 ? 'totals' : held.join(' and ')}`
}
