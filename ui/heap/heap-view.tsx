import { Choice } from '../chrome/choice.tsx'
import { Segmented } from '../chrome/segmented.tsx'
import { baseIndex, recordings } from '../state/app-state.ts'
import { heapMapBy, heapMapZoomTo } from '../state/heap-map-state.ts'
import {
  type HeapPicture,
  heapInfo,
  heapPicture,
  heapSince,
  heapSnapshot,
  shownObject,
  shownSnapshot,
} from '../state/heap-state.ts'
import { HeapMap } from './heap-map.tsx'
import { HeapPaths } from './heap-paths.tsx'
import { HeapReferences } from './heap-references.tsx'
import { snapshotName } from './heap-words.ts'

const NO_REFERENCES = 'This file says nothing of references'

/** A heap in pictures: what keeps what alive, references around an object, why it is alive. */
export function HeapView() {
  const info = heapInfo.value
  if (info === null) return null
  const shown = info.hasReferences ? heapPicture.value : 'map'
  const reason = info.hasReferences ? null : NO_REFERENCES
  return (
    <div class="heap">
      <div class="toolbars">
        <div class="toolbar">
          <Looks />
          <div class="toolbar-left" />
          {shown === 'map' && info.hasReferences && (
            <Choice
              label="What boxes are"
              value={heapMapBy.value}
              choices={['types', 'objects']}
              name={by => (by === 'types' ? 'By type' : 'By object')}
              onChoose={by => {
                heapMapBy.value = by
                heapMapZoomTo([])
              }}
            />
          )}
          <Segmented<HeapPicture>
            label="Picture"
            value={shown}
            choices={[
              { value: 'map', label: 'Map' },
              { value: 'references', label: 'References', disabledReason: reason },
              { value: 'paths', label: 'Why alive', disabledReason: reason },
            ]}
            onChoose={picture => {
              heapPicture.value = picture
            }}
          />
        </div>
      </div>
      {shown === 'map' && <HeapMap />}
      {shown !== 'map' && shownObject.value === -1 && (
        <p class="note">Select a type below, or an object at the right, to see who refers to it.</p>
      )}
      {shown === 'references' && shownObject.value !== -1 && <HeapReferences />}
      {shown === 'paths' && shownObject.value !== -1 && <HeapPaths />}
    </div>
  )
}

/** Which look is shown, and what growth is counted from. */
function Looks() {
  const { snapshots } = heapInfo.value!
  const now = shownSnapshot.value
  const base = baseIndex.value === null ? undefined : recordings.value[baseIndex.value]
  const others = [-1, ...snapshots.keys()].filter(index => index !== now)
  if (snapshots.length < 2) return null
  return (
    <>
      <Choice
        label="Look at the heap"
        value={now}
        choices={[...snapshots.keys()]}
        name={index => snapshotName(snapshots[index]!, index)}
        onChoose={index => {
          heapSnapshot.value = index === snapshots.length - 1 ? null : index
          heapMapZoomTo([])
        }}
      />
      <Choice
        label="Growth since"
        value={others.includes(heapSince.value ?? -1) ? (heapSince.value ?? -1) : -1}
        choices={others}
        name={index =>
          index !== -1
            ? `since ${snapshotName(snapshots[index]!, index)}`
            : base?.heap == null
              ? 'no growth'
              : `since ${base.summary.name}`
        }
        onChoose={index => {
          heapSince.value = index === -1 ? null : index
        }}
      />
    </>
  )
}
