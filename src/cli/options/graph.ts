import { UsageError } from '../../base/errors.ts'
import type { GraphGrouping } from '../../query/call-graph/groups.ts'
import type { Measure } from '../../render/dot/node-label.ts'
import type { ThemeName } from '../../render/dot/theme.ts'
import type { LayoutEngine } from '../../workbench/pictures/lay-out-graph.ts'
import type { BaseFlags } from './base.ts'
import type { HtmlFlags } from './html.ts'
import type { TransformFlags } from './transforms.ts'

/** What `graph` is asked, as commander gives it. */
export interface GraphFlags extends HtmlFlags, TransformFlags, BaseFlags {
  readonly output: string
  readonly nodeThres: number
  readonly edgeThres: number
  readonly total?: 'callratios' | 'callstacks'
  readonly colormap?: ThemeName
  readonly cluster?: GraphGrouping
  readonly layout?: LayoutEngine
  readonly strip?: boolean
  readonly colorNodesBySelftime?: boolean
  readonly colourNodesBySelftime?: boolean
  readonly wrap?: boolean
  readonly showSamples?: boolean
  readonly timeFormat: (value: number) => string
  readonly nodeLabel?: readonly Measure[]
  readonly listFunctions?: string
  readonly root?: string
  readonly leaf?: string
  readonly depth: number
  readonly skew: number
  readonly path?: readonly string[]
  readonly compare?: boolean
  readonly compareTolerance: number
  readonly compareOnlySlower?: boolean
  readonly compareOnlyFaster?: boolean
  readonly compareColorByDifference?: boolean
  readonly cycles?: 'apart' | 'collapsed'
  readonly nodecount?: number
  readonly compat?: 'gprof2dot'
  readonly value?: string
  readonly profile?: string
  readonly part?: string
  readonly json?: boolean
  readonly format?: string
}

/** gprof2dot's least difference, in percent. */
export const TOLERANCE = 0.001

/** Options of `graph` that do not go together, of so many inputs. @throws UsageError that says which. */
export function assertGraphFlags(flags: GraphFlags, inputs: number): void {
  if (flags.total !== undefined && flags.compat === undefined) {
    throw new UsageError('--total chooses between estimates of gprof2dot', 'Add --compat gprof2dot')
  }
  if (flags.compat === undefined) refuseIdle(flags)
  const printed =
    flags.json === true ? '--json' : flags.listFunctions === undefined ? null : '--list-functions'
  if (printed !== null && (flags.html !== undefined || flags.output !== '-')) {
    throw new UsageError(`${printed} prints, and draws nothing`, 'Leave -o and --html out, or run twice')
  }
  if (flags.compat === 'gprof2dot' && (flags.nodecount !== undefined || flags.cycles === 'collapsed')) {
    throw new UsageError('gprof2dot has neither --nodecount nor --cycles collapsed', 'Leave --compat out')
  }
  if (flags.compat === 'gprof2dot' && flags.value !== undefined) {
    throw new UsageError('gprof2dot knows one value of a file and has no --value', 'Leave one of them out')
  }
  if (flags.compat === 'gprof2dot' && flags.cluster !== undefined && inputs > 1) {
    throw new UsageError('--cluster with --compat gprof2dot takes one file', 'Leave --compat out')
  }
  if (flags.compare === true && (flags.json === true || flags.cluster !== undefined)) {
    throw new UsageError('--compare takes neither --json nor --cluster', '--base FILE takes both')
  }
  if (flags.base !== undefined && (flags.compat !== undefined || flags.compare === true)) {
    throw new UsageError(
      '--base draws exact differences; --compat gprof2dot and --compare draw those of gprof2dot',
      'Leave one of them out',
    )
  }
}

/** Refuses what would change nothing, which gprof2dot does not say. */
function refuseIdle(flags: GraphFlags): void {
  if (flags.depth !== -1 && flags.root === undefined && flags.leaf === undefined) {
    throw new UsageError('--depth is about --root or --leaf', 'Name one of them')
  }
  const idle = [
    flags.compareTolerance === TOLERANCE ? '' : '--compare-tolerance',
    flags.compareOnlySlower === true ? '--compare-only-slower' : '',
    flags.compareOnlyFaster === true ? '--compare-only-faster' : '',
    flags.compareColorByDifference === true ? '--compare-color-by-difference' : '',
  ].find(option => option !== '')
  if (idle !== undefined && flags.compare !== true) {
    throw new UsageError(`${idle} is about --compare`, 'Add --compare and two files, or leave it out')
  }
}
