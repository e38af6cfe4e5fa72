import { functions, rowOfFunc } from '../state/answers.ts'
import { formatShare } from '../state/figures.ts'
import { restText } from './rest-text.ts'

/** The name in a tip of what stands for boxes too small to draw. */
export function RestName({ count }: { count: number }) {
  return <div class="tip-name">{restText(count)}</div>
}

/** In a tip: what a func costs itself in the whole recording, in whatever place. Nothing where nothing is known of it. */
export function EverywhereSelf({ func }: { func: number }) {
  const row = rowOfFunc.value[func] ?? -1
  const all = functions.value.value
  if (row === -1 || all === null || all.whole <= 0) return null
  return (
    <>
      <dt>Everywhere, self</dt>
      <dd>{formatShare(all.rows.self[row]! / all.whole)}</dd>
    </>
  )
}
