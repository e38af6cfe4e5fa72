import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import type { DistantRelativesAnswer } from '../../query/functions/distant-relatives.ts'
import type { FunctionGroupsAnswer } from '../../query/functions/groups.ts'
import type { HotStackAnswer } from '../../query/functions/hot-stack.ts'
import type { FunctionValuesAnswer } from '../../query/functions/values.ts'
import { nameOf } from '../../query/stats/call-stats.ts'
import { placeJson } from '../../query/stats/name.ts'
import { known } from '../../wire/known.ts'
import type {
  DistantRelativesAnswerJson,
  GroupsAnswerJson,
  HotStackAnswerJson,
  ValuesAnswerJson,
} from '../../wire/panes.ts'

/** Groups of functions as `report --group --json` prints them; `rows` are those to print, in their order. */
export function groupsJson(
  answer: FunctionGroupsAnswer,
  recording: Recording,
  rows: readonly number[],
): GroupsAnswerJson {
  const { difference } = answer
  return {
    ...headOf(recording, answer.valueType, answer),
    ...(difference && { baseTotal: difference.whole }),
    grouping: answer.grouping,
    groups: rows.map(row => ({
      name: answer.name[row]!,
      functions: answer.functions[row]!,
      self: answer.self[row]!,
      total: known(answer.totals[row]!),
      ...(difference && {
        base: { self: known(difference.self[row]!), total: known(difference.total[row]!) },
      }),
    })),
  }
}

/** All callers or all callees of functions, at least one, as `report --all-callers --json` prints them. */
export function distantRelativesJson(
  answers: readonly DistantRelativesAnswer[],
  recording: Recording,
  rowsOf: (answer: DistantRelativesAnswer) => readonly number[],
): DistantRelativesAnswerJson {
  const first = answers[0]!
  return {
    ...headOf(recording, first.valueType, { total: first.everything, whole: first.whole }),
    ...(first.difference && { baseTotal: first.difference.whole }),
    side: first.side,
    isEstimated: first.isEstimated,
    functions: answers.map(answer => ({
      ...placeOf(recording, answer.func),
      self: answer.self,
      total: answer.total,
      ...(answer.difference && {
        base: { self: known(answer.difference.self), total: known(answer.difference.total) },
      }),
      relatives: rowsOf(answer).map(row => relativeJson(answer, recording, row)),
    })),
  }
}

function relativeJson({ rows, difference }: DistantRelativesAnswer, recording: Recording, row: number) {
  return {
    ...placeOf(recording, rows.func[row]!),
    distance: rows.nearest[row]!,
    farthest: rows.farthest[row]! || null,
    total: known(rows.total[row]!),
    self: known(rows.self[row]!),
    ...(difference && {
      base: { self: known(difference.rows.self[row]!), total: known(difference.rows.total[row]!) },
    }),
  }
}

/** The most expensive stack as `report --hot-stack --json` prints it. */
export function hotStackJson(answer: HotStackAnswer, recording: Recording): HotStackAnswerJson {
  const { difference } = answer
  return {
    ...headOf(recording, answer.valueType, answer),
    ...(difference && { baseTotal: difference.whole }),
    isEstimated: answer.isEstimated,
    stack: Array.from(answer.funcs, (func, i) => ({
      ...placeOf(recording, func),
      total: answer.totals[i]!,
      self: answer.self[i]!,
      ...(difference && { base: { total: difference.totals[i]! } }),
    })),
  }
}

/** Several values of functions, side by side, as `report --value A --value B --json` prints them. */
export function valuesJson(
  { func, values }: FunctionValuesAnswer,
  recording: Recording,
  rows: readonly number[],
): ValuesAnswerJson {
  const isCompared = values[0]!.base !== null
  return {
    version: 1,
    recording: recording.meta.name,
    values: values.map(({ name, unit, isRatio, whole }) => ({ name, unit, isRatio, whole: known(whole) })),
    functions: rows.map(row => ({
      ...placeOf(recording, func[row]!),
      self: values.map(({ self }) => known(self[row]!)),
      total: values.map(({ total }) => known(total[row]!)),
      ...(isCompared && {
        base: {
          self: values.map(({ base }) => known(base!.self[row]!)),
          total: values.map(({ base }) => known(base!.total[row]!)),
        },
      }),
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
  return placeJson(nameOf(shared, func))
}
