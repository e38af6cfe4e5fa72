import { FormatError } from '../../base/errors.ts'
import { canonicalUnit, secondsPer } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { decodeHead } from '../decoding/text/lines.ts'
import type { FormatInput } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { readBoxes, standOn } from './boxes.ts'

const FORMAT = 'flamegraph-svg'
/** The box that flame graphs put below all others. */
const ALL = 'all'

/** Reads a flame graph back: a box is a call path, and what no box upon it has is its own. O(n log n) of the boxes.
 *  @throws FormatError where there are no boxes. */
export async function readFlamegraphSvg(input: FormatInput): Promise<Recording[]> {
  const { boxes, unit, differences, unlabelled } = readBoxes(decodeHead(await input.bytes()))
  if (boxes.length === 0) throw new FormatError(FORMAT, 'expected boxes of a flame graph, found none')
  const warnings = new Warnings()
  const { parents, order } = standOn(boxes)
  const own = Float64Array.from(boxes, ({ value }) => value)
  for (const [box, parent] of parents.entries()) if (parent !== -1) own[parent]! -= boxes[box]!.value
  const shared = new SharedBuilder()
  const name = unit ?? 'samples'
  const canonical = canonicalUnit(name)
  const isMeasure = canonical === 'bytes' || secondsPer(canonical) !== null
  const part = new StacksBuilder([
    { name, unit: isMeasure ? canonical : 'count', kind: 'sum', precision: 'sampled' },
  ])
  const stacks = new Int32Array(boxes.length)
  for (const box of order) {
    const parent = parents[box]!
    const isAll = parent === -1 && boxes[box]!.name === ALL
    const below = parent === -1 ? -1 : stacks[parent]!
    stacks[box] = isAll ? -1 : shared.stack(below, shared.plainFrame(shared.func({ name: boxes[box]!.name })))
    assertStackCount(FORMAT, shared.stacks.length)
    const value = Number(own[box]!.toPrecision(12))
    if (value < 0)
      warnings.add('negative-self', 'Boxes hold more than they have; what is too much was left out.')
    else if (value > 0) {
      part.add({ stack: stacks[box]! }, [value])
      if (isAll)
        warnings.add('not-drawn', 'Paths too narrow to be drawn are in the sum only, not in any function.')
    }
  }
  if (differences > 0)
    warnings.add('differences', 'The differences to another profile that colours show were left out.')
  if (unlabelled > 0) warnings.add('widths', 'Boxes with texts of their own have what their width says.')
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      { recorder: { name: 'flame graph', mode: 'sample' }, warnings: warnings.list() },
      { shared, stacks: part.finish(false) },
    ),
  ]
}
