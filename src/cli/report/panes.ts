import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { Filter } from '../../query/filter/filter.ts'
import { type PartsAnswer, queryParts } from '../../query/filter/parts.ts'
import { valueTypesOf } from '../../query/formula/derived-values.ts'
import { formulaNote } from '../../query/formula/formula.ts'
import { queryComparedParts } from '../../query/functions/compared-parts.ts'
import { queryDistantRelatives, type RelativesSide } from '../../query/functions/distant-relatives.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { GROUPINGS, type Grouping, queryFunctionGroups } from '../../query/functions/groups.ts'
import { queryHotStack } from '../../query/functions/hot-stack.ts'
import { queryFunctionValues } from '../../query/functions/values.ts'
import { nameOf } from '../../query/stats/call-stats.ts'
import { compilePattern, type Limit } from '../../query/stats/limit-stats.ts'
import { isPlaceless } from '../../query/stats/name.ts'
import {
  renderComparedGroups,
  renderComparedParts,
  renderComparedRelatives,
  renderComparedStack,
  renderComparedValues,
} from '../../render/text/compared-panes.ts'
import {
  renderDistantRelatives,
  renderGroups,
  renderHotStack,
  renderParts,
  renderValues,
  type Shown,
} from '../../render/text/panes-table.ts'
import type {
  DistantRelativesAnswerJson,
  GroupsAnswerJson,
  HotStackAnswerJson,
  PartsAnswerJson,
  ValuesAnswerJson,
} from '../../wire/panes.ts'
import { valueTypeNamed } from '../../workbench/opening/value-type.ts'
import type { Context } from '../context.ts'

/** What `report` is asked besides the functions table. */
export interface PanesQuestion {
  readonly group: string | undefined
  readonly allCallers: string | undefined
  readonly allCallees: string | undefined
  readonly isHotStack: boolean
  /** Names of value types and formulas. */
  readonly values: readonly string[]
  readonly limits: readonly Limit[]
  readonly isJson: boolean
}

/** Rows that are shown where nothing else is asked for. */
const SHORT_TABLE = 40

/** Prints the panes that are asked for, of one recording. @throws UsageError for a group that there is not, a value that is
 *  not measured, or where no function matches. */
export function reportPanes(recording: Recording, question: PanesQuestion, context: Context): void {
  const { group, allCallers, allCallees, isHotStack, values } = question
  if (recording.stacks === null && recording.calls === null) {
    throw new UsageError(`${recording.meta.name} has neither stacks nor a call graph, so no functions`)
  }
  const sides = { callers: allCallers, callees: allCallees }
  const isValues = group === undefined && allCallers === undefined && allCallees === undefined && !isHotStack
  if (isValues) {
    reportValues(recording, question, context)
    return
  }
  const valueType = valueTypeNamed(recording, values[0])
  const asked = { recording, question, context, filter: valueType === null ? {} : { valueType } }
  if (group !== undefined) reportGroups(asked, groupingNamed(group))
  for (const side of ['callers', 'callees'] as const) {
    if (sides[side] !== undefined) reportDistant(asked, side, sides[side])
  }
  if (isHotStack) reportHotStack(asked)
}

/** Prints the parts of what was opened. */
export function reportParts(recordings: readonly Recording[], isJson: boolean, context: Context): void {
  const answer = queryParts(recordings)
  if (isJson) printJson(partsJson(answer), context)
  else context.stdout.write(renderParts(answer, windowOf(context)))
}

/** Prints the parts of both sides of a comparison. */
export function reportComparedParts(
  sides: {
    readonly own: readonly Recording[]
    readonly base: readonly Recording[]
    readonly joined: Recording
  },
  isJson: boolean,
  context: Context,
): void {
  const answer = queryComparedParts(sides.own, sides.base, sides.joined)
  if (!isJson) {
    context.stdout.write(renderComparedParts(answer, windowOf(context)))
    return
  }
  const { valueTypes, totals, baseTotals, parts } = answer
  const json: PartsAnswerJson = {
    version: 1,
    valueTypes: valueTypes.map(({ name, unit }) => ({ name, unit })),
    totals: [...totals],
    baseTotals: Array.from(baseTotals, known),
    parts: parts.map(({ kind, path, sums, baseSums }) => ({
      ...{ number: null, kind, path: [...path] },
      ...{ sums: Array.from(sums, known), baseSums: Array.from(baseSums, known) },
    })),
  }
  printJson(json, context)
}

