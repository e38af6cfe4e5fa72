import type { StatRow } from './row.ts'

const PLACES = ['cpu', 'socket', 'die', 'cluster', 'cache', 'core', 'node', 'thread'] as const

/** Takes a line of `perf stat -j` apart; null when it is no object of one. */
export function parseJsonLine(line: string): StatRow | null {
  let row: unknown
  try {
    row = JSON.parse(line)
  } catch {
    return null
  }
  if (typeof row !== 'object' || row === null || Array.isArray(row)) return null
  const fields = new Map<string, unknown>(Object.entries(row))
  const text = (key: string): string => {
    const value = fields.get(key)
    return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : ''
  }
  const number = (key: string): string | null => {
    const value = text(key)
    return value !== '' && Number.isFinite(Number(value)) ? value : null
  }
  if (!fields.has('counter-value') && !fields.has('metric-value')) return null
  const value = number('counter-value')
  const metric = number('metric-value')
  const place = PLACES.find(key => fields.has(key))
  const name = text('metric-unit')
  return {
    time: fields.has('interval') ? text('interval') : null,
    place: place === undefined ? '' : place === 'cpu' ? `CPU${text('cpu')}` : text(place),
    event: text('event'),
    value,
    reason: value === null ? text('counter-value') : '',
    unit: text('unit'),
    spread: number('variance'),
    running: number('pcnt-running'),
    metric:
      metric === null || name === ''
        ? null
        : { value: metric, unit: name.startsWith('%') ? '%' : '', name: name.replace(/^%\s*/, '') },
  }
}
