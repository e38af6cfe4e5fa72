import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'

/** A cost centre: what a program's costs are booked on. */
export interface CostCentre {
  readonly label: string
  readonly module: string
  /** `Main.hs:(1,2)-(3,4)`, `Main.hs:1:2-30`, `<entire-module>`. */
  readonly source: string
}

/** `file:(line,column)-(line,column)`, `file:line:column-column` and `file:line:column`. */
const SPAN = /^(.+):(?:\((\d{1,9}),(\d{1,9})\)-\((\d{1,9}),(\d{1,9})\)|(\d{1,9}):(\d{1,9})(?:-(\d{1,9}))?)$/

/** The frame of a cost centre: named `Module.label`, with the place of its definition. */
export function frameOf({ label, module, source }: CostCentre, shared: SharedBuilder): number {
  const span = source.length > 4096 ? null : SPAN.exec(source)
  const line = Number(span?.[2] ?? span?.[6] ?? -1)
  const isCode = !source.startsWith('<') || source === '<entire-module>' || source.startsWith('<no ')
  const func = shared.func({
    name: module === '' ? label : `${module}.${label}`,
    file: span?.[1],
    line: line > 0 ? line : -1,
    kind: isCode ? FuncKind.native : FuncKind.marker,
  })
  return shared.plainFrame(func, line > 0 ? line : -1)
}
