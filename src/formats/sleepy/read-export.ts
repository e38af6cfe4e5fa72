import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'

const FORMAT = 'sleepy'
const ROW =
  /^"((?:[^"\\]|\\.)*)",([\d.e+-]+),([\d.e+-]+),[^,]*,[^,]*,"((?:[^"\\]|\\.)*)","((?:[^"\\]|\\.)*)",(\d{1,10})$/

/**
 * Reads the list of functions that Very Sleepy exports as CSV: seconds in each function alone and with what it called; who
 * called whom it does not say. Source: Very Sleepy src/wxProfilerGUI/mainwin.cpp (0.91). @throws FormatError.
 */
export async function readExport(
  bytes: Uint8Array,
  { name, onProgress }: { name: string | null; onProgress?: (bytesRead: number) => void },
): Promise<Recording> {
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const builder = new CallsBuilder([{ name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }])
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine([bytes], {
    format: FORMAT,
    onProgress,
    handle(lineBytes, start, end, line) {
      if (start === end) return
      const row = end - start > 100_000 ? null : ROW.exec(decoder.decode(lineBytes.subarray(start, end)))
      if (row === null) {
        warnings.atLine('unreadable-lines', 'Rows that could not be read were left out.', line)
        return
      }
      const [, func, self, total, module, file, at] = row
      const lib = module === '' ? -1 : shared.lib({ name: unescaped(module!), path: unescaped(module!) })
      const index = builder.row(
        shared.func({
          name: unescaped(func!) || '[unknown]',
          file: file === '' ? undefined : unescaped(file!),
          line: Number(at) > 0 ? Number(at) : -1,
          lib,
          kind: /^\[[0-9A-F]+\]$/i.test(func!) ? FuncKind.address : FuncKind.native,
        }),
      )
      builder.self[0]!.set(index, builder.self[0]!.get(index) + nanoseconds(self!))
      builder.total[0]!.set(index, builder.total[0]!.get(index) + nanoseconds(total!))
    },
  })
  if (builder.rows.length === 0)
    throw new FormatError(FORMAT, 'expected rows of a name and seven more cells, found none', { line: 1 })
  return importedRecording(
    { format: FORMAT, file: name },
    { recorder: { name: 'Very Sleepy', mode: 'sample' }, platform: 'Windows', warnings: warnings.list() },
    { shared, calls: builder.finish() },
  )
}

function unescaped(text: string): string {
  return text.replace(/\\(.)/g, '$1')
}

function nanoseconds(seconds: string): number {
  const value = Math.round(Number(seconds) * 1e9)
  return Number.isFinite(value) ? value : 0
}
