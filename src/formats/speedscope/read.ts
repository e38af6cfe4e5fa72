import { FormatError } from '../../base/errors.ts'
import { canonicalUnit, secondsPer } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { ThreadKind } from '../../model/tables.ts'
import { type JsonValue, oneBased, parseJson } from '../decoding/json/parse-json.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { titleOf } from '../importing/title.ts'
import { readEvents } from './read-events.ts'
import { readSampled } from './read-sampled.ts'

const FORMAT = 'speedscope'

/**
 * Reads speedscope's JSON. Profiles of one unit become threads of one recording; each other unit makes a recording of its
 * own. O(size). Source: speedscope's file-format-schema.json.
 * @throws FormatError, LimitError.
 */
export function readSpeedscope(bytes: Uint8Array, name: string | null): Recording[] {
  const file = parseJson(FORMAT, bytes)
  const profiles = file.at('profiles').items()
  if (profiles.length === 0) throw new FormatError(FORMAT, 'profiles: expected at least one profile')
  const byUnit = new Map<string, JsonValue[]>()
  for (const profile of profiles) {
    const unit = profile.at('unit').optionalText() ?? 'none'
    const group = byUnit.get(unit)
    if (group === undefined) byUnit.set(unit, [profile])
    else group.push(profile)
  }
  return [...byUnit].map(([unit, group]) => readGroup(file, group, { unit, name }))
}

/** The profiles of one unit as one recording. */
function readGroup(
  file: JsonValue,
  profiles: readonly JsonValue[],
  { unit, name }: { unit: string; name: string | null },
): Recording {
  const shared = new SharedBuilder()
  const frames = readFrames(file, shared)
  const types = profiles.map(profile => profile.at('type').text())
  const type = valueTypeOf(unit, types.includes('sampled'))
  const part = new StacksBuilder([type])
  // Times in a file may count from anywhere; ours count from the first moment any of its profiles knows.
  const starts = profiles.map(profile => profile.at('startValue').optionalNumber(0))
  const origin = Math.min(...starts)
  const nanoseconds = (secondsPer(type.unit) ?? Number.NaN) * 1e9
  let end = 0
  for (const [i, profile] of profiles.entries()) {
    const title = profile.at('name').optionalText() ?? `profile ${i + 1}`
    const thread = shared.thread({ name: title, tid: tidOf(title), kind: ThreadKind.unknown })
    const context = { shared, part, frames, thread, origin, nanoseconds }
    if (types[i] === 'sampled') readSampled(profile, context)
    else if (types[i] === 'evented') readEvents(profile, context)
    else profile.at('type').fail('"sampled" or "evented"')
    end = Math.max(end, profile.at('endValue').optionalNumber(0) - origin)
  }
  const exporter = /^(.*?)(?:@(.*))?$/.exec(file.at('exporter').optionalText() ?? '')
  return {
    ...NO_PARTS,
    meta: meta({
      name: file.at('name').optionalText() ?? titleOf(name, 'speedscope profile'),
      duration: Number.isNaN(nanoseconds) ? null : end * nanoseconds,
      recorder: {
        name: exporter?.[1] || 'speedscope',
        version: exporter?.[2] ?? null,
        mode: types.includes('sampled') ? 'sample' : 'trace',
        settings: {},
      },
      importedFrom: { format: FORMAT, file: name },
    }),
    shared: shared.finish(),
    stacks: part.finish(!Number.isNaN(nanoseconds)),
  }
}

function valueTypeOf(unit: string, isSampled: boolean): ValueType {
  const canonical = unit === 'none' ? 'count' : canonicalUnit(unit)
  const isTime = secondsPer(canonical) !== null
  const name = isTime ? 'wall' : canonical !== 'count' ? canonical : isSampled ? 'samples' : 'weight'
  return { name, unit: canonical, kind: 'sum', precision: isSampled ? 'sampled' : 'exact' }
}

function readFrames(file: JsonValue, shared: SharedBuilder): Int32Array {
  const list = file.at('shared').at('frames').items()
  return Int32Array.from(list, frame => {
    const name = frame.at('name').text()
    const path = frame.at('file').optionalText()
    const file = path === '' ? undefined : path
    const line = oneBased(frame.at('line').optionalNumber(-1))
    const column = oneBased(frame.at('col').optionalNumber(-1))
    const func = shared.func({ name, file, kind: guessFuncKind(name, file) })
    return shared.frame({ func, line, column })
  })
}

/** The thread id that py-spy writes into a profile's name: `Thread 67525 "MainThread"`. */
function tidOf(title: string): number {
  const found = /^(?:Process \d+ )?Thread (\d{1,15})\b/.exec(title)
  return found === null ? Number.NaN : Number(found[1])
}
