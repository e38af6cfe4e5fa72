import { canonicalUnit, type Unit } from '../../base/units.ts'
import type { ValueType } from '../../model/recording.ts'

/** A column of figures: what the file calls it, and what it is here. */
export interface EventColumn {
  /** As it stands in the file: "Ir", "Time_(10ns)". */
  readonly text: string
  readonly name: string
  readonly unit: Unit
  /** A figure of the file times this is the value in `unit`. */
  readonly scale: number
}

/** An event that is a sum of others, as an `event:` line defines it. */
export interface DerivedEvent {
  readonly name: string
  /** "Ir + 10 Bm"; null where the line only gives a longer name. */
  readonly formula: string | null
  readonly longName: string | null
}

/** `cpu(ms)`, `Time_(10ns)`, `Memory_(bytes)`, `alloc_space(MB)`. */
const WITH_UNIT = /^(.*?)_?\((\d*)([a-zA-Zµμ]+)\)$/
/** Long names of Callgrind's system time: "sysTime (elapsed ms)". */
const LONG_UNIT = /\((?:elapsed|system cpu) (ms|us|ns)\)/

const UNITS: Readonly<Record<string, { readonly unit: Unit; readonly scale: number }>> = {
  ns: { unit: 'nanoseconds', scale: 1 },
  us: { unit: 'nanoseconds', scale: 1e3 },
  µs: { unit: 'nanoseconds', scale: 1e3 },
  μs: { unit: 'nanoseconds', scale: 1e3 },
  ms: { unit: 'nanoseconds', scale: 1e6 },
  s: { unit: 'nanoseconds', scale: 1e9 },
  nanoseconds: { unit: 'nanoseconds', scale: 1 },
  microseconds: { unit: 'nanoseconds', scale: 1e3 },
  milliseconds: { unit: 'nanoseconds', scale: 1e6 },
  seconds: { unit: 'nanoseconds', scale: 1e9 },
  b: { unit: 'bytes', scale: 1 },
  bytes: { unit: 'bytes', scale: 1 },
  // pprof's kB and MB are powers of two.
  kb: { unit: 'bytes', scale: 2 ** 10 },
  mb: { unit: 'bytes', scale: 2 ** 20 },
  gb: { unit: 'bytes', scale: 2 ** 30 },
  count: { unit: 'count', scale: 1 },
}

/** What tools mean by names that carry no unit, by the beginning of their `creator:` line. */
const BY_CREATOR: readonly {
  readonly creator: RegExp
  readonly event: RegExp
  readonly unit: string
}[] = [
  { creator: /^xdebug /i, event: /^Time$/, unit: 'us' },
  { creator: /^xdebug /i, event: /^Memory$/, unit: 'bytes' },
  { creator: /^yappi/, event: /^Ticks$/, unit: 'us' },
  // Valgrind's --xtree-memory and --xtree-leak.
  { creator: /^xtree-/, event: /B$/, unit: 'bytes' },
]

/** The column that a word of the `events:` line names. `longNames` by event; `creator` null where the file has none. */
export function parseEvent(
  text: string,
  { creator, longNames }: { creator: string | null; longNames: ReadonlyMap<string, string> },
): EventColumn {
  const found = WITH_UNIT.exec(text)
  const named = found === null ? undefined : UNITS[found[3]!.toLowerCase()]
  if (found !== null && named !== undefined && found[1] !== '') {
    const factor = found[2] === '' ? 1 : Number(found[2])
    if (factor > 0 && Number.isFinite(factor)) {
      return { text, name: found[1]!, unit: named.unit, scale: factor * named.scale }
    }
  }
  const known = BY_CREATOR.find(row => row.event.test(text) && row.creator.test(creator ?? ''))
  const unit = known?.unit ?? LONG_UNIT.exec(longNames.get(text) ?? '')?.[1] ?? text.toLowerCase()
  return { text, name: text, ...(UNITS[unit] ?? { unit: 'count', scale: 1 }) }
}

/** The words of an `events:` line, each once: a repeated name gets its place behind it. */
export function splitEvents(value: string): string[] {
  const names: string[] = []
  const seen = new Set<string>()
  for (const [i, word] of value.split(/\s+/).entries()) {
    if (word === '') continue
    const name = seen.has(word) ? `${word}#${i + 1}` : word
    seen.add(name)
    names.push(name)
  }
  return names
}

/** Reads the value of an `event:` line: `NAME [= FORMULA] [: LONG NAME]`; null when there is no name. */
export function parseDerived(value: string): DerivedEvent | null {
  const found = /^([^\s=:]+)\s*(?:=\s*([^:]*?))?\s*(?::\s*(.*?))?\s*$/.exec(value)
  if (found === null) return null
  return { name: found[1]!, formula: found[2] || null, longName: found[3] || null }
}

/** The terms of a formula by the columns they are of; null where it names an unknown event or is no sum. */
export function parseFormula(formula: string, names: readonly string[]): Float64Array | null {
  const weights = new Float64Array(names.length)
  for (const term of formula.split('+')) {
    const found = /^\s*(?:(\d+(?:\.\d+)?)\s*\*?\s*)?([^\s*]+)\s*$/.exec(term)
    const column = found === null ? -1 : names.indexOf(found[2]!)
    if (found === null || column === -1) return null
    weights[column]! += found[1] === undefined ? 1 : Number(found[1])
  }
  return weights
}

/** The value type of a column. */
export function valueTypeOf(column: EventColumn, precision: ValueType['precision']): ValueType {
  return { name: column.name, unit: column.unit, kind: 'sum', precision }
}

/** How a value type that came from elsewhere is written: whole numbers, the unit in the name. */
export function eventOf(type: ValueType): EventColumn {
  const name = type.name.replace(/\s+/g, '-') || 'value'
  const unit = canonicalUnit(type.unit)
  const seconds = SECONDS[unit]
  if (seconds !== undefined)
    return { text: `${name}_(ns)`, name: type.name, unit, scale: 1 / (seconds * 1e9) }
  if (unit === 'bytes') return { text: `${name}_(bytes)`, name: type.name, unit, scale: 1 }
  if (unit === 'count') return { text: name, name: type.name, unit, scale: 1 }
  return { text: `${name}_(${unit.replace(/\s+/g, '-')})`, name: type.name, unit, scale: 1 }
}

const SECONDS: Readonly<Record<string, number>> = {
  nanoseconds: 1e-9,
  microseconds: 1e-6,
  milliseconds: 1e-3,
  seconds: 1,
}
