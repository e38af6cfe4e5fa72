import type { ValueType } from '../../model/recording.ts'

/** What Callgrind and Cachegrind can measure, by the names in their files. Source: Valgrind's manual and KCachegrind 22.12. */
const EVENTS: readonly string[] = [
  ...['Ir', 'Dr', 'Dw', 'I1mr', 'D1mr', 'D1mw', 'I2mr', 'D2mr', 'D2mw', 'ILmr', 'DLmr', 'DLmw'],
  ...['Bc', 'Bcm', 'Bi', 'Bim', 'Ge', 'Smp', 'Sys', 'User'],
]

/** The sums of events that KCachegrind knows by name. Source: KCachegrind 22.12, its predefined event types. */
export const KNOWN_SUMS: Readonly<Record<string, string>> = {
  L1m: 'I1mr + D1mr + D1mw',
  L2m: 'I2mr + D2mr + D2mw',
  LLm: 'ILmr + DLmr + DLmw',
  Bm: 'Bim + Bcm',
  CEst: 'Ir + 10 Bm + 10 L1m + 20 Ge + 100 L2m + 100 LLm',
}

/**
 * Names that a formula may use besides those of the value types: sums that KCachegrind knows, and events that were not measured,
 * which count as nothing as they do there. None where nothing of Callgrind's was measured.
 */
export function furtherNames(valueTypes: readonly ValueType[]): string[] {
  const measured = new Set(valueTypes.map(type => type.name))
  if (!EVENTS.some(event => measured.has(event))) return []
  return [...EVENTS, ...Object.keys(KNOWN_SUMS)].filter(name => !measured.has(name))
}
