import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertProfileCount } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { ImportTree } from './import-tree.ts'
import { isHeader, parseRow } from './parse-row.ts'

const FORMAT = 'importtime'

/**
 * Reads what Python prints with `-X importtime`, alone or among other output: a recording for each process, which begins
 * with a header. Lines that are none of it are counted in a warning. @throws FormatError when there is no row.
 */
export async function readImportTimes(
  input: FormatInput,
  options: ReadOptions = {},
): Promise<readonly Recording[]> {
  const trees: ImportTree[] = [new ImportTree()]
  const warnings = new Warnings()
  const decoder = new TextDecoder()
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      const text = decoder.decode(bytes.subarray(start, end))
      const row = parseRow(text)
      if (row !== null) trees.at(-1)!.add(row)
      else if (isHeader(text)) trees.push(new ImportTree())
      else if (text.trim() !== '')
        warnings.atLine('other-lines', 'Lines that tell of no import were left out', line)
    },
  })
  const filled = trees.filter(tree => !tree.isEmpty)
  if (filled.length === 0) {
    throw new FormatError(
      FORMAT,
      'expected lines of "import time: self | cumulative | package", found none',
      {
        line: 1,
      },
    )
  }
  assertProfileCount(FORMAT, filled.length)
  const title = titleOf(input.name, 'imports')
  return filled.map((tree, i) => {
    const shared = new SharedBuilder()
    return importedRecording(
      { format: FORMAT, file: input.name },
      {
        name: filled.length === 1 ? title : `${title} #${i + 1}`,
        recorder: { name: 'python -X importtime', mode: 'trace' },
        warnings: i === 0 ? warnings.list() : [],
      },
      { shared, stacks: tree.finish(shared) },
    )
  })
}
