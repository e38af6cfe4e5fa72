/** A line that begins a sample and has no time. */
export interface TimelessLine {
  /** The command's name and ids, as printed. */
  readonly header: string
  /** NaN where it was not printed. */
  readonly period: number
  /** '' where it was not printed. */
  readonly event: string
  /** What follows the name. */
  readonly rest: string
}

/** `comm 1234 [000] 250000 cycles:u: rest`: a number, then a word that ends in a colon. */
const WITH_IDS =
  /^(.*?(?:^|[ \t])-?\d+(?:[ \t]*\/-?\d+)?(?:[ \t]+\[\d+\])?[ \t]+(?:\d+[ \t]+)?)([^ \t]+):(?:[ \t]+(.*))?$/
/** `cycles:`: nothing but the event. */
const EVENT_ONLY = /^[ \t]*([A-Za-z][^ \t]*):[ \t]*$/
/** A period is at least ten columns wide, which ids are not. */
const PERIOD = /(?:^|[ \t])( {0,20}\d+)$/

/** Takes a line without a time apart; null when it is none that begins a sample. */
export function parseTimelessLine(line: string): TimelessLine | null {
  const only = EVENT_ONLY.exec(line)
  if (only !== null) return { header: '', period: Number.NaN, event: only[1]!, rest: '' }
  const found = WITH_IDS.exec(line)
  if (found !== null) return { ...splitPeriod(found[1]!), event: found[2]!, rest: found[3] ?? '' }
  // Ids or a period and nothing else: perf leaves a space at the end.
  if (/^[ \t]*\d+(?:\/\d+ *)?[ \t]$/.test(line)) return { ...splitPeriod(line), event: '', rest: '' }
  return null
}

function splitPeriod(text: string): { header: string; period: number } {
  const trimmed = text.trimEnd()
  const found = PERIOD.exec(trimmed)
  if (found === null || found[1]!.length < 10) return { header: trimmed, period: Number.NaN }
  return { header: trimmed.slice(0, found.index), period: Number(found[1]) }
}