interface Asked {
  readonly recording: Recording
  readonly question: PanesQuestion
  readonly context: Context
  readonly filter: Filter
}

function groupingNamed(name: string): Grouping {
  const grouping = GROUPINGS.find(one => one === name)
  if (grouping !== undefined) return grouping
  throw new UsageError(`Cannot group by "${name}"`, `Groups: ${GROUPINGS.join(', ')}`)
}

function reportGroups({ recording, question, context, filter }: Asked, grouping: Grouping): void {
  const answer = queryFunctionGroups(recording, grouping, filter)
  const { difference } = answer
  const order = difference && byDifference(answer.self, difference.self)
  const shown = limited(answer.length, row => answer.name[row]!, question, order)
  if (!question.isJson) {
    const render = difference === null ? renderGroups : renderComparedGroups
    context.stdout.write(render(answer, shown, windowOf(context)))
    return
  }
  const json: GroupsAnswerJson = {
    ...headOf(recording, answer.valueType, answer),
    ...(difference && { baseTotal: difference.whole }),
    grouping,
    groups: shown.rows.map(row => ({
      name: answer.name[row]!,
      functions: answer.functions[row]!,
      self: answer.self[row]!,
      total: known(answer.totals[row]!),
      ...(difference && {
        base: { self: known(difference.self[row]!), total: known(difference.total[row]!) },
      }),
    })),
  }
  printJson(json, context)
}

function reportDistant(
  { recording, question, context, filter }: Asked,
  side: RelativesSide,
  pattern: string,
): void {
  const funcs = funcsLike(recording, pattern, filter)
  const answers = funcs.map(func => queryDistantRelatives(recording, { func, side, filter }))
  const shownOf = ({ rows, difference }: (typeof answers)[number]) =>
    limited(
      rows.length,
      row => nameOf(recording.shared, rows.func[row]!).label,
      question,
      difference && byDifference(rows.total, difference.rows.total),
    )
  if (!question.isJson) {
    const render = answers[0]!.difference === null ? renderDistantRelatives : renderComparedRelatives
    const texts = answers.map(answer =>
      render(answer, { recording, shown: shownOf(answer), window: windowOf(context) }),
    )
    context.stdout.write(texts.join('\n'))
    return
  }
  const [first] = answers
  const json: DistantRelativesAnswerJson = {
    ...headOf(recording, first!.valueType, { total: first!.everything, whole: first!.whole }),
    ...(first!.difference && { baseTotal: first!.difference.whole }),
    side,
    isEstimated: first!.isEstimated,
    functions: answers.map(answer => ({
      ...placeOf(recording, answer.func),
      self: answer.self,
      total: answer.total,
      ...(answer.difference && {
        base: { self: known(answer.difference.self), total: known(answer.difference.total) },
      }),
      relatives: shownOf(answer).rows.map(row => ({
        ...placeOf(recording, answer.rows.func[row]!),
        distance: answer.rows.nearest[row]!,
        farthest: answer.rows.farthest[row]! || null,
        total: known(answer.rows.total[row]!),
        self: known(answer.rows.self[row]!),
        ...(answer.difference && {
          base: {
            self: known(answer.difference.rows.self[row]!),
            total: known(answer.difference.rows.total[row]!),
          },
        }),
      })),
    })),
  }
  printJson(json, context)
}

function reportHotStack({ recording, question, context, filter }: Asked): void {
  const answer = queryHotStack(recording, { filter })
  if (!question.isJson) {
    const render = answer.difference === null ? renderHotStack : renderComparedStack
    context.stdout.write(render(answer, recording, windowOf(context)))
    return
  }
  const json: HotStackAnswerJson = {
    ...headOf(recording, answer.valueType, answer),
    ...(answer.difference && { baseTotal: answer.difference.whole }),
    isEstimated: answer.isEstimated,
    stack: Array.from(answer.funcs, (func, i) => ({
      ...placeOf(recording, func),
      total: answer.totals[i]!,
      self: answer.self[i]!,
      ...(answer.difference && { base: { total: answer.difference.totals[i]! } }),
    })),
  }
  printJson(json, context)
}

