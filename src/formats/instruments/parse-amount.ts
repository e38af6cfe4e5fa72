import type { Unit } from '../../base/units.ts'

/** A figure of a cell in the unit it was written in. */
export interface Amount {
  readonly value: number
  /** What the value is of: its unit once all multiples are taken away. */
  readonly unit: Unit
}

const SCALES: Readonly<Record<string, readonly [Unit, number]>> = {
  ns: ['nanoseconds', 1],
  µs: ['nanoseconds', 1e3],
  us: ['nanoseconds', 1e3],
  ms: ['nanoseconds', 1e6],
  s: ['nanoseconds', 1e9],
  sec: ['nanoseconds', 1e9],
  min: ['nanoseconds', 60e9],
  h: ['nanoseconds', 3600e9],
  c: ['cycles', 1],
  kc: ['cycles', 1e3],
  mc: ['cycles', 1e6],
  gc: ['cycles', 1e9],
  tc: ['cycles', 1e12],
  bytes: ['bytes', 1],
  byte: ['bytes', 1],
  b: ['bytes', 1],
  kb: ['bytes', 1024],
  mb: ['bytes', 1024 ** 2],
  gb: ['bytes', 1024 ** 3],
  tb: ['bytes', 1024 ** 4],
  kib: ['bytes', 1024],
  mib: ['bytes', 1024 ** 2],
  gib: ['bytes', 1024 ** 3],
  tib: ['bytes', 1024 ** 4],
}

/** Reads `4273.0ms   99.9%`, `96.08 Gc  100.0%`, `1.97 MB`, `693`; null when a cell has no figure ("-"). */
export function parseAmount(cell: string): Amount | null {
  const match = /^\s*([\d,]+(?:\.\d+)?)\s*([A-Za-zµμ]*)(?:\s+(?:< ?)?-?[\d.]+\s?%)?\s*$/.exec(cell)
  if (match === null) return null
  const number = Number(match[1]!.replaceAll(',', ''))
  const written = match[2]!.replace('μ', 'µ')
  if (written === '') return { value: number, unit: 'count' }
  const scale = SCALES[written.toLowerCase()]
  if (scale === undefined) return { value: number, unit: written }
  const value = number * scale[1]
  // Whole numbers of up to 15 digits are what they are.
  if (Number.isInteger(value) && value < 1e15) return { value, unit: scale[0] }
  // The decimals of the cell times a thousand and so on are whole, but for the noise of doubles.
  return { value: Math.abs(value) < 2 ** 53 ? Number(value.toPrecision(15)) : value, unit: scale[0] }
}
