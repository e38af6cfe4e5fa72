import { withDerivedValue } from '../../analysis/totals/derived-value.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording, ValueType } from '../../model/recording.ts'
import { type Formula, formulaValueType, parseFormula } from './formula.ts'
import { KNOWN_SUMS } from './known-events.ts'

/** What a recording measures: the value types of its stacks, else of its call graph, else of its lines. */
export function valueTypesOf({ stacks, calls, lines }: Recording): readonly ValueType[] {
  return (stacks ?? calls ?? lines)?.valueTypes ?? []
}

/** The recording with the value that an additive formula gives as its last value type, so that every question and picture
 *  can be about it. @throws UsageError where the formula is no sum, cannot be read, or has the name of a value type. */
export function withFormula(recording: Recording, text: string): Recording {
  const types = valueTypesOf(recording)
  const formula = parseFormula(text, types)
  if (formula.factors === null) {
    throw new UsageError(
      `${formula.name} is a ratio: it can be worked out for each function, and not be added up`,
      '"pyrometer report" and the functions table show ratios beside what was measured',
    )
  }
  return addFormula(recording, formula)
}

/** The same of a formula that was read. */
function addFormula(recording: Recording, formula: Formula): Recording {
  const types = valueTypesOf(recording)
  if (types.some(type => type.name === formula.name)) {
    throw new UsageError(
      `${recording.meta.name} has a value type "${formula.name}" already`,
      'Give the formula another name',
    )
  }
  const factors = new Map(formula.uses.map(index => [types[index]!.name, formula.factors![index]!]))
  return withDerivedValue(recording, { valueType: formulaValueType(formula, types), factors })
}

/** Formulas worth offering, as KCachegrind does: estimates of cycles and misses in all, and ratios of hardware counters. */
const KNOWN: readonly string[] = [
  'IPC = instructions / cycles',
  'CPI = cycles / instructions',
  'Busy = cpu / wall',
  ...Object.entries(KNOWN_SUMS).map(([name, sum]) => `${name} = ${sum}`),
  'Miss rate = cache-misses / cache-references',
  'Mispredicted = branch-misses / branches',
]

/** Formulas that a recording's value types allow, those that its file declares first; none whose name is measured already. */
export function offeredFormulas(recording: Recording): string[] {
  const types = valueTypesOf(recording)
  const names = new Set(types.map(type => type.name))
  const offered: string[] = []
  const declared = declaredFormulas(recording)
  for (const text of [...declared, ...KNOWN]) {
    try {
      const { name, uses } = parseFormula(text, types)
      // An estimate of cycles out of one event would be that event again.
      if (names.has(name) || (uses.length < 2 && !declared.includes(text))) continue
      names.add(name)
      offered.push(text)
    } catch (error) {
      if (!(error instanceof UsageError)) throw error
    }
  }
  return offered
}

/** Those of callgrind's `event:` lines that are no sums: the sums are value types. */
function declaredFormulas({ meta }: Recording): string[] {
  const extra = meta.extra.callgrind ?? meta.extra.cachegrind
  if (typeof extra !== 'object' || extra === null || !('derived' in extra) || !Array.isArray(extra.derived))
    return []
  return extra.derived.flatMap((one: unknown) => {
    const { name, formula } = (one ?? {}) as { name?: unknown; formula?: unknown }
    return typeof name === 'string' && typeof formula === 'string' ? [`${name} = ${formula}`] : []
  })
}
