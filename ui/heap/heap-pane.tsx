import { formatDelta } from '../../src/base/deltas.ts'
import { formatCountOf } from '../../src/base/units.ts'
import { Icon } from '../chrome/icons.tsx'
import { isDrawerOpen, recording } from '../state/app-state.ts'
import { formatCount, formatShare, formatValue } from '../state/figures.ts'
import {
  heapGroup,
  heapInfo,
  heapNeighbours,
  heapObject,
  heapObjects,
  heapPicture,
  heapRows,
  selectObject,
  shownObject,
  shownSnapshot,
} from '../state/heap-state.ts'
import { type ListedObject, ObjectList } from './object-list.tsx'

/** The selected type and object: figures, the biggest objects, and who refers to whom. */
export function HeapPane() {
  const { answer } = heapRows.value
  const name = heapGroup.value
  const row = answer?.rows.name.indexOf(name) ?? -1
  const info = heapInfo.value
  if (answer === null || row === -1 || info === null) {
    return (
      <aside class="detail" aria-label="Selected type" data-open={isDrawerOpen.value}>
        <p class="note">Select a type to see its biggest objects, and what keeps them alive.</p>
      </aside>
    )
  }
  const hasObjects = info.snapshots[shownSnapshot.value]?.hasObjects === true
  return (
    <aside class="detail" aria-label="Selected type" data-open={isDrawerOpen.value}>
      <div class="detail-head">
        <h2 class="detail-name" title={name}>
          {name}
        </h2>
        <button
          type="button"
          class="button button-icon drawer-close"
          aria-label="Close"
          onClick={() => {
            isDrawerOpen.value = false
          }}
        >
          <Icon name="close" size={16} />
        </button>
        <p class="detail-where">{formatCount(answer.rows.count[row]!)} objects</p>
      </div>
      <GroupFigures row={row} />
      {hasObjects ? (
        <Objects />
      ) : (
        <p class="note">This file has sums of each type only: single objects are not known.</p>
      )}
      {hasObjects && !info.hasReferences && (
        <p class="note">
          This file says nothing of references: what keeps objects alive, and what they retain, is not known.
        </p>
      )}
      {info.hasReferences && <SelectedObject />}
    </aside>
  )
}

/** Size, retained bytes and growth (or number) of the group. */
function GroupFigures({ row }: { row: number }) {
  const { rows, total } = heapRows.value.answer!
  const size = rows.size[row]!
  const retained = rows.retained?.[row] ?? Number.NaN
  const { isRetainedComing } = heapRows.value
  const figures = [
    {
      title: 'Size',
      hint: 'Bytes of the objects themselves',
      value: formatValue(size, 'bytes'),
      note: `${formatShare(total.size > 0 ? size / total.size : 0)} of all`,
      share: size / total.size,
    },
    {
      title: 'Retained',
      hint: 'Bytes that would be freed with these objects: their own, and those that only they keep alive',
      value: Number.isNaN(retained) ? (isRetainedComing ? '…' : '–') : formatValue(retained, 'bytes'),
      note: Number.isNaN(retained)
        ? isRetainedComing
          ? 'is worked out'
          : 'not known'
        : `${formatShare(retained / total.size)} of all`,
      share: retained / total.size,
    },
    rows.sizeDelta === null
      ? {
          title: 'Each',
          hint: 'Bytes of one object, on average',
          value: formatValue(Math.round(size / Math.max(1, rows.count[row]!)), 'bytes'),
          note: 'on average',
          share: Number.NaN,
        }
      : {
          title: 'Grown by',
          hint: 'More than in the earlier look',
          value: formatDelta(rows.sizeDelta[row]!, 'bytes'),
          note: `${formatDelta(rows.countDelta![row]!, 'count')} objects`,
          share: Number.NaN,
        },
  ]
  return (
    <div class="figures heap-figures">
      {figures.map(({ title, hint, value, note, share }) => (
        <div class="figure" key={title} title={hint}>
          <div class="figure-title">{title}</div>
          <div class="figure-value">{value}</div>
          <div class="track" aria-hidden="true">
            {Number.isFinite(share) && (
              <div class="track-fill" style={{ width: `${(100 * Math.min(1, share)).toFixed(2)}%` }} />
            )}
          </div>
          <div class="figure-note">{note}</div>
        </div>
      ))}
    </div>
  )
}

function Objects() {
  const { value, error, isLoading } = heapObjects.value
  if (error !== null) return <p class="note">{error.message}</p>
  const isCurrent = value !== null && value.group === heapGroup.value
  const total =
    heapRows.value.answer?.rows.count[heapRows.value.answer.rows.name.indexOf(heapGroup.value)] ?? 0
  const objects: ListedObject[] = isCurrent
    ? value.objects.map(object => ({ ...object, by: '', references: 1 }))
    : []
  return (
    <ObjectList
      key={heapGroup.value}
      title="Biggest objects"
      note={heapInfo.value?.hasReferences === true ? 'retained' : 'size'}
      objects={objects}
      total={total}
      limit={6}
      isLoading={!isCurrent && isLoading}
    />
  )
}

/** "0x7f3a…"; V8 has numbers for objects in place of addresses, which it writes "@123". */
function addressText(address: number): string {
  if (Number.isNaN(address)) return ''
  return recording.value?.summary.source === 'heapsnapshot' ? `@${address}` : `0x${address.toString(16)}`
}

/** The object that is looked at, and the way along references from it. */
function SelectedObject() {
  const { value, error } = heapNeighbours.value
  if (shownObject.value === -1) return null
  if (error !== null) return <p class="note">{error.message}</p>
  if (value === null || value.object.object !== shownObject.value) {
    return <section class="detail-section heap-object" aria-busy="true" />
  }
  const { object, refersTo, refersToCount, referredBy, referredByCount } = value
  return (
    <>
      <section class="detail-section heap-object" aria-label="Selected object">
        <h2 class="heap-object-name code ellipsis" title={object.name}>
          {object.name}
        </h2>
        <p class="quiet">
          {[
            `#${object.object}`,
            addressText(object.address),
            formatValue(object.size, 'bytes'),
            `keeps ${formatValue(object.retained, 'bytes')} in ${formatCountOf(object.kept, 'object')}`,
          ]
            .filter(text => text !== '')
            .join(' · ')}
        </p>
        <p class="heap-object-links">
          <button
            type="button"
            class="link"
            aria-pressed={heapPicture.value === 'paths'}
            onClick={() => {
              selectObject(object.object)
              heapPicture.value = 'paths'
            }}
          >
            Why is it alive?
          </button>
          <button
            type="button"
            class="link"
            aria-pressed={heapPicture.value === 'references'}
            onClick={() => {
              selectObject(object.object)
              heapPicture.value = 'references'
            }}
          >
            Draw its references
          </button>
          {value.group !== heapGroup.value && value.group !== '' && (
            <button
              type="button"
              class="link ellipsis"
              onClick={() => {
                // The object stays: only its type is selected with it.
                heapGroup.value = value.group
                heapObject.value = object.object
              }}
            >
              All of {value.group}
            </button>
          )}
        </p>
      </section>
      <ObjectList
        key={`by ${object.object}`}
        title="Referred to by"
        note="retained"
        objects={referredBy}
        total={referredByCount}
        limit={6}
      />
      <ObjectList
        key={`to ${object.object}`}
        title="Refers to"
        note="retained"
        objects={refersTo}
        total={refersToCount}
        limit={8}
      />
    </>
  )
}
