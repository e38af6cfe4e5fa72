import { FormatError, UnsupportedVersionError } from '../../base/errors.ts'
import { canonicalUnit, secondsPer } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import { importedRecording } from '../importing/imported.ts'
import { ValgrindFrames } from '../importing/valgrind-frames.ts'
import { Warnings } from '../importing/warnings.ts'
import { type DhatColumn, dhatColumns } from './columns.ts'

const FORMAT = 'dhat'

/**
 * Reads DHAT's JSON (version 2): a stack and a row of figures for each allocation site, or each site of copies or of events
 * that the program counted itself. O(size). Source: Valgrind's dhat/dh_main.c (3.17 and later), dhat-rs (0.3).
 * @throws FormatError, UnsupportedVersionError, LimitError.
 */
export function readDhat(bytes: Uint8Array, name: string | null): Recording[] {
  const file = parseJson(FORMAT, bytes)
  const version = file.at('dhatFileVersion').number()
  if (version !== 2) throw new UnsupportedVersionError(FORMAT, String(version), '2')
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const mode = file.at('mode').text()
  const unit = canonicalUnit(file.at('tu').optionalText() ?? 'instrs')
  const time = secondsPer(unit) === null ? { unit: 'instructions', scale: 1 } : nanoseconds(unit)
  const columns = dhatColumns(
    {
      hasLifetimes: file.at('bklt').value === true,
      hasAccesses: file.at('bkacc').value === true,
      verb: file.at('verb').optionalText() ?? 'Allocated',
      bytes: file.at('bsu').optionalText() ?? 'bytes',
      blocks: file.at('bksu').optionalText() ?? null,
    },
    time,
  )
  const part = readPoints(file, columns, { shared, warnings })
  const command = file.at('cmd').optionalText() ?? ''
  const pid = file.at('pid').optionalNumber(-1)
  if (Number.isInteger(pid) && pid >= 0 && pid <= 0x7fffffff) {
    shared.process({ pid, name: command.split(' ')[0]?.split('/').at(-1) ?? '', command })
  }
  const end = file.at('te').optionalNumber(Number.NaN)
  const peak = file.at('tg').optionalNumber(Number.NaN)
  const isRust = mode.startsWith('rust-')
  return [
    importedRecording(
      { format: FORMAT, file: name },
      {
        recorder: {
          name: isRust ? 'dhat-rs' : 'DHAT',
          mode,
          settings: {
            timeUnit: time.unit,
            end: end * time.scale,
            ...(peak >= 0 ? { peak: peak * time.scale } : {}),
          },
        },
        command: command === '' ? [] : [command],
        duration: time.unit === 'nanoseconds' && end >= 0 ? end * time.scale : null,
        warnings: warnings.list(),
      },
      { shared, stacks: part.finish(false) },
    ),
  ]
}

function nanoseconds(unit: string): { unit: string; scale: number } {
  return { unit: 'nanoseconds', scale: Math.round((secondsPer(unit) ?? 1) * 1e9) }
}

function readPoints(
  file: JsonValue,
  columns: readonly DhatColumn[],
  { shared, warnings }: { shared: SharedBuilder; warnings: Warnings },
): StacksBuilder {
  const mode = file.at('mode').text()
  const part = new StacksBuilder(columns.map(column => column.type))
  const frames = new ValgrindFrames(FORMAT, shared)
  const table = file
    .at('ftbl')
    .items()
    .map(frame => frame.text())
  for (const point of file.at('pps').items()) {
    const places = point.at('fs')
    const texts: string[] = []
    for (const index of places.numbers()) {
      const text = table[index]
      if (text === undefined) {
        throw new FormatError(FORMAT, `${places.path}: expected frames of the table, found ${index}`)
      }
      texts.push(text)
    }
    const allocator = mode === 'heap' ? allocatorOf(texts) : null
    if (allocator !== null) texts.shift()
    const labels = allocator === null ? [] : [{ key: 'allocator', text: allocator }]
    const weights = columns.map(({ key, scale }) => point.at(key).optionalNumber(0) * scale)
    part.add({ stack: frames.stack(texts), labels: shared.labelSet(labels) }, weights)
    if (!point.at('acc').isMissing) {
      warnings.add('access-counts', 'How often each byte of a block was used is not kept.')
    }
  }
  return part
}

/** Valgrind's own malloc, calloc, operator new … where a stack ends in it, as Massif and gperftools leave it out: what allocates
 *  is who called it. */
function allocatorOf(texts: readonly string[]): string | null {
  if (texts.length < 2) return null
  const innermost = /^0x[0-9A-F]+: (.*) \((?:in .*\/vgpreload_[^/]*\.so|vg_replace_malloc\.c:\d+)\)$/s.exec(
    texts[0]!,
  )
  return innermost?.[1] ?? null
}
