import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { RecorderError, UsageError } from '../../base/errors.ts'
import {
  type Exit,
  type Meta,
  meta,
  NO_PARTS,
  quality,
  type Recording,
  type Warning,
  warn,
} from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import type { Launch, RecordOutcome, RecordRequest } from '../recorder.ts'
import { recordWholeProgram, type WholeRun } from '../whole-program.ts'
import { withSources } from './hashed-sources.ts'
import { type InjectedLaunch, injectRecorder, refuseOldPython } from './inject/inject-recorder.ts'
import { endingWarnings, unmatchedWarnings } from './inject/inside-warnings.ts'
import { leftFiles } from './inject/left-files.ts'
import { linesPart } from './inject/lines-part.ts'
import { markTable } from './inject/marks.ts'
import { type LinesFile, readLinesFile } from './inject/read-lines.ts'

/**
 * Runs a program and counts the lines of chosen functions (`request.functions`, and those decorated `@profile`): a
 * recording with a `lines` part of exact hits, time without the tracer's own cost and time as measured, in nanoseconds. The
 * tracer is line_profiler's where the program's environment has it, else sys.monitoring (Python 3.12), else sys.settrace;
 * `meta.recorder` names it. Python 3.8 and newer, PyPy too; nothing needs to be installed.
 * @throws UsageError for what it cannot do; RecorderError PYRO_NOT_TRACED when no Python left counts, and what
 * recordWholeProgram throws.
 */
export async function recordLines(request: RecordRequest): Promise<RecordOutcome> {
  const launch = checkRequest(request)
  const { functions = [], subprocesses } = request
  return recordWholeProgram(launch, request, {
    async prepare(folder) {
      await writeFile(join(folder, 'functions'), functions.join('\n'))
      return injectRecorder(launch, { recorder: 'lines', folder, rate: 0, subprocesses })
    },
    async read(run) {
      const recording = await readRun(run, { functions, subprocesses })
      const { startTime } = run
      return withSources(recording, { cwd: launch.cwd, isEmbedded: request.source, startTime })
    },
  })
}

async function readRun(run: WholeRun<InjectedLaunch>, asked: Asked): Promise<Recording> {
  const { folder, about, exit, prepared, startTime } = run
  const files = await Promise.all((await leftFiles(folder, '.lines.json')).map(readLinesFile))
  if (files.length === 0) await refuseOldPython(folder)
  const isNamed = asked.functions.length > 0
  const warnings = warningsOf(files, exit, { isDirect: prepared.isDirect, isNamed })
  const shared = new SharedBuilder()
  const lines = linesPart(files, shared)
  const marks = markTable(run.marks, startTime, shared, () => -1)
  return {
    ...NO_PARTS,
    meta: meta({
      ...about,
      interpreter: files[0]?.interpreter ?? null,
      recorder: recorderOf(files, asked),
      quality: quality({ recorderCpu: costOf(files) }),
      warnings,
    }),
    shared: shared.finish(),
    lines,
    marks,
  }
}

interface Asked {
  readonly functions: readonly string[]
  readonly subprocesses: boolean
}

function checkRequest({ target, delay, duration }: RecordRequest): Launch {
  if (target.kind === 'attach') {
    throw new UsageError(
      'Lines of a running program cannot be counted',
      'Start it with "pyrometer record --mode lines", or sample it: "pyrometer lines" shows the lines of samples, too',
    )
  }
  if (delay > 0 || duration !== null) {
    throw new UsageError('Lines are counted of a whole program: --delay and --duration need --mode sample')
  }
  return target
}

function recorderOf(files: readonly LinesFile[], { functions, subprocesses }: Asked): Meta['recorder'] {
  const tracers = [...new Set(files.map(({ tracer }) => tracer))]
  const [name = 'none', version = null] = (tracers[0] ?? '').split(' ')
  return {
    name: tracers.length > 1 ? tracers.join(', ') : name,
    version: tracers.length > 1 ? null : version,
    mode: 'lines',
    settings: {
      functions: functions.join(' '),
      subprocesses,
      ...(files[0] && {
        'nanoseconds per hit': Math.round(files[0].ownCost),
        'nanoseconds per hit within': Math.round(files[0].nestedCost),
      }),
    },
  }
}

/** Nanoseconds that the tracer cost, worked out from what a hit costs; null where nobody knows. */
function costOf(files: readonly LinesFile[]): number | null {
  if (files.length === 0) return null
  let cost = 0
  for (const { functions, ownCost, nestedCost } of files) {
    const perHit = Math.max(ownCost, nestedCost)
    for (const { rows } of functions) for (const { hits } of rows) cost += hits * perHit
  }
  return Math.round(cost)
}

/** What has to be said about what is there and what is not. */
function warningsOf(
  files: readonly LinesFile[],
  exit: Exit,
  { isDirect, isNamed }: { isDirect: boolean; isNamed: boolean },
): readonly Warning[] {
  if (files.length === 0 && exit.signal !== null) {
    return [warn('killed', `The program was ended by ${exit.signal} before its lines could be written`)]
  }
  if (files.length === 0) {
    throw new RecorderError(
      'PYRO_NOT_TRACED',
      isDirect
        ? 'The program ended without leaving its lines'
        : 'No Python was started that could be traced, or it was told to ignore its environment (-I, -E, -S)',
      {
        hint: isDirect
          ? 'Python 3.8 or newer is needed; does the temporary folder have space?'
          : 'Name the interpreter: pyrometer record --mode lines -- python3 script.py',
      },
    )
  }
  const warnings = [...unmatchedWarnings(files)]
  if (
    !isNamed &&
    !files.some(({ notes }) => notes.includes('meanwhile')) &&
    files.every(({ functions }) => functions.length === 0)
  ) {
    warnings.push(
      warn('no-functions', 'No function was chosen: name some with -f NAME, or decorate them with @profile'),
    )
  }
  return [...warnings, ...endingWarnings(files, exit)]
}
