import type { Unit } from '../../base/units.ts'

/** What a printed number is in, and how many of that unit it stands for. */
interface Scale {
  readonly unit: Unit
  readonly factor: number
}

const SCALES: Readonly<Record<string, Scale>> = {
  '': { unit: 'count', factor: 1 },
  samples: { unit: 'count', factor: 1 },
  objects: { unit: 'count', factor: 1 },
  seconds: { unit: 'seconds', factor: 1 },
  ns: { unit: 'seconds', factor: 1e-9 },
  us: { unit: 'seconds', factor: 1e-6 },
  µs: { unit: 'seconds', factor: 1e-6 },
  ms: { unit: 'seconds', factor: 1e-3 },
  s: { unit: 'seconds', factor: 1 },
  mins: { unit: 'seconds', factor: 60 },
  hrs: { unit: 'seconds', factor: 3600 },
  days: { unit: 'seconds', factor: 86_400 },
  wks: { unit: 'seconds', factor: 604_800 },
  yrs: { unit: 'seconds', factor: 31_556_952 },
  B: { unit: 'bytes', factor: 1 },
  kB: { unit: 'bytes', factor: 2 ** 10 },
  MB: { unit: 'bytes', factor: 2 ** 20 },
  GB: { unit: 'bytes', factor: 2 ** 30 },
  TB: { unit: 'bytes', factor: 2 ** 40 },
  PB: { unit: 'bytes', factor: 2 ** 50 },
}

/** The scale of a unit as printed; one that is not known stands for itself. */
export function scaleOf(unit: string): Scale {
  return Object.hasOwn(SCALES, unit) ? SCALES[unit]! : { unit, factor: 1 }
}

/** `90ms`, `1.5MB`, `12`, `0`: the number in its base unit, and that unit ('count' where none is printed). */
export function parseQuantity(text: string): { value: number; unit: Unit } | null {
  const found = /^(-?\d+(?:\.\d+)?)([a-zA-Zµ]*)$/.exec(text)
  if (found === null) return null
  const { unit, factor } = scaleOf(found[2]!)
  // Twelve digits: what the factor adds to printed decimals is noise.
  return { value: Number((Number(found[1]) * factor).toPrecision(12)), unit }
}
