import { useRef, useState } from 'preact/hooks'
import { opened, valueType } from '../state/app-state.ts'
import { formatShare, formatValue, formatValueTypeName } from '../state/figures.ts'
import {
  hasParts,
  isPartsOpen,
  isShown,
  mergeProblem,
  partIds,
  parts,
  showTicked,
  tick,
  tickedRecordings,
  toggleThread,
} from '../state/parts.ts'
import { VirtualRows } from '../table/virtual-rows.tsx'
import { PopoverBox, PopoverButton } from './popover.tsx'

const ROW = 30
const MOST_ROWS = 10

/** The button that opens the parts of what is open: recordings (dumps, ranks, files) and threads with their sums. */
export function PartsBox() {
  if (!hasParts.value) return null
  return (
    <PopoverButton
      isOpen={isPartsOpen}
      icon="parts"
      text={<span class="wide-only">Parts</span>}
      label="Parts"
      title="Parts: recordings and threads with their sums"
      box={button => <Box button={button} />}
    />
  )
}

function Box({ button }: { button: HTMLButtonElement | null }) {
  const scroller = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<number | null>(null)
  const { value: answer, error } = parts.value
  // The sums of what is on screen, where nothing else is chosen.
  const info = opened.value
  const own =
    info?.summary.valueTypes[valueType.value ?? info.defaultValueType] ?? info?.summary.valueTypes[0]
  const value = chosen ?? Math.max(0, answer?.valueTypes.findIndex(({ name }) => name === own?.name) ?? 0)
  const type = answer?.valueTypes[value]
  const whole = answer?.wholes[value] ?? 0
  const isSeveral = partIds.value.length > 1
  return (
    <PopoverBox isOpen={isPartsOpen} look="parts-box" label="Parts" button={button}>
      {error !== null && <p class="note">{error.message}</p>}
      {answer !== null && type !== undefined && (
        <>
          <div class="parts-head">
            <span>{answer.parts.length} parts</span>
            <select
              class="select select-small"
              aria-label="Value of the sums"
              value={value}
              onChange={event => setChosen(Number(event.currentTarget.value))}
            >
              {answer.valueTypes.map((one, k) => (
                <option key={one.name} value={k}>
                  {formatValueTypeName(one.name)}
                </option>
              ))}
            </select>
          </div>
          <div class="parts-bar" aria-hidden="true">
            {answer.parts.map((part, i) => {
              const share = (part.sums[value] || 0) / whole
              if (!(share > 0.001)) return null
              return (
                <span
                  key={i}
                  data-shown={isShown(part)}
                  title={`${part.path.join(' / ')}: ${formatShare(share)}`}
                  style={{ flexGrow: share }}
                />
              )
            })}
          </div>
          <div
            class="parts-list"
            ref={scroller}
            role="group"
            aria-label="Parts"
            style={{ height: `${ROW * Math.min(MOST_ROWS, answer.parts.length)}px` }}
          >
            <VirtualRows scroller={scroller} count={answer.parts.length} rowHeight={ROW}>
              {at => {
                const part = answer.parts[at]!
                const id = partIds.value[part.recording]!
                const isThread = part.kind === 'thread'
                const isOn = isThread ? isShown(part) : tickedRecordings.value.has(id)
                return (
                  <label class="parts-row" key={at} data-shown={isShown(part)}>
                    <input
                      type="checkbox"
                      checked={isOn}
                      onChange={() => (isThread ? toggleThread(part, answer.parts) : tick(id))}
                    />
                    <span class="ellipsis" title={part.path.join(' / ')}>
                      {part.path.join(' / ')}
                    </span>
                    <span class="quiet">{formatValue(part.sums[value]!, type.unit)}</span>
                    <span class="parts-share">{formatShare(part.sums[value]! / whole)}</span>
                  </label>
                )
              }}
            </VirtualRows>
          </div>
          {isSeveral && answer.parts.some(part => part.kind === 'recording') && (
            <div class="parts-foot">
              <span class="quiet">{mergeProblem.value ?? `Shown: ${opened.value?.summary.name ?? ''}`}</span>
              <button
                type="button"
                class="button"
                disabled={tickedRecordings.value.size === 0}
                onClick={() => void showTicked()}
              >
                {tickedRecordings.value.size > 1 ? `Show ${tickedRecordings.value.size} together` : 'Show'}
              </button>
            </div>
          )}
        </>
      )}
    </PopoverBox>
  )
}
