import { Choice } from '../chrome/choice.tsx'
import { HEAP_DEPTHS, HEAP_DIRECTIONS, heapDepth, heapDirection, heapGraph } from '../state/heap-state.ts'
import { HeapGraphCanvas } from './heap-graph-canvas.tsx'

const DIRECTION_NAMES: Readonly<Record<(typeof HEAP_DIRECTIONS)[number], string>> = {
  both: 'Both ways',
  referrers: 'Who refers to it',
  referents: 'What it refers to',
}

/** The graph of references around the object. */
export function HeapReferences() {
  const { value: answer, error, isLoading } = heapGraph.value
  return (
    <>
      <div class="graph-head">
        <div class="graph-line">
          {answer !== null && (
            <span class="quiet ellipsis">
              {answer.nodes.length} objects around {answer.nodes[answer.centre]!.name}
              {answer.isCut ? ', more are left out' : ''}; a hot line is what alone keeps an object alive
            </span>
          )}
        </div>
        <Choice
          label="Which references are followed"
          isSmall
          value={heapDirection.value}
          choices={HEAP_DIRECTIONS}
          name={direction => DIRECTION_NAMES[direction]}
          onChoose={direction => {
            heapDirection.value = direction
          }}
        />
        <Choice
          label="How far references are followed"
          isSmall
          value={heapDepth.value}
          choices={HEAP_DEPTHS}
          name={depth => (depth === 1 ? '1 reference' : `${depth} references`)}
          onChoose={depth => {
            heapDepth.value = depth
          }}
        />
      </div>
      <div class="graph-body" aria-busy={isLoading && answer === null}>
        {error !== null && <p class="note">{error.message}</p>}
        {answer !== null && <HeapGraphCanvas answer={answer} />}
        {answer === null && error === null && (
          <div class="graph-skeleton" aria-hidden="true">
            <i />
            <i />
            <i />
          </div>
        )}
      </div>
    </>
  )
}
