import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { Filter } from '../../query/filter/filter.ts'
import { valueTypesOf } from '../../query/formula/derived-values.ts'
import { formulaNote } from '../../query/formula/formula.ts'
import {
  type DistantRelativesAnswer,
  queryDistantRelatives,
  type RelativesSide,
} from '../../query/functions/distant-relatives.ts'
import { GROUPINGS, type Grouping, queryFunctionGroups } from '../../query/functions/groups.ts'
import { queryHotStack } from '../../query/functions/hot-stack.ts'
import { queryFunctionValues } from '../../query/functions/values.ts'
import { nameOf } from '../../query/stats/call-stats.ts'
import type { Limit } from '../../query/stats/limit-stats.ts'
import {
  renderComparedGroups,
  renderComparedRelatives,
  renderComparedStack,
  renderComparedValues,
} from '../../render/text/compared-panes.ts'
import {
  renderDistantRelatives,
  renderGroups,
  renderHotStack,
  renderValues,
} from '../../render/text/panes-table.ts'
import { valueTypeNamed } from '../../workbench/opening/value-type.ts'
import type { Context } from '../context.ts'
import { windowOf } from '../window.ts'
import { byDifference, funcsLike, shownRows } from './pane-rows.ts'
import { distantRelativesJson, groupsJson, hotStackJson, valuesJson } from './panes-json.ts'

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
  const { difference, length } = answer
  const order = difference && byDifference(answer.self, difference.self)
  const shown = shownRows({ length, order }, row => answer.name[row]!, question)
  if (question.isJson) printJson(groupsJson(answer, recording, shown.rows), context)
  else {
    const render = difference === null ? renderGroups : renderComparedGroups
    context.stdout.write(render(answer, shown, windowOf(context.stdout)))
  }
}

function reportDistant(
  { recording, question, context, filter }: Asked,
  side: RelativesSide,
  pattern: string,
): void {
  const funcs = funcsLike(recording, pattern, filter)
  const answers = funcs.map(func => queryDistantRelatives(recording, { func, side, filter }))
  const shownOf = ({ rows, difference }: DistantRelativesAnswer) =>
    shownRows(
      { length: rows.length, order: difference && byDifference(rows.total, difference.rows.total) },
      row => nameOf(recording.shared, rows.func[row]!).label,
      question,
    )
  if (question.isJson) {
    const json = distantRelativesJson(answers, recording, answer => shownOf(answer).rows)
    printJson(json, context)
    return
  }
  const render = answers[0]!.difference === null ? renderDistantRelatives : renderComparedRelatives
  const window = windowOf(context.stdout)
  const texts = answers.map(answer => render(answer, { recording, shown: shownOf(answer), window }))
  context.stdout.write(texts.join('\n'))
}

function reportHotStack({ recording, question, context, filter }: Asked): void {
  const answer = queryHotStack(recording, { filter })
  if (question.isJson) printJson(hotStackJson(answer, recording), context)
  else {
    const render = answer.difference === null ? renderHotStack : renderComparedStack
    context.stdout.write(render(answer, recording, windowOf(context.stdout)))
  }
}

function reportValues(recording: Recording, question: PanesQuestion, context: Context): void {
  const answer = queryFunctionValues(recording, question.values)
  for (const text of question.values) {
    const note = formulaNote(text, valueTypesOf(recording))
    if (note !== null) context.stderr.write(`${note}\n`)
  }
  const { self, base } = answer.values[0]!
  const shown = shownRows(
    { length: answer.length, order: base && byDifference(self, base.self) },
    row => nameOf(recording.shared, answer.func[row]!).label,
    question,
  )
  if (question.isJson) printJson(valuesJson(answer, recording, shown.rows), context)
  else {
    const render = base === null ? renderValues : renderComparedValues
    context.stdout.write(render(answer, { recording, shown, window: windowOf(context.stdout) }))
  }
}

function printJson(answer: unknown, { stdout }: Context): void {
  stdout.write(`${JSON.stringify(answer)}\n`)
}
