import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import type { HotLinesAnswer } from '../../src/query/hot-lines.ts'
import { differenceStep, heatStep } from '../../src/render/svg/heat.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { hotLines, selectedLines, sourceLines } from '../state/answers.ts'
import { recording, selected } from '../state/app-state.ts'
import { formatShare } from '../state/figures.ts'
import { LineColumns } from './line-columns.tsx'
import { SourceLines } from './source-lines.tsx'

const HOT_LINES = 40

/** The file of the selected function with the heat of every line; beside it the hottest lines of everything. */
export function SourceView() {
  const info = recording.value!
  const func = selected.value
  const source = info.funcs.source[func] ?? -1
  const lines = sourceLines.value
  const answer = lines.value ?? (source === -1 ? selectedLines.value.value : null)
  const hasText = answer?.text != null
  return (
    <div class="source-view">
      <HotLines />
      <div class="source-main">
        <div class="view-head">
          <span class="view-title code ellipsis" title={info.sources[source]}>
            {source === -1 ? (info.funcs.name[func] ?? 'No function selected') : info.sources[source]}
          </span>
          <span class="quiet">{answer?.difference == null ? '% of everything' : 'differs by'}</span>
        </div>
        <LineColumns />
        {lines.error !== null && <p class="note">{lines.error.message}</p>}
        {answer !== null && answer.length > 0 && (
          <>
            {!hasText && (
              <p class="note">
                The text of this file is not in the recording: only lines with figures are listed. Record
                without --no-source, or open the recording where the file is.
              </p>
            )}
            <SourceLines answer={answer} whole={answer.whole} revealLine={info.funcs.line[func] ?? -1} />
          </>
        )}
        {func !== -1 &&
          lines.value === null &&
          !lines.isLoading &&
          lines.error === null &&
          (answer === null || answer.length === 0) && (
            <p class="note">
              {source === -1
                ? 'No source file is known of this function. Choose another one from the hot lines or the table.'
                : 'Nothing was measured by line in this file.'}
            </p>
          )}
      </div>
    </div>
  )
}

function toneOfLine({ self, difference }: HotLinesAnswer, row: number, hottest: number): string {
  if (difference === null) return `heat-${heatStep(self[row]!, hottest)}`
  if (isNoise(difference.low[row]!, difference.high[row]!)) return 'diff-3'
  return `diff-${differenceStep(self[row]! - difference.self[row]!, difference.largest)}`
}

function figureOfLine({ self, difference, whole, valueType }: HotLinesAnswer, row: number): string {
  if (difference === null) return formatShare(self[row]! / whole)
  return deltaText(self[row]!, difference.self[row]!, valueType.unit)
}

function HotLines() {
  const info = recording.value!
  const answer = hotLines.value.value
  const count = Math.min(HOT_LINES, answer?.length ?? 0)
  const hottest = count > 0 ? answer!.self[0]! : 0
  return (
    <nav
      class={answer?.difference == null ? 'hot-lines' : 'hot-lines hot-lines-compared'}
      aria-label="Hottest lines"
    >
      <div class="view-head">
        <span class="view-title">{answer?.difference == null ? 'Hottest lines' : 'Lines that differ'}</span>
        <span class="quiet">self</span>
      </div>
      <div class="hot-lines-scroll">
        {answer !== null && count === 0 && <p class="note">No lines were measured.</p>}
        {Array.from({ length: count }, (_, i) => {
          const func = answer!.func[i]!
          const path = info.sources[answer!.source[i]!] ?? ''
          return (
            <button
              type="button"
              key={`${answer!.source[i]}:${answer!.line[i]}:${func}`}
              class="hot-line"
              aria-pressed={func === selected.value}
              title={`${path}:${answer!.line[i]}`}
              onClick={() => {
                if (func !== -1) selected.value = func
              }}
            >
              <span class="hot-line-place code ellipsis">
                {path.slice(path.lastIndexOf('/') + 1)}:{answer!.line[i]}
              </span>
              <span class={`heat-cell ${toneOfLine(answer!, i, hottest)}`}>{figureOfLine(answer!, i)}</span>
              <span class="hot-line-func quiet ellipsis">{info.funcs.name[func] ?? ''}</span>
            </button>
          )
        })}
      </div>
    </nav>
  )
}
