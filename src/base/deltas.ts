import { formatShare, formatValue, THIN_SPACE, type Unit } from './units.ts'

/** Points up where something costs more than before, down where less. '' where it costs the same or nobody knows. */
export function deltaArrow(delta: number): string {
  return delta > 0 ? '▲' : delta < 0 ? '▼' : ''
}

/** A difference with its sign: "+1.20 s", "−412 MB", "0 s"; `format` writes its size. */
export function formatDelta(
  delta: number,
  unit: Unit,
  format: (value: number, unit: Unit) => string = formatValue,
): string {
  if (!Number.isFinite(delta)) return '–'
  return withSign(delta, format(Math.abs(delta), unit))
}

/** A difference as points of a whole: "+1.2 %", "−0.3 %". */
export function formatDeltaShare(delta: number, whole: number): string {
  if (!(whole > 0) || !Number.isFinite(delta)) return '–'
  // What rounds to nothing is no difference: it has no sign.
  const points = (100 * Math.abs(delta)) / whole
  return points < 0.05 ? formatShare(0) : withSign(delta, formatShare(points / 100))
}

/** What became of a figure: "new", "gone", "+12 %", "−50 %", "×12", "same"; '–' where one is not known, or one is below zero and the
 *  other is not. Of what was below zero it is the change of its size that is large or small, and the sign that of the difference. */
export function formatChange(own: number, base: number): string {
  if (Number.isNaN(own) || Number.isNaN(base)) return '–'
  if (own === base) return 'same'
  if (base === 0) return 'new'
  if (own === 0) return 'gone'
  const ratio = own / base
  if (!(ratio > 0)) return '–'
  if (ratio >= 10 && own > 0) return `×${ratio >= 1000 ? '>1000' : ratio.toFixed(ratio < 100 ? 1 : 0)}`
  const percent = 100 * Math.abs(ratio - 1)
  return withSign(own - base, `${percent.toFixed(percent < 9.95 ? 1 : 0)}${THIN_SPACE}%`)
}

function withSign(delta: number, text: string): string {
  return delta > 0 ? `+${text}` : delta < 0 ? `−${text}` : text
}
