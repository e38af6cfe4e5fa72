import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { RecorderError, UsageError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import {
  type Exit,
  meta,
  NO_PARTS,
  quality,
  type Recording,
  type Warning,
  warn,
} from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { embedSources } from '../embed-sources.ts'
import type { Launch, RecordOutcome, RecordRequest } from '../recorder.ts'
import { recordWholeProgram, type WholeRun } from '../whole-program.ts'
import { type InjectedLaunch, injectRecorder, refuseOldPython } from './inject/inject-recorder.ts'
import { markTable } from './inject/marks.ts'
import { readSamples, SAMPLER_VALUE_TYPES, type SamplesFile, settleCpu } from './inject/read-samples.ts'

/** The sampler needs the interpreter's lock, which it gets after 5 ms of waiting: more would only be late. */
const MAX_RATE = 200

/**
 * Samples a program by a thread inside it, for where it cannot be read from outside (macOS, Windows, PyPy, locked-down
 * containers). Wall time of every Python thread; CPU time on Linux only. Threads that run no Python, the
 * interpreter's lock and what a thread waits for are not seen; what runs while C code holds the lock counts for the
 * stack seen next.
 * @throws UsageError for what it cannot do; RecorderError PYRO_NOT_SAMPLED when no Python left samples, and what
 * recordWholeProgram throws.
 */
export async function recordInProcess(request: RecordRequest): Promise<RecordOutcome> {
  const launch = checkRequest(request)
  const rate = Math.min(request.rate, MAX_RATE)
  if (rate < request.rate) {
    request.say(
      `Sampling from inside at ${rate} Hz instead of ${request.rate}: the interpreter's lock allows no more.`,
    )
  }
  const { subprocesses } = request
  return recordWholeProgram(launch, request, {
    prepare: folder => injectRecorder(launch, { recorder: 'sample', folder, rate, subprocesses }),
    async read(run) {
      const recording = await readRun(run, { rate, subprocesses })
      return request.source ? embedSources(recording, { cwd: launch.cwd }) : recording
    },
  })
}

async function readRun(
  run: WholeRun<InjectedLaunch>,
  settings: { rate: number; subprocesses: boolean },
): Promise<Recording> {
  const { parts, files } = await readParts(run)
  if (files.length === 0) await refuseOldPython(run.folder)
  return {
    ...parts,
    meta: meta({
      ...run.about,
      interpreter: files[0]?.interpreter ?? null,
      recorder: { name: 'pyrometer in-process', version: null, mode: 'sample', settings },
      quality: judgeQuality(files, settings.rate),
      warnings: warningsOf(files, run.exit, run.prepared.isDirect),
    }),
  }
}

function checkRequest({ target, delay, duration }: RecordRequest): Launch {
  if (target.kind === 'attach') {
    throw new UsageError(
      'A running program cannot be sampled from inside',
      'Start it with "pyrometer record", or make reading it from outside possible: see "pyrometer doctor"',
    )
  }
  if (delay > 0 || duration !== null) {
    throw new UsageError(
      'Sampling from inside is of a whole program: --delay and --duration cannot be used here',
    )
  }
  return target
}

async function readParts({
  folder,
  startTime,
  marks: named,
}: WholeRun<InjectedLaunch>): Promise<{ parts: Omit<Recording, 'meta'>; files: readonly SamplesFile[] }> {
  const shared = new SharedBuilder()
  const stacks = new StacksBuilder(SAMPLER_VALUE_TYPES)
  const names = (await readdir(folder)).filter(name => name.endsWith('.jsonl'))
  names.sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10))
  const files: SamplesFile[] = []
  for (const name of names) files.push(await readSamples(join(folder, name), { shared, stacks, startTime }))
  const { tid } = shared.threads.columns
  const marks = markTable(named, startTime, shared, mark => {
    for (let thread = 0; thread < tid.length; thread++) if (tid.get(thread) === mark.tid) return thread
    return -1
  })
  const parts = {
    ...NO_PARTS,
    shared: shared.finish(),
    stacks: settleCpu(stacks.finish(true)),
    marks,
  }
  return { parts, files }
}

function judgeQuality(files: readonly SamplesFile[], rate: number) {
  const known = files.filter(file => file.figures !== null)
  const sum = (of: 'scheduled' | 'taken' | 'late' | 'cpu') =>
    known.length === 0 ? null : known.reduce((total, file) => total + file.figures![of], 0)
  const seconds = known.reduce((total, file) => total + file.duration / 1e9, 0)
  const taken = sum('taken')
  return quality({
    askedRate: rate,
    achievedRate: taken === null || seconds === 0 ? null : taken / seconds,
    scheduledTicks: sum('scheduled'),
    takenTicks: taken,
    lateTicks: sum('late'),
    tornStacks: 0,
    recorderCpu: sum('cpu'),
  })
}

/** What has to be said about what is there and what is not. */
function warningsOf(files: readonly SamplesFile[], exit: Exit, isDirect: boolean): readonly Warning[] {
  if (files.length === 0 && exit.signal === null) {
    throw new RecorderError(
      'PYRO_NOT_SAMPLED',
      isDirect
        ? 'The program ended without leaving samples'
        : 'No Python was started that could be sampled, or it was told to ignore its environment (-I, -E, -S)',
      { hint: 'Python 3.8 or newer is needed; name the interpreter: pyrometer record -- python3 script.py' },
    )
  }
  const isWhole = files.length > 0 && files.every(file => file.figures !== null)
  if (isWhole) return []
  const by = exit.signal === null ? 'before its sampler could close its file' : `by ${exit.signal}`
  return [warn('killed', `The program ended ${by}; the samples up to half a second before are kept`)]
}
