import { plainNumber, type StatMetric, type StatRow } from './row.ts'

const SPREAD = /\(\s*\+-\s*([\d.,]+)\s*%\s*\)/
const RUNNING = /[([]\s*([\d.,]+)\s*%\s*[)\]]\s*$/
const TIME = /^\s*(\d+[.,]\d{9}|summary)\s+/
const REASON = /^<not (?:counted|supported)>$/
const METRIC = /^\s*([-+]?[\d.,'’\u00a0\u202f]*\d|nan|inf)\s*(%?)\s*(.*)$/

/**
 * Takes a line of the table apart: `[time] [place [number]] value [unit] event # metric ( +- 1.2% ) (88.7%)`. Null when it is
 * none.
 */
export function parseTextLine(line: string): StatRow | null {
  const hash = line.search(/(?:^|\s)#\s/)
  const left = hash === -1 ? line : line.slice(0, hash)
  const right = hash === -1 ? '' : line.slice(hash).replace(/^\s*#/, '')
  const spread = SPREAD.exec(hash === -1 ? left : right)
  const rest = (hash === -1 ? left : right).replace(SPREAD, '')
  const running = RUNNING.exec(rest)
  const bare = rest.replace(RUNNING, '')
  const counted = hash === -1 ? bare : left
  const time = TIME.exec(counted)
  const common = {
    time: time === null ? null : time[1]!.replace(',', '.'),
    spread: spread === null ? null : plainNumber(spread[1]!, true),
    running: running === null ? null : plainNumber(running[1]!, true),
    metric: hash === -1 ? null : parseMetric(bare),
  }
  const words = counted
    .slice(time?.[0].length ?? 0)
    .replace(/<not /g, '<not\u0001')
    .trim()
    .split(/\s+/)
  if (words.length === 1 && words[0] === '') {
    return common.metric === null
      ? null
      : { ...common, place: '', event: '', value: null, reason: '', unit: '' }
  }
  const count = parseCount(words)
  return count === null ? null : { ...common, ...count }
}

function parseCount(
  words: readonly string[],
): Pick<StatRow, 'place' | 'event' | 'value' | 'reason' | 'unit'> | null {
  const isValue = (word: string | undefined) => {
    return word !== undefined && (plainNumber(word) !== null || REASON.test(word.replace('\u0001', ' ')))
  }
  let at = words.findIndex(isValue)
  if (at === -1) return null
  const place = words.slice(0, at).join(' ')
  // `S0 2 402.91 msec`: how many processors the place has.
  if (place !== '' && isValue(words[at + 1])) at++
  const text = words[at]!.replace('\u0001', ' ')
  const rest = words.slice(at + 1)
  if (rest.length === 0) return null
  const reason = REASON.test(text) ? text : ''
  const named = nameOf(rest)
  return { place, value: reason === '' ? plainNumber(text, named.unit !== '') : null, reason, ...named }
}

/** perf before 4.18 wrote the unit behind the name, before 3.0 into it. */
function nameOf(words: readonly string[]): { event: string; unit: string } {
  if (words.length === 2 && words[1] === '(msec)') return { event: words[0]!, unit: 'msec' }
  if (words.length === 1) {
    const old = /^(.+)-msecs$/.exec(words[0]!)
    return old === null ? { event: words[0]!, unit: '' } : { event: old[1]!, unit: 'msec' }
  }
  return { event: words.slice(1).join(' '), unit: words[0]! }
}

function parseMetric(text: string): StatMetric | null {
  const found = METRIC.exec(text)
  if (found === null) return null
  const value = plainNumber(found[1]!, true)
  return value === null ? null : { value, unit: found[2]!, name: found[3]!.trim() }
}
