import { stackWeights } from '../../analysis/filter-samples.ts'
import { computeKeyTotals } from '../../analysis/totals/key-totals.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from './filter.ts'
import { compileSearch } from './search-pattern.ts'

/** The funcs a search finds. */
export interface SearchAnswer {
  /** One byte per row of `shared.funcs`: 1 where its name or its file matches. */
  readonly mask: Uint8Array
  /** Funcs that match. */
  readonly matches: number
  /** Share of the whole in whose stacks any of them stands, in [0, 1]; NaN where the recording has no stacks or nothing was
   *  kept. */
  readonly share: number
}

/**
 * Finds funcs by name or file: text (upper and lower case are the same; an empty text finds nothing), `file.py:42` for the
 * funcs seen at or defined on a line, or a regular expression written `/between slashes/` (with `i` after it to ignore
 * case). O(funcs + frames + samples).
 * @throws UsageError if the expression is not valid or could take for ever.
 */
export function querySearch(recording: Recording, text: string, filter: Filter = {}): SearchAnswer {
  const { shared } = recording
  const mask = new Uint8Array(shared.funcs.length)
  const query = text.trim()
  if (query === '') return { mask, matches: 0, share: share(recording, mask, filter) }
  markFuncs(recording, query, mask)
  let matches = 0
  for (const isMatch of mask) matches += isMatch
  return { mask, matches, share: share(recording, mask, filter) }
}

function markFuncs({ shared }: Recording, query: string, mask: Uint8Array): void {
  const { strings, funcs, sources, frames } = shared
  const isMatch = compileSearch(query)
  const known = new Map<number, boolean>()
  const deadline = Date.now() + 2000
  const matches = (index: number) => {
    let found = known.get(index)
    if (found === undefined) {
      if ((known.size & 63) === 0 && Date.now() > deadline)
        throw new UsageError(`The search ${query} takes too long`)
      found = isMatch(strings[index]!)
      known.set(index, found)
    }
    return found
  }
  for (let f = 0; f < funcs.length; f++) {
    const source = funcs.source[f]!
    if (matches(funcs.name[f]!) || (source !== -1 && matches(sources.path[source]!))) mask[f] = 1
  }
  const place = query.match(/^(.+):(\d+)$/)
  if (place === null || query.startsWith('/')) return
  const [file, line] = [place[1]!.toLowerCase(), Number(place[2])]
  const isInFile = (f: number) =>
    funcs.source[f] !== -1 && strings[sources.path[funcs.source[f]!]!]!.toLowerCase().endsWith(file)
  for (let f = 0; f < funcs.length; f++) if (funcs.line[f] === line && isInFile(f)) mask[f] = 1
  for (let i = 0; i < frames.length; i++) {
    if (frames.line[i] === line && isInFile(frames.func[i]!)) mask[frames.func[i]!] = 1
  }
}

function share(recording: Recording, mask: Uint8Array, filter: Filter): number {
  if (recording.stacks === null) return Number.NaN
  const { weights, whole } = stackWeights(recording, filter)
  const keyOfFrame = recording.shared.frames.func.map(func => mask[func]! - 1)
  const found = computeKeyTotals(recording.shared, { keyOfFrame, keys: 1, weights })
  return found.met.sum / whole
}
