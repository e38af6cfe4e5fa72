import { useMemo } from 'preact/hooks'
import { formatSeconds } from '../../src/base/units.ts'
import type { MomentAnswer } from '../../src/query/time/moment.ts'
import { deltaText } from '../difference/compared-figures.tsx'
import { CodeText } from '../source/code-text.tsx'
import { highlightLines } from '../source/highlight.ts'
import { recording, selected } from '../state/app-state.ts'
import { formatValue } from '../state/figures.ts'
import {
  baseMoment,
  chosenMoment,
  hoveredMoment,
  memory,
  moment,
  shownMoment,
} from '../state/memory-state.ts'

/** Frames that are listed. */
const MOST_FRAMES = 12
/** A sample further away than this share of the time says little of the moment. */
const FAR = 0.01

/** What ran at the moment: how much memory there was, the stack, and the source of its last line. */
export function MomentPane() {
  const answer = moment.value.value
  const whole = memory.value.value
  const before = baseMoment.value.value
  if (answer === null || whole === null) return <aside class="moment" aria-label="Moment" />
  const isPeak = hoveredMoment.value === null && chosenMoment.value === null
  const away = Math.abs(answer.seenAt - answer.time)
  return (
    <aside class="moment" aria-label="Moment">
      <div class="moment-head">
        <span class="view-title">{isPeak ? 'At the peak' : 'At'}</span>
        <MomentSlider start={whole.start} end={whole.end} />
        {chosenMoment.value !== null && (
          <button
            type="button"
            class="link"
            onClick={() => {
              chosenMoment.value = null
            }}
          >
            Peak
          </button>
        )}
      </div>
      <div class="moment-memory">
        {formatValue(isPeak ? (whole.peak?.value ?? answer.memory) : answer.memory, 'bytes')}
        {before !== null && !Number.isNaN(before.memory) && (
          <span class="moment-delta">
            was {formatValue(before.memory, 'bytes')}: {deltaText(answer.memory, before.memory, 'bytes')}
          </span>
        )}
      </div>
      {answer.span !== null && (
        <div class="moment-span">
          in <b>{answer.span}</b>
        </div>
      )}
      <Stack answer={answer} />
      {away > FAR * (whole.end - whole.start) && (
        <p class="moment-far">The nearest sample was taken at {formatSeconds(answer.seenAt / 1e9)}.</p>
      )}
      {answer.excerpt !== null && <Excerpt excerpt={answer.excerpt} />}
    </aside>
  )
}

/** The moment as a figure that the arrow keys move. */
function MomentSlider({ start, end }: { start: number; end: number }) {
  const at = shownMoment.value ?? start
  const step = (end - start) / 200
  return (
    <span
      class="moment-time"
      role="slider"
      tabIndex={0}
      aria-label="Moment"
      aria-valuemin={start / 1e9}
      aria-valuemax={end / 1e9}
      aria-valuenow={at / 1e9}
      aria-valuetext={formatSeconds(at / 1e9)}
      title="Arrow keys move it"
      onKeyDown={event => {
        if (event.ctrlKey || event.metaKey || event.altKey) return
        const by = (event.shiftKey ? 10 : 1) * step
        const next = {
          ArrowLeft: at - by,
          ArrowDown: at - by,
          ArrowRight: at + by,
          ArrowUp: at + by,
          Home: start,
          End: end,
        }[event.key]
        if (next === undefined) return
        chosenMoment.value = Math.min(end, Math.max(start, next))
        event.preventDefault()
      }}
    >
      {formatSeconds(at / 1e9)}
    </span>
  )
}

/** Where the program was, the innermost call first. */
function Stack({ answer }: { answer: MomentAnswer }) {
  const info = recording.value!
  if (answer.frames.length === 0) {
    return (
      <p class="moment-far">
        {info.isTimed
          ? 'No stack was seen near this moment.'
          : info.hasStacks
            ? 'The stacks of this recording have no times.'
            : 'This recording has no stacks: only memory.'}
      </p>
    )
  }
  const more = answer.frames.length - MOST_FRAMES
  return (
    <ol class="moment-stack" aria-label="Stack, innermost first">
      {answer.frames.slice(0, MOST_FRAMES).map(({ func, source, line }, i) => (
        <li key={i}>
          <button
            type="button"
            class="code ellipsis"
            data-func={func}
            title={source === -1 ? info.funcs.name[func] : `${info.sources[source]}:${line}`}
            onClick={() => {
              selected.value = func
            }}
          >
            {info.funcs.name[func]}
          </button>
          <span class="quiet">{line > 0 ? `:${line}` : ''}</span>
        </li>
      ))}
      {more > 0 && <li class="quiet">and {more} further out</li>}
    </ol>
  )
}

function Excerpt({ excerpt }: { excerpt: NonNullable<MomentAnswer['excerpt']> }) {
  const path = recording.value!.sources[excerpt.source] ?? ''
  const lines = useMemo(() => withoutIndent(excerpt.text), [excerpt])
  const tokens = useMemo(() => highlightLines(lines, path), [lines, path])
  return (
    <div
      class="source source-compact moment-source"
      role="table"
      aria-label={`Source of the moment: ${path}, line ${excerpt.line}`}
    >
      {lines.map((text, i) => (
        <div class="source-row" role="row" key={i} data-marked={excerpt.first + i === excerpt.line}>
          <span role="cell" class="source-number">
            {excerpt.first + i}
          </span>
          <CodeText text={text} tokens={tokens[i] ?? null} />
        </div>
      ))}
    </div>
  )
}

/** There is little room: what all lines are indented by is left out. */
function withoutIndent(lines: readonly string[]): string[] {
  const indents = lines.filter(line => line.trim() !== '').map(line => line.length - line.trimStart().length)
  const least = indents.length === 0 ? 0 : Math.min(...indents)
  return lines.map(line => line.slice(least))
}
