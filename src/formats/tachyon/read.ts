import { StacksBuilder } from '../../model/part-builders.ts'
import { quality, type Recording, type ValueType } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import type { FormatInput } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { unwrapBytes } from '../opening/unwrap-chunks.ts'
import { ByteSource } from './byte-source.ts'
import { type Header, readHeader } from './header.ts'
import { readSamples } from './samples.ts'
import { readFrames } from './tables.ts'

const FORMAT = 'tachyon'
const HEADER = 64
/** Microseconds since 1970 below which the clock is one that counts from the start of the machine. */
const YEAR_2000 = 946_684_800_000_000n

/** Reads a binary profile: each sample of each thread with its time. @throws FormatError, UnsupportedVersionError,
 *  LimitError. */
export async function readTachyon(input: FormatInput): Promise<readonly Recording[]> {
  const bytes = await input.bytes()
  const header = readHeader(bytes)
  const warnings = new Warnings()
  const shared = new SharedBuilder()
  const part = new StacksBuilder([valueTypeOf(header), SAMPLES])
  const { frames, opcodes } = readFrames(bytes, header, shared)
  if (opcodes > 0) warnings.add('opcodes', `Bytecode instructions of ${opcodes} frames were left out`)
  const stored = bytes.subarray(HEADER, header.samplesEnd)
  const samples = header.isCompressed && stored.length > 0 ? await unwrapBytes(stored, 'zstd') : stored
  readSamples(new ByteSource(samples, header), {
    shared,
    part,
    frames,
    weights: [header.interval * 1000, 1],
    process: shared.process({ name: 'python' }),
  })
  if (part.samples.length !== header.sampleCount) {
    const message = `The header names ${header.sampleCount} samples, and there are ${part.samples.length}`
    warnings.add('sample-count', message)
  }
  const known = (value: number) => (Number.isNaN(value) ? null : value)
  return [
    importedRecording(
      { format: FORMAT, file: input.name },
      {
        recorder: {
          name: 'profiling.sampling',
          version: header.pythonVersion,
          mode: 'sample',
          settings: { ...header.features, ...(header.mode === null ? {} : { mode: header.mode }) },
        },
        interpreter: { implementation: 'CPython', version: header.pythonVersion, executable: null },
        startTime: header.start > YEAR_2000 ? String(header.start * 1000n) : null,
        duration: known(header.duration * 1e9),
        quality: quality({
          askedRate: header.interval > 0 ? 1e6 / header.interval : null,
          achievedRate: known(header.rate),
        }),
        warnings: warnings.list(),
        extra: lossesOf(header),
      },
      { shared, stacks: part.finish(true) },
    ),
  ]
}

const SAMPLES: ValueType = { name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }

/** A sample stands for the time until the next one; of what, the mode says. */
function valueTypeOf({ mode }: Header): ValueType {
  return { name: mode ?? 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
}

/** Shares of samples that failed or were missed, in per cent, where the profiler counted them. */
function lossesOf({ failed, missed }: Header): Record<string, number> {
  return {
    ...(Number.isNaN(failed) ? {} : { failedSamplesPercent: failed }),
    ...(Number.isNaN(missed) ? {} : { missedSamplesPercent: missed }),
  }
}
