import type { Recording } from '../../model/recording.ts'
import { queryParts } from '../../query/filter/parts.ts'
import { queryComparedParts } from '../../query/functions/compared-parts.ts'
import { renderComparedParts } from '../../render/text/compared-panes.ts'
import { renderParts } from '../../render/text/panes-table.ts'
import { known } from '../../wire/known.ts'
import type { PartsAnswerJson } from '../../wire/panes.ts'
import type { Context } from '../context.ts'
import { windowOf } from '../window.ts'

/** Prints the parts of what was opened. */
export function reportParts(recordings: readonly Recording[], isJson: boolean, { stdout }: Context): void {
  const answer = queryParts(recordings)
  if (!isJson) {
    stdout.write(renderParts(answer, windowOf(stdout)))
    return
  }
  const { valueTypes, totals, parts } = answer
  const json: PartsAnswerJson = {
    version: 1,
    valueTypes: valueTypes.map(({ name, unit }) => ({ name, unit })),
    totals: [...totals],
    parts: parts.map(({ kind, path, sums }, i) => ({
      ...{ number: i + 1, kind, path: [...path] },
      sums: Array.from(sums, known),
    })),
  }
  stdout.write(`${JSON.stringify(json)}\n`)
}

/** Prints the parts of both sides of a comparison. */
export function reportComparedParts(
  sides: {
    readonly own: readonly Recording[]
    readonly base: readonly Recording[]
    readonly joined: Recording
  },
  isJson: boolean,
  { stdout }: Context,
): void {
  const answer = queryComparedParts(sides.own, sides.base, sides.joined)
  if (!isJson) {
    stdout.write(renderComparedParts(answer, windowOf(stdout)))
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
  stdout.write(`${JSON.stringify(json)}\n`)
}
