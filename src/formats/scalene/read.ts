import type { Recording, Timeline } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import { type JsonValue, parseJson } from '../decoding/json/parse-json.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { type ImportedMeta, importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { MEBIBYTE } from './figures.ts'
import { readLines } from './read-lines.ts'
import { readCombined, readMemory, readStacks } from './read-stacks.ts'

const FORMAT = 'scalene'

/**
 * Reads scalene's profiles of 2022 to 2026: figures of lines, stacks where they were collected, memory over time. Stacks with
 * native frames, and those of allocations, are recordings of their own. O(size). @throws FormatError, LimitError.
 */
export async function readScalene(input: FormatInput, _options: ReadOptions = {}): Promise<Recording[]> {
  const file = parseJson(FORMAT, await input.bytes())
  const elapsed = 1e9 * file.at('elapsed_time_sec').number()
  const from = { format: FORMAT, file: input.name }
  const title = titleOf(input.name, file.at('program').optionalText() ?? 'scalene profile')
  const shared = new SharedBuilder()
  const warnings = new Warnings()
  const files = file.at('files')
  if (typeof files.value !== 'object' || files.value === null) files.fail('an object')
  const lines = readLines(files, { shared, warnings, elapsed })
  const stacks = present(file, 'stacks')
  const about = metaOf(file, elapsed)
  const parts = {
    shared,
    lines,
    stacks: stacks === null ? null : readStacks(stacks, shared, elapsed),
    timelines: readFootprint(file, warnings),
    counters: countersOf(file),
  }
  const recordings = [importedRecording(from, { ...about, name: title, warnings: warnings.list() }, parts)]
  if (present(file, 'combined_stacks') !== null) {
    const own = new SharedBuilder()
    const part = readCombined(file, own)
    recordings.push(
      importedRecording(from, { ...about, name: `${title} (native stacks)` }, { shared: own, stacks: part }),
    )
  }
  const memory = present(file, 'memory_stacks')
  if (memory !== null) {
    const own = new SharedBuilder()
    const part = readMemory(memory, own)
    recordings.push(
      importedRecording(from, { ...about, name: `${title} (allocations)` }, { shared: own, stacks: part }),
    )
  }
  return recordings
}

/** A list of the file that has something in it, else null. */
function present(file: JsonValue, key: string): JsonValue | null {
  const list = file.at(key)
  return list.isMissing || list.list().length === 0 ? null : list
}

function metaOf(file: JsonValue, elapsed: number): ImportedMeta {
  const args = file.at('args')
  const program = file.at('program').optionalText()
  const start = file.at('start_time_absolute').optionalNumber(0)
  return {
    command: args.isMissing ? (program === undefined ? [] : [program]) : args.list().map(String),
    cwd: file.at('entrypoint_dir').optionalText() ?? null,
    startTime: start > 0 && start < 1e11 ? String(BigInt(Math.round(1e6 * start)) * 1000n) : null,
    duration: elapsed,
    recorder: {
      name: 'scalene',
      mode: 'lines',
      settings: { gpu: file.at('gpu').value === true, memory: file.at('memory').value === true },
    },
  }
}

/** Memory over time: pairs of nanoseconds and MB, or in early 2022 MB alone, which have no place in time. */
function readFootprint(file: JsonValue, warnings: Warnings): Timeline[] {
  const samples = present(file, 'samples')
  if (samples === null) return []
  const points = tableBuilder(TIMELINE_POINTS)
  let now = 0
  for (const sample of samples.items()) {
    if (!Array.isArray(sample.value)) {
      warnings.add('timeless-samples', 'Samples of memory without a time were left out.')
      continue
    }
    const [time, size] = sample.numbers()
    now = Math.max(now, time ?? 0)
    points.add({ time: now, value: MEBIBYTE * (size ?? 0) })
  }
  if (points.length === 0) return []
  return [{ name: 'footprint', unit: 'bytes', kind: 'gauge', process: -1, points: points.finish() }]
}

function countersOf(file: JsonValue): { name: string; unit: string; value: number }[] {
  const known = [
    { name: 'max-footprint', unit: 'bytes', key: 'max_footprint_mb', scale: MEBIBYTE },
    { name: 'growth-rate', unit: 'percent', key: 'growth_rate', scale: 1 },
    { name: 'allocation-samples', unit: 'count', key: 'alloc_samples', scale: 1 },
    { name: 'native-allocations', unit: 'bytes', key: 'native_allocations_mb', scale: MEBIBYTE },
  ]
  return known.flatMap(({ name, unit, key, scale }) => {
    const value = file.at(key)
    return value.isMissing ? [] : [{ name, unit, value: scale * value.number() }]
  })
}
