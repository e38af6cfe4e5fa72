/** Units a number with a label may be in, by what they measure. A kilobyte is 1024 bytes. Source: pprof 2026-09,
 *  internal/measurement/measurement.go. */
const MEASURES: readonly { readonly units: readonly TagUnit[]; readonly standard: string }[] = [
  {
    standard: 'B',
    units: [
      { name: 'B', spellings: ['b', 'byte'], factor: 1 },
      { name: 'kB', spellings: ['kb', 'kbyte', 'kilobyte'], factor: 2 ** 10 },
      { name: 'MB', spellings: ['mb', 'mbyte', 'megabyte'], factor: 2 ** 20 },
      { name: 'GB', spellings: ['gb', 'gbyte', 'gigabyte'], factor: 2 ** 30 },
      { name: 'TB', spellings: ['tb', 'tbyte', 'terabyte'], factor: 2 ** 40 },
      { name: 'PB', spellings: ['pb', 'pbyte', 'petabyte'], factor: 2 ** 50 },
    ],
  },
  {
    standard: 's',
    units: [
      { name: 'ns', spellings: ['ns', 'nanosecond'], factor: 1 },
      { name: 'us', spellings: ['μs', 'µs', 'us', 'microsecond'], factor: 1e3 },
      { name: 'ms', spellings: ['ms', 'millisecond'], factor: 1e6 },
      { name: 's', spellings: ['s', 'sec', 'second'], factor: 1e9 },
      { name: 'hrs', spellings: ['hour', 'hr'], factor: 3600e9 },
    ],
  },
]

interface TagUnit {
  readonly name: string
  readonly spellings: readonly string[]
  readonly factor: number
}

/** A number in a unit; '' where it only counts. */
export interface Scaled {
  readonly value: number
  readonly unit: string
}

/** The number in another unit where that measures the same; in the standard unit of its kind where not; as it is where
 *  its own unit is none that is known. */
export function scaleTo(value: number, from: string, to: string): Scaled {
  for (const { units, standard } of MEASURES) {
    const own = unitNamed(units, from)
    if (own === undefined) continue
    const target = unitNamed(units, to) ?? units.find(unit => unit.name === standard)!
    return { value: (value * own.factor) / target.factor, unit: target.name }
  }
  return { value, unit: ['count', 'sample', 'unit', 'minimum', 'auto'].includes(to) ? '' : to }
}

/** The number in the largest unit of which it has one: "64kB". */
export function formatTagNumber(value: number, from: string): string {
  for (const { units, standard } of MEASURES) {
    const own = unitNamed(units, from)
    if (own === undefined) continue
    const base = Math.abs(value) * own.factor
    const fit = units.findLast(unit => base >= unit.factor) ?? units.find(unit => unit.name === standard)!
    return labelOf((value * own.factor) / fit.factor, fit.name)
  }
  return labelOf(value, '')
}

function labelOf(value: number, unit: string): string {
  const text = value.toFixed(2).replace(/\.00$/, '')
  return text === '0' || text === '-0' ? '0' : `${text}${unit}`
}

function unitNamed(units: readonly TagUnit[], spelling: string): TagUnit | undefined {
  const lower = spelling.toLowerCase()
  const singular = lower.length > 2 ? lower.replace(/s$/, '') : lower
  return units.find(unit => unit.spellings.includes(singular))
}
