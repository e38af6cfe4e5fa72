/** An event as it stands in the file; nothing of it was checked. */
export type RawEvent = Readonly<Record<string, unknown>>

/** Whether something is an object, to be asked for fields. */
export function isObject(value: unknown): value is RawEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** A number, also one that was written as text (Hermes, Android's atrace); NaN where it is none. */
export function numberOf(value: unknown): number {
  if (typeof value === 'number') return Number.isFinite(value) ? value : Number.NaN
  if (typeof value !== 'string' || value.trim() === '') return Number.NaN
  const number = Number(value)
  return Number.isFinite(number) ? number : Number.NaN
}

/** Text, or undefined where it is none or empty. */
export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The id of a process or thread as it is told apart: numbers and text that writes the same number are one. */
export function idOf(value: unknown): string {
  return typeof value === 'number' || typeof value === 'string' ? String(value) : ''
}

/** A field of an object that may be none. */
export function fieldOf(value: unknown, key: string): unknown {
  return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

/** The number of a process, -1 where it is none. */
export function pidOf(value: unknown): number {
  const number = numberOf(value)
  return Number.isInteger(number) && number >= 0 && number <= 0x7fffffff ? number : -1
}
