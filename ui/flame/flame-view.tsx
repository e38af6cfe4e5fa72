import { Segmented } from '../chrome/segmented.tsx'
import { ViewToolbar } from '../chrome/view-toolbar.tsx'
import { chart, flame, shownThread } from '../state/answers.ts'
import { chartThread, colouring, flameOrder, recording } from '../state/app-state.ts'
import { nothingLeft } from '../state/nothing-left.ts'
import { zoomReset } from '../state/zoom-history.ts'
import type { FlameAnswer } from '../worker/protocol.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { FlameCanvas } from './flame-canvas.tsx'

/** The flame graph (merged) or the flame chart (time order), with its controls. */
export function FlameView() {
  const info = recording.value!
  const isChart = flameOrder.value === 'time' && info.isTimed
  const { value: answer, error, isLoading } = isChart ? chart.value : flame.value
  return (
    <div class="flame">
      <ViewToolbar left={answer !== null && <Way answer={answer} />}>
        {isChart && <ThreadChoice />}
        <Segmented
          label="Order"
          value={isChart ? 'time' : 'merged'}
          choices={[
            { value: 'merged', label: 'Merged' },
            {
              value: 'time',
              label: 'Time order',
              disabledReason: info.isTimed ? null : 'This recording has no times: its format keeps sums only',
            },
          ]}
          onChoose={value => {
            zoomReset()
            flameOrder.value = value
          }}
        />
        <Segmented
          label="Colours"
          value={colouring.value}
          choices={[
            { value: 'heat', label: answer?.difference != null ? 'Difference' : 'Heat' },
            { value: 'package', label: 'By package' },
          ]}
          onChoose={value => {
            colouring.value = value
          }}
        />
      </ViewToolbar>
      <div class="flame-body" aria-busy={isLoading}>
        {error !== null && <p class="note">{error.message}</p>}
        {answer !== null && answer.boxes.length > 0 && (
          <FlameCanvas answer={answer} label={isChart ? 'Flame chart' : 'Flame graph'} />
        )}
        {answer !== null && answer.boxes.length === 0 && (
          <p class="note">
            {isChart ? 'This thread was not seen in what the filters keep.' : nothingLeft.value}
          </p>
        )}
        {answer === null && isLoading && <Skeleton />}
      </div>
    </div>
  )
}

/** Where in the picture the reader is, and what is not measured in it. */
function Way({ answer }: { answer: FlameAnswer }) {
  return (
    <>
      <Breadcrumb answer={answer} />
      {answer.isEstimated && (
        <span
          class="chip chip-note"
          title="The recording holds who called whom, not whole stacks: how a cost splits over the callers is estimated in proportion"
        >
          ~ split by caller is estimated
        </span>
      )}
      {answer.below > 0 && (
        <span
          class="chip chip-note"
          title="What weighs less than nothing has no width: memory that was freed, in the difference of two profiles"
        >
          {answer.below} {answer.below === 1 ? 'stack' : 'stacks'} below zero: not drawn
        </span>
      )}
    </>
  )
}

function ThreadChoice() {
  const info = recording.value!
  if (info.threads.length < 2) return null
  return (
    <select
      class="select"
      aria-label="Thread"
      value={shownThread.value}
      onChange={event => {
        zoomReset()
        chartThread.value = Number(event.currentTarget.value)
      }}
    >
      {info.threads.map((thread, i) => (
        <option key={`${thread.tid} ${thread.name}`} value={i}>
          {thread.name}
        </option>
      ))}
    </select>
  )
}

/** Rows as they may come, while the first picture is made. */
function Skeleton() {
  return (
    <div class="skeleton" aria-hidden="true">
      {[100, 97, 88, 61, 34, 22].map(width => (
        <i key={width} style={{ width: `${width}%` }} />
      ))}
    </div>
  )
}
