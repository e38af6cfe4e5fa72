import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { frameOf } from './cost-centres.ts'
import { EXACT_TYPES } from './value-types.ts'

const FORMAT = 'ghc-prof'

/**
 * Reads the JSON of `+RTS -pj`: ticks, bytes and entries of every stack of cost centres, exact.
 * Source: GHC rts/ProfilerReportJson.c (9.8). @throws FormatError, LimitError.
 */
export function readGhcJson(bytes: Uint8Array, file: string | null): Recording {
  const root = parseJson(FORMAT, bytes)
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const frames = new Map<number, number>()
  for (const centre of root.at('cost_centres').items()) {
    const source = centre.at('src_loc').optionalText() ?? ''
    const frame = frameOf(
      { label: centre.at('label').text(), module: centre.at('module').text(), source },
      shared,
    )
    frames.set(centre.at('id').number(), frame)
  }
  const interval = root.at('tick_interval').optionalNumber(1000) * 1000
  const part = new StacksBuilder(EXACT_TYPES)
  // A list of what is still to be read takes the place of recursion.
  const pending: { node: JsonValue; parent: number; depth: number }[] = [
    { node: root.at('profile'), parent: -1, depth: 0 },
  ]
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, parent, depth } = next
    assertDepth(FORMAT, depth)
    const id = node.at('id').number()
    let frame = frames.get(id)
    if (frame === undefined) {
      warnings.add('missing-centre', 'Stacks name cost centres that the file does not describe.')
      frame = frameOf({ label: `cost centre ${id}`, module: '', source: '' }, shared)
      frames.set(id, frame)
    }
    const stack = shared.stack(parent, frame)
    const ticks = node.at('ticks').optionalNumber(0)
    const entries = node.at('entries').optionalNumber(0)
    part.add({ stack }, [ticks * interval, ticks, node.at('alloc').optionalNumber(0), entries])
    const children = node.at('children')
    if (children.isMissing) continue
    for (const child of children.items().reverse())
      pending.push({ node: child, parent: stack, depth: depth + 1 })
  }
  const seconds = root.at('total_time').optionalNumber(Number.NaN)
  return importedRecording(
    { format: FORMAT, file },
    {
      command: root.at('arguments').isMissing
        ? []
        : root
            .at('arguments')
            .items()
            .map(item => item.text()),
      duration: Number.isNaN(seconds) ? null : Math.round(seconds * 1e9),
      recorder: {
        name: 'GHC',
        mode: 'sample',
        settings: {
          tickInterval: interval,
          ...(root.at('end_time').isMissing ? {} : { date: root.at('end_time').text() }),
          ...(root.at('rts_arguments').isMissing
            ? {}
            : {
                rts: root
                  .at('rts_arguments')
                  .items()
                  .map(item => item.text())
                  .join(' '),
              }),
        },
      },
      warnings: warnings.list(),
    },
    { shared, stacks: part.finish(false) },
  )
}
