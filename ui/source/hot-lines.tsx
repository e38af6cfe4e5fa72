import { isNoise } from '../../src/analysis/difference/uncertainty.ts'
import type { HotLinesAnswer } from '../../src/query/lines/hot-lines.ts'
import { differenceStep } from '../../src/render/svg/heat.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { hotLines } from '../state/answers.ts'
import { recording, selected } from '../state/app-state.ts'
import { formatHalfWidth, formatShare } from '../state/figures.ts'
import { showLine, shownLine } from '../state/panes-state.ts'
import { toneOfValue } from '../state/tones.ts'

const MOST_LINES = 40

/** The lines of everything that cost most; with a base those that differ most. */
export function HotLines() {
  const info = recording.value!
  const answer = hotLines.value.value
  const count = Math.min(MOST_LINES, answer?.length ?? 0)
  const hottest = count > 0 ? Math.abs(answer!.self[0]!) : 0
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
          const [source, line] = [answer!.source[i]!, answer!.line[i]!]
          const path = info.sources[source] ?? ''
          const shown = shownLine.value
          const isShown =
            shown === null ? func === selected.value : shown.source === source && shown.line === line
          return (
            <button
              type="button"
              key={`${source}:${line}:${func}`}
              class="hot-line"
              aria-pressed={isShown && func === selected.value}
              title={`${path}:${line}${intervalOfLine(answer!, i)}`}
              onClick={() => {
                if (func !== -1) showLine(func, source, line)
              }}
            >
              <span class="hot-line-place code">
                <span class="ellipsis">
                  {path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)}
                </span>
                :{line}
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

function toneOfLine({ self, difference }: HotLinesAnswer, row: number, hottest: number): string {
  if (difference === null) return toneOfValue(self[row]!, hottest)
  if (isNoise(difference.low[row]!, difference.high[row]!)) return 'diff-3'
  return `diff-${differenceStep(self[row]! - difference.self[row]!, difference.largest)}`
}

function figureOfLine({ self, difference, whole, valueType }: HotLinesAnswer, row: number): string {
  if (difference !== null) return deltaText(self[row]!, difference.self[row]!, valueType.unit)
  return `${valueType.precision === 'estimated' ? '~' : ''}${formatShare(self[row]! / whole)}`
}

function intervalOfLine({ shareLow, shareHigh }: HotLinesAnswer, row: number): string {
  const half = formatHalfWidth(shareLow[row]!, shareHigh[row]!)
  return half === '' ? '' : ` ${half} points`
}