function reportValues(recording: Recording, question: PanesQuestion, context: Context): void {
  const answer = queryFunctionValues(recording, question.values)
  for (const text of question.values) {
    const note = formulaNote(text, valueTypesOf(recording))
    if (note !== null) context.stderr.write(`${note}\n`)
  }
  const base = answer.values[0]!.base
  const shown = limited(
    answer.length,
    row => nameOf(recording.shared, answer.func[row]!).label,
    question,
    base && byDifference(answer.values[0]!.self, base.self),
  )
  if (!question.isJson) {
    const render = base === null ? renderValues : renderComparedValues
    context.stdout.write(render(answer, { recording, shown, window: windowOf(context) }))
    return
  }
  const json: ValuesAnswerJson = {
    version: 1,
    recording: recording.meta.name,
    values: answer.values.map(({ name, unit, isRatio, whole }) => ({
      name,
      unit,
      isRatio,
      whole: known(whole),
    })),
    functions: shown.rows.map(row => ({
      ...placeOf(recording, answer.func[row]!),
      self: answer.values.map(({ self }) => known(self[row]!)),
      total: answer.values.map(({ total }) => known(total[row]!)),
      ...(base && {
        base: {
          self: answer.values.map(value => known(value.base!.self[row]!)),
          total: answer.values.map(value => known(value.base!.total[row]!)),
        },
      }),
    })),
  }
  printJson(json, context)
}

/** Functions that cost anything and whose name, as pstats prints it, matches: by falling total. */
export function funcsLike(recording: Recording, pattern: string, filter: Filter): FuncIndex[] {
  const expression = compilePattern(pattern)
  if (expression === null) throw new UsageError(`"${pattern}" is no regular expression`)
  const { rows } = queryFunctions(recording, filter)
  const found = Array.from(rows.func.keys()).filter(row =>
    expression.test(nameOf(recording.shared, rows.func[row]!).label),
  )
  if (found.length > 0)
    return found.sort((a, b) => rows.total[b]! - rows.total[a]!).map(row => rows.func[row]!)
  throw new UsageError(
    `No function matches "${pattern}"`,
    'Patterns are matched with "file:line(name)"; "report" lists the functions',
  )
}

/** Rows by the size of their difference, the largest first; what ties as it stands. */
function byDifference(own: Float64Array, base: Float64Array): number[] {
  const size = (row: number) => Math.abs(own[row]! - base[row]!) || 0
  return Array.from(own.keys()).sort((a, b) => size(b) - size(a) || a - b)
}

/** The rows that limits leave of `order`, applied in order; the first 40 where there are none. JSON has all. */
function limited(
  length: number,
  nameAt: (row: number) => string,
  { limits, isJson }: PanesQuestion,
  order: readonly number[] | null = null,
): Shown {
  let rows = order ?? Array.from({ length }, (_, row) => row)
  if (limits.length === 0 && !isJson) rows = rows.slice(0, SHORT_TABLE)
  for (const limit of limits) {
    if (limit.kind === 'count') rows = limit.count < 0 ? rows : rows.slice(0, limit.count)
    else if (limit.kind === 'share') rows = rows.slice(0, Math.trunc(rows.length * limit.share + 0.5))
    else {
      const pattern = compilePattern(limit.pattern)
      rows = rows.filter(row => pattern?.test(nameAt(row)) ?? true)
    }
  }
  return { rows, of: length }
}

function partsJson({ valueTypes, totals, parts }: PartsAnswer): PartsAnswerJson {
  return {
    version: 1,
    valueTypes: valueTypes.map(({ name, unit }) => ({ name, unit })),
    totals: [...totals],
    parts: parts.map(({ kind, path, sums }, i) => ({
      number: i + 1,
      kind,
      path: [...path],
      sums: Array.from(sums, known),
    })),
  }
}

function headOf(
  { meta }: Recording,
  { name, unit }: { name: string; unit: string },
  { total, whole }: { total: number; whole: number },
) {
  return { version: 1 as const, recording: meta.name, valueType: { name, unit }, total, whole }
}

function placeOf({ shared }: Recording, func: FuncIndex) {
  const name = nameOf(shared, func)
  const isNowhere = isPlaceless(name)
  return {
    name: name.name,
    file: isNowhere ? null : name.file,
    line: isNowhere || name.line === 0 ? null : name.line,
  }
}

function windowOf({ stdout: { isTerminal, columns, colours } }: Context) {
  return { width: isTerminal ? (columns > 0 ? columns : 80) : null, colours }
}

function known(value: number): number | null {
  return Number.isFinite(value) ? value : null
}

function printJson(answer: unknown, { stdout }: Context): void {
  stdout.write(`${JSON.stringify(answer)}\n`)
}
