import { UsageError } from '../../base/errors.ts'

/** What of `report`'s options says what is printed, and in what form. */
export interface AskedForms {
  readonly sort?: string | undefined
  readonly callers?: string | undefined
  readonly callees?: string | undefined
  readonly stripDirs?: boolean | undefined
  readonly reverse?: boolean | undefined
  readonly allCallers?: string | undefined
  readonly allCallees?: string | undefined
  readonly group?: string | undefined
  readonly hotStack?: boolean | undefined
  readonly parts?: boolean | undefined
  readonly peak?: boolean | undefined
  readonly limit: readonly string[]
  readonly value: readonly string[]
}

/** Refuses options of which one would have no effect beside another. @throws UsageError. */
export function assertTogether(flags: AskedForms): void {
  const { parts, peak, limit, value } = flags
  const ofTable = given({
    '--callers': flags.callers,
    '--callees': flags.callees,
    '--sort': flags.sort,
    '--reverse': flags.reverse,
    '--strip-dirs': flags.stripDirs,
  })
  const panes = given({
    '--all-callers': flags.allCallers,
    '--all-callees': flags.allCallees,
    '--group': flags.group,
    '--hot-stack': flags.hotStack,
  })
  const values = value.length > 0 ? ['--value'] : []
  const limits = limit.length > 0 ? ['--limit'] : []
  const others = [...panes, ...ofTable, ...values, ...limits]
  if (peak === true) refuse('--peak', parts === true ? ['--parts', ...others] : others)
  if (parts === true) refuse('--parts', others)
  for (const pane of panes) refuse(pane, ofTable)
  if (value.length > 1) refuse('several --value', [...panes, ...ofTable])
  // Callers and callees are of a value that each function has; ratios stand in a table of their own.
  const isOfTable = flags.callers !== undefined || flags.callees !== undefined
  if (value.length === 1 && isFormula(value[0]!) && !isOfTable) refuse(`--value "${value[0]}"`, ofTable)
}

/** Whether a value is worked out of others, and not the name of one. */
export function isFormula(value: string): boolean {
  return /[=+*/()]|\s-\s/.test(value)
}

function given(flags: Readonly<Record<string, string | boolean | undefined>>): string[] {
  return Object.keys(flags).filter(name => flags[name] !== undefined && flags[name] !== false)
}

function refuse(what: string, others: readonly string[]): void {
  const [other] = others
  if (other === undefined) return
  throw new UsageError(`${what} and ${other} cannot be asked for together`, 'Ask for one after the other')
}
