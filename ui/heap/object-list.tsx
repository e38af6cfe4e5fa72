import { useState } from 'preact/hooks'
import { formatCount, formatValue } from '../state/figures.ts'
import { selectObject, shownObject } from '../state/heap-state.ts'

/** An object of a list: by what it refers or is referred to ('' where that means nothing), and how often. */
export interface ListedObject {
  readonly object: number
  readonly name: string
  readonly size: number
  /** NaN without references. */
  readonly retained: number
  readonly by: string
  readonly references: number
}

/** Objects with bars of what they retain; choosing one walks on to it. */
export function ObjectList({
  title,
  note,
  objects,
  total,
  limit,
  isLoading = false,
}: {
  title: string
  /** What the figures are. */
  note: string
  /** Those that retain most, falling. */
  objects: readonly ListedObject[]
  /** How many there are, listed or not. */
  total: number
  /** Listed at first. */
  limit: number
  isLoading?: boolean
}) {
  const [isWhole, setWhole] = useState(false)
  const shown = objects.slice(0, isWhole ? objects.length : limit)
  const figure = ({ retained, size }: ListedObject) => (Number.isNaN(retained) ? size : retained)
  const most = objects.length === 0 ? 1 : Math.max(1, figure(objects[0]!))
  return (
    <section class="detail-section" aria-busy={isLoading}>
      <div class="section-head">
        <h2>{title}</h2>
        <span>{objects.length === 0 ? '' : note}</span>
      </div>
      {objects.length === 0 && !isLoading && <p class="note">None.</p>}
      <ul class="bars heap-bars">
        {shown.map((one, i) => (
          <li key={i}>
            <button
              type="button"
              class="bars-name code"
              title={`${one.name} #${one.object}${one.references > 1 ? `, ${formatCount(one.references)} references` : ''}`}
              aria-current={one.object === shownObject.value ? 'true' : undefined}
              onClick={() => selectObject(one.object)}
            >
              {one.by !== '' && <span class="quiet">{one.by} </span>}
              {one.name}
              {one.by === '' && <span class="quiet"> #{one.object}</span>}
            </button>
            <span class="track" aria-hidden="true">
              <span
                class="track-fill track-fill-quiet"
                style={{ width: `${(100 * Math.min(1, figure(one) / most)).toFixed(2)}%` }}
              />
            </span>
            <span class="bars-value">{formatValue(figure(one), 'bytes')}</span>
          </li>
        ))}
      </ul>
      {objects.length > limit && (
        <button type="button" class="link more" onClick={() => setWhole(!isWhole)}>
          {isWhole ? 'Show fewer' : `Show ${formatCount(objects.length - limit)} more`}
        </button>
      )}
      {total > objects.length && (isWhole || objects.length <= limit) && objects.length > 0 && (
        <p class="note">{formatCount(total - objects.length)} smaller ones are not listed.</p>
      )}
    </section>
  )
}
