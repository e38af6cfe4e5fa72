import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, isAbsolute, join } from 'node:path'
import { PyrometerError } from '../../base/errors.ts'
import type { Format } from '../../formats/format.ts'
import type { Recording } from '../../model/recording.ts'
import type { RecordOutcome } from '../../record/recorder.ts'
import { convertInputs } from '../convert.ts'
import { openInputs, RECORDINGS_FOLDER } from '../opening/open.ts'
import { saveRecording } from './save.ts'

/** Where what was measured is saved. */
export interface SaveOutcomeOptions {
  /** Null: a new file in `.pyrometer/`. */
  readonly output: string | null
  /** Deflate the columns of a .pyrometer file. */
  readonly compact?: boolean | undefined
  readonly cwd: string
  /** One sentence for the person who waits. */
  readonly say: (sentence: string) => void
}

/** Saves what was measured, in a format that can be written; returns where, and the recording with all samples in memory. @throws PyrometerError PYRO_WRITE when it cannot be written. */
export async function saveOutcome(
  outcome: Pick<RecordOutcome, 'recording' | 'spilled'>,
  format: Format,
  options: SaveOutcomeOptions,
): Promise<{ path: string; recording: Recording }> {
  const { cwd, compact = false } = options
  const path = options.output ?? (await defaultPath(outcome.recording, cwd))
  const place = isAbsolute(path) ? path : join(cwd, path)
  const { spilled } = outcome
  if (format.id !== 'pyrometer') {
    const folder = await mkdtemp(join(tmpdir(), 'pyrometer-'))
    try {
      const whole = join(folder, 'recording.pyrometer')
      await saveRecording(outcome.recording, whole, { spilled })
      await convertInputs([whole], {
        cwd,
        output: place,
        to: format.id,
      })
      return { path, recording: await reopen(outcome, whole) }
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  }
  const saved = await saveSomewhere(outcome, place, compact, options.say)
  return { path: saved === place ? path : saved, recording: await reopen(outcome, saved) }
}

/** Saves where it was asked for; on a full disk in the folder for temporary files, which may be another disk. */
async function saveSomewhere(
  outcome: Pick<RecordOutcome, 'recording' | 'spilled'>,
  place: string,
  compact: boolean,
  say: (sentence: string) => void,
): Promise<string> {
  const { recording, spilled } = outcome
  try {
    await saveRecording(recording, place, { spilled, compact })
    return place
  } catch (error) {
    if (!(error instanceof PyrometerError)) throw error
    const other = join(tmpdir(), basename(place))
    if (dirname(other) === dirname(place)) throw error
    say(`${error.message}. Saving it as ${other} instead`)
    await saveRecording(recording, other, { spilled, compact: true })
    return other
  }
}

async function reopen(
  { recording, spilled }: Pick<RecordOutcome, 'recording' | 'spilled'>,
  saved: string,
): Promise<Recording> {
  if (spilled.size === 0) return recording
  const [whole] = await openInputs([saved], { cwd: '/' })
  return whole!
}

/** `.pyrometer/scatter.py-20261121-091500.pyrometer`, with a number when that exists. */
async function defaultPath({ meta }: Recording, cwd: string): Promise<string> {
  const folder = join(cwd, RECORDINGS_FOLDER)
  try {
    await mkdir(folder, { recursive: true })
  } catch (error) {
    throw new PyrometerError('PYRO_WRITE', `Cannot create ${folder}: ${(error as Error).message}`, {
      cause: error,
    })
  }
  const name = meta.name.replaceAll(/[^\w.-]+/g, '_').slice(0, 80) || 'program'
  const time = new Date().toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '-')
  return join(RECORDINGS_FOLDER, `${name}-${time}-${process.pid}.pyrometer`)
}
