import type { SharedBuilder } from '../../model/shared-builder.ts'
import { type CostCentre, frameOf } from '../ghc-prof/cost-centres.ts'
import type { Warnings } from '../importing/warnings.ts'

/** The cost centres of a log, by number. */
export type CostCentres = Map<number, CostCentre>

/** The stack of cost centres that bytes `[at, …)` number, the innermost first; 32 bits each. */
export function costCentreStack(
  view: DataView,
  { at, depth }: { at: number; depth: number },
  { centres, shared, warnings }: { centres: CostCentres; shared: SharedBuilder; warnings: Warnings },
): number {
  let stack = -1
  for (let i = depth - 1; i >= 0; i--) {
    const number = view.getUint32(at + 4 * i)
    let centre = centres.get(number)
    if (centre === undefined) {
      warnings.add('missing-centre', 'Stacks name cost centres that the log does not describe.')
      centre = { label: `cost centre ${number}`, module: '', source: '' }
    }
    stack = shared.stack(stack, frameOf(centre, shared))
  }
  return stack
}
