import type { FunctionRows } from '../../src/query/functions/functions.ts'
import { recording } from '../state/app-state.ts'
import { shownRows } from './shown-rows.ts'

const WIDTH = 96
const ROW = 32
/** Height of the head above the rows. */
const HEAD = 40
/** Height of the whole function at the centre. */
const CENTRE = 224

/** Bands from rows of a list (at the outer side) to the function (at the inner side), as thick as the size of their share. */
export function Ribbons({
  rows,
  whole,
  side,
}: {
  rows: FunctionRows
  whole: number
  side: 'left' | 'right'
}) {
  const names = recording.value?.funcs.name ?? []
  const shown = shownRows(rows)
  const height = Math.max(HEAD + shown.length * ROW, HEAD + CENTRE)
  let inner = HEAD
  return (
    <svg
      class="ribbons"
      height={height}
      viewBox={`0 0 ${WIDTH} ${height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {shown.map((row, place) => {
        const cost = rows.total[row]!
        const share = Math.min(1, Math.abs(cost / whole) || 0)
        const thick = share * CENTRE
        // Within its row a band is at most as thick as the row lets it be: the inner end tells the true size.
        const outerThick = Math.max(1, Math.min(ROW - 8, thick))
        const y0 = HEAD + place * ROW + ROW / 2
        const y1 = inner + thick / 2
        inner += thick
        const func = rows.func[row]!
        return (
          <path
            key={func}
            class={`ribbon${func === -1 ? ' ribbon-self' : ''}${cost < 0 ? ' ribbon-below' : ''}`}
            d={band({ y0, y1, outer: outerThick / 2, inner: Math.max(0.5, thick / 2), side })}
          >
            <title>{func === -1 ? 'itself' : names[func]}</title>
          </path>
        )
      })}
    </svg>
  )
}

function band(of: { y0: number; y1: number; outer: number; inner: number; side: 'left' | 'right' }): string {
  const { y0, y1, outer, inner, side } = of
  const [x0, x1] = side === 'left' ? [0, WIDTH] : [WIDTH, 0]
  const middle = WIDTH / 2
  return `M${x0} ${y0 - outer}C${middle} ${y0 - outer} ${middle} ${y1 - inner} ${x1} ${y1 - inner}V${y1 + inner}C${middle} ${y1 + inner} ${middle} ${y0 + outer} ${x0} ${y0 + outer}Z`
}
