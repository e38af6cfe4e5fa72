import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import type { ReportColumns } from './columns.ts'

/** The func of a row: its name, module, full name and source file, as far as the report has them. */
export function funcOf(
  shared: SharedBuilder,
  columns: ReportColumns,
  { cells, name }: { cells: readonly string[]; name: string },
): number {
  const cell = (index: number) => (index === -1 ? '' : (cells[index]?.trim() ?? ''))
  const module = cell(columns.module)
  const full = cell(columns.fullName)
  const file = cell(columns.file)
  const isKnown = (text: string) => text !== '' && !/^\[Unknown/i.test(text)
  return shared.func({
    name,
    ...(isKnown(full) && full !== name ? { systemName: full } : {}),
    ...(isKnown(file) ? { file } : {}),
    lib: isKnown(module) ? shared.lib({ name: module.replace(/^.*[\\/]/, ''), path: module }) : -1,
    kind: name === 'Total' || /^\[(?!Loop|Import)/.test(name) ? FuncKind.marker : FuncKind.native,
  })
}
