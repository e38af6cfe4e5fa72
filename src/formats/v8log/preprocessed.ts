import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadKind } from '../../model/tables.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { frameOfCode } from './code-names.ts'
import { Ticks } from './ticks.ts'

const FORMAT = 'v8log'

/** Reads what `node --prof-process --preprocess` makes of a log: code, and ticks as pairs of a code's number and an offset,
 *  the innermost first. @throws FormatError. */
export function readPreprocessed(bytes: Uint8Array, name: string | null): Recording {
  const file = parseJson(FORMAT, bytes)
  const shared = new SharedBuilder()
  const ticks = new Ticks(shared)
  const warnings = new Warnings()
  const code = file.at('code').items()
  const frames = new Int32Array(code.length).fill(-1)
  const frameOf = (number: number) => {
    if (frames[number] === -1) frames[number] = readCode(code[number]!, shared)
    return frames[number]!
  }
  for (const tick of file.at('ticks').items()) {
    const pairs = tick.at('s').numbers()
    assertDepth(FORMAT, pairs.length / 2)
    let stack = -1
    const state = ticks.stateFrame(tick.at('vm').optionalNumber(0), false)
    for (let i = pairs.length - 2; i >= 0; i -= 2) {
      const number = pairs[i]!
      if (i === 0 && state !== -1) stack = shared.stack(stack, state)
      if (number === -1) {
        warnings.add('unknown-callers', 'Frames at addresses where no code is known were left out.')
        continue
      }
      if (!(number in frames))
        throw new FormatError(FORMAT, `ticks: expected the number of code, found ${number}`)
      stack = shared.stack(stack, frameOf(number))
    }
    assertStackCount(FORMAT, shared.stacks.length)
    ticks.add(stack, tick.at('tm').optionalNumber(Number.NaN))
  }
  const thread = shared.thread({ name: 'main', kind: ThreadKind.unknown, isMain: 1 })
  const { stacks, duration } = ticks.finish(thread, 1000)
  return importedRecording(
    { format: FORMAT, file: name },
    { recorder: { name: 'V8', mode: 'sample' }, duration, warnings: warnings.list() },
    { shared, stacks },
  )
}

function readCode(code: JsonValue, shared: SharedBuilder): number {
  const type = code.at('type').text()
  const name = code.at('name').text()
  if (type === 'SHARED_LIB') {
    const short = name.split(/[\\/]/).at(-1)!
    const lib = shared.lib({ name: short, path: name })
    return shared.plainFrame(shared.func({ name: short, kind: FuncKind.native, lib }))
  }
  if (type === 'CPP') return shared.plainFrame(shared.func({ name, kind: FuncKind.native }))
  return frameOfCode(type === 'JS' ? 'JS' : (code.at('kind').optionalText() ?? type), name, shared)
}
