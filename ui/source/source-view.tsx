import type { LineColumnsAnswer } from '../../src/query/lines/columns.ts'
import { hotLines } from '../state/answers.ts'
import { recording, selected } from '../state/app-state.ts'
import { shownLine, shownSource, sourceColumns } from '../state/panes-state.ts'
import { ColumnBox } from './column-box.tsx'
import { HotLines } from './hot-lines.tsx'
import { SourceTable } from './source-table.tsx'

/** The file of the selected function with all that is known of every line; beside it the hottest lines of everything. */
export function SourceView() {
  const info = recording.value!
  const func = selected.value
  const source = shownSource.value
  const { value: answer, isLoading, error } = sourceColumns.value
  const isNothing = !isLoading && error === null && (answer === null || answer.length === 0)
  return (
    <div class="source-view">
      <HotLines />
      <div class="source-main">
        <div class="view-head">
          <span class="view-title code ellipsis" title={info.sources[source]}>
            {source === -1 ? (info.funcs.name[func] ?? 'No function selected') : info.sources[source]}
          </span>
          {answer !== null && answer.length > 0 && (
            <span class="source-facts">
              <Legend answer={answer} />
              <ColumnBox answer={answer} />
            </span>
          )}
        </div>
        {error !== null && <p class="note">{error.message}</p>}
        {answer !== null && answer.length > 0 && (
          <>
            {answer.text === null && (
              <p class="note">
                The text of this file is not in the recording: only lines with figures are listed. Record
                without --no-source, or open the recording where the file is.
              </p>
            )}
            <SourceTable answer={answer} revealLine={lineToReveal(source)} />
          </>
        )}
        {func !== -1 && isNothing && (
          <p class="note">
            {source === -1
              ? 'No source file is known of this function. Choose another one from the hot lines or the table.'
              : 'Nothing was measured by line in this file.'}
          </p>
        )}
      </div>
    </div>
  )
}

/** The line that was gone to, the first of the function, or where its definition is not known its hottest; -1 where none is known. */
function lineToReveal(source: number): number {
  const func = selected.value
  const defined = recording.value?.funcs.line[func] ?? -1
  if (shownLine.value !== null) return shownLine.value.line
  if (defined > 0) return defined
  const answer = hotLines.value.value
  const row = answer?.func.findIndex((one, i) => one === func && answer.source[i] === source) ?? -1
  return row === -1 ? -1 : answer!.line[row]!
}

/** How sure the figures are that stand below. */
function Legend({ answer }: { answer: LineColumnsAnswer }) {
  const isCompared = answer.columns.some(({ base }) => base !== null)
  const facts = isCompared
    ? ['differs by']
    : [
        ...(answer.columns.some(({ unit }) => unit === 'share') ? ['% of everything'] : []),
        ...(answer.columns.some(({ interval }) => interval !== null) ? ['± 99 %'] : []),
        ...(answer.columns.some(({ precision }) => precision === 'estimated') ? ['~ estimated'] : []),
      ]
  return <span class="quiet source-legend">{facts.join(' · ')}</span>
}
