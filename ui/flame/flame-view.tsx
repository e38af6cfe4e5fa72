import { useEffect } from 'preact/hooks'
import { formatCountOf } from '../../src/base/units.ts'
import { Choice } from '../chrome/choice.tsx'
import { HeatChoice } from '../chrome/heat-choice.tsx'
import { ViewToolbar } from '../chrome/view-toolbar.tsx'
import { centred, chart, flame, functions, shownThread } from '../state/answers.ts'
import {
  chartThread,
  FLAME_ORDERS,
  FLAME_ROOTS,
  type FlameOrder,
  flameCentre,
  flameRoots,
  recording,
  selected,
} from '../state/app-state.ts'
import { centreFlame, chooseFlameOrder, shownCentre, shownOrder } from '../state/flame-state.ts'
import { NOTHING_ABOVE, nothingLeft } from '../state/nothing-left.ts'
import { zoomReset } from '../state/zoom-history.ts'
import type { FlameAnswer, ThreadInfo } from '../worker/protocol.ts'
import { Breadcrumb } from './breadcrumb.tsx'
import { FlameCanvas } from './flame-canvas.tsx'

const ORDER_NAMES: Readonly<Record<FlameOrder, string>> = {
  merged: 'Merged',
  time: 'Time order',
  centred: 'Centred',
}

const LABELS: Readonly<Record<FlameOrder, string>> = {
  merged: 'Flame graph',
  time: 'Flame chart',
  centred: 'Flame graph centred on',
}

/** The flame graph (merged), the flame chart (time order) or the callers and callees of a function (centred), with controls. */
export function FlameView() {
  const info = recording.value!
  const order = shownOrder.value
  const isChart = order === 'time'
  const isUnchosen = order === 'centred' && shownCentre.value === -1
  const centre = order === 'centred' ? (info.funcs.name[shownCentre.value] ?? '') : ''
  const known = { merged: flame, time: chart, centred }[order].value
  const { error } = known
  // The first selection is the costliest function, once that is known.
  const isLoading = (isUnchosen ? functions.value : known).isLoading
  const answer = isUnchosen ? null : known.value
  // One sample, and nothing that says how long it lasted: not a nanosecond.
  const isMoment = isChart && answer !== null && answer.boxes.length > 0 && answer.boxes.whole <= 1
  // What is selected in the picture does not move it.
  useEffect(() => {
    if (order === 'centred' && flameCentre.peek() === -1) flameCentre.value = shownCentre.peek()
  }, [order, shownCentre.value])
  return (
    <div class="flame">
      <ViewToolbar left={answer !== null && <Way answer={answer} />}>
        {isChart && <ThreadChoice />}
        <Choice
          label="What is drawn"
          value={order}
          choices={FLAME_ORDERS}
          name={one => ORDER_NAMES[one]}
          disabledReason={one =>
            one === 'time' && !info.isTimed ? 'This recording has no times: its format keeps sums only' : null
          }
          onChoose={chooseFlameOrder}
        />
        {order !== 'centred' && (
          <Choice
            label="Where roots stand"
            value={flameRoots.value}
            choices={FLAME_ROOTS}
            name={roots => (roots === 'top' ? 'Icicle' : 'Flames')}
            onChoose={value => {
              flameRoots.value = value
            }}
          />
        )}
        <HeatChoice />
      </ViewToolbar>
      <div class="flame-body" aria-busy={isLoading}>
        {error !== null && <p class="note">{error.message}</p>}
        {isMoment && <p class="note">This thread was seen once: there is no time to draw.</p>}
        {answer !== null && answer.boxes.length > 0 && !isMoment && (
          <FlameCanvas
            answer={answer}
            label={`${LABELS[order]} ${centre}`.trim()}
            isUp={order !== 'centred' && flameRoots.value === 'bottom'}
          />
        )}
        {answer !== null && answer.boxes.length === 0 && (
          <p class="note">
            {isChart
              ? 'This thread was not seen in what the filters keep.'
              : centre === ''
                ? answer.below > 0
                  ? NOTHING_ABOVE
                  : nothingLeft.value
                : answer.below > 0
                  ? `Nothing of ${centre} is above zero: there is no room to give it.`
                  : `${centre} was not seen in what the filters keep.`}
          </p>
        )}
        {isUnchosen && !isLoading && (
          <p class="note">
            Select a function, in a table or by the search, to see who called it above it and what it called
            below.
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
      <CentreLine answer={answer} />
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
          {formatCountOf(answer.below, 'stack')} below zero: not drawn
        </span>
      )}
    </>
  )
}

/** What a centred picture is of, and the way to one of what is selected now. */
function CentreLine({ answer }: { answer: FlameAnswer }) {
  const names = recording.value?.funcs.name ?? []
  const func = shownCentre.value
  const other = selected.value
  if (answer.boxes.centre === -1) return null
  return (
    <>
      {other !== -1 && other !== func && (
        <button
          type="button"
          class="link ellipsis"
          title={`Centre on ${names[other]} (e)`}
          onClick={() => centreFlame(other)}
        >
          centre on {names[other]}
        </button>
      )}
      {answer.isTruncated && <span class="chip chip-note">the rarest callers are left out</span>}
    </>
  )
}

function ThreadChoice() {
  const info = recording.value!
  if (info.threads.length < 2) return null
  const times = new Map<string, number>()
  for (const { name } of info.threads) times.set(name, (times.get(name) ?? 0) + 1)
  const isTold = ({ name, tid }: ThreadInfo) => times.get(name) === 1 || Number.isNaN(tid)
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
          {isTold(thread) ? thread.name : `${thread.name} ${thread.tid}`}
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
