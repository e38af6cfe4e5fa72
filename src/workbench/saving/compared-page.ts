import type { Normalisation } from '../../analysis/difference/normalise.ts'
import { splitSides } from '../../analysis/difference/split-sides.ts'
import type { Recording } from '../../model/recording.ts'

/** What a recording with a base under it was made of. */
export interface Sides {
  readonly own: Recording
  readonly base: Recording
  readonly normalize: Normalisation | undefined
  /** Transforms that were done on both together, as they are written. */
  readonly transforms: readonly string[]
}

const sides = new WeakMap<Recording, Sides>()

/** Remembers what a recording was made of, for pages: they hold both sides and put one under the other themselves. */
export function rememberSides(joined: Recording, madeOf: Sides): void {
  sides.set(joined, madeOf)
}

/** What was put under a recording; absent for any other. */
export function baseOf(joined: Recording): Recording | undefined {
  return sides.get(joined)?.base
}

/** The recordings a page has to hold, and the address that shows what was asked for. A redacted page holds what transforms left of both
 *  sides, and not their patterns: these may name what is taken out, and would then match nothing. */
export function pageParts(
  recordings: readonly Recording[],
  {
    hash = '',
    isRedacted = false,
  }: { readonly hash?: string | undefined; readonly isRedacted?: boolean } = {},
): { readonly recordings: readonly Recording[]; readonly hash: string } {
  const [only] = recordings
  const found = only === undefined ? undefined : sides.get(only)
  if (found === undefined) return { recordings, hash }
  if (isRedacted && found.transforms.length > 0) {
    const { own, base } = splitSides(only!, found)
    return { recordings: [own, base], hash: baseAddress(hash, { index: 1, normalize: 'none' }) }
  }
  const address = baseAddress(hash, { index: 1, normalize: found.normalize })
  const parts = new URLSearchParams(address)
  for (const text of found.transforms) parts.append('t', text)
  return { recordings: [found.own, found.base], hash: parts.toString() }
}

/** An address of the application that compares with the open recording `index`. */
export function baseAddress(
  hash: string,
  { index, normalize }: { readonly index: number; readonly normalize: Normalisation | undefined },
): string {
  const parts = new URLSearchParams(hash)
  parts.set('base', String(index))
  parts.set('sort', 'delta')
  if (normalize !== undefined && normalize !== 'rate') parts.set('normalize', normalize)
  return parts.toString()
}
