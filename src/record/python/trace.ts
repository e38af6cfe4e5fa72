import { readFile } from 'node:fs/promises'
import { RecorderError, UsageError } from '../../base/errors.ts'
import type { FormatInput } from '../../formats/format.ts'
import { readPstats } from '../../formats/pstats/read.ts'
import {
  type Exit,
  type Interpreter,
  meta,
  type Recording,
  type Warning,
  warn,
} from '../../model/recording.ts'
import { embedSources } from '../embed-sources.ts'
import type { Launch, RecordOutcome, RecordRequest } from '../recorder.ts'
import { recordWholeProgram, type WholeRun } from '../whole-program.ts'
import { type InjectedLaunch, injectRecorder, refuseOldPython } from './inject/inject-recorder.ts'
import { leftFiles } from './inject/left-files.ts'
import { mergeTraces } from './inject/merge-traces.ts'

/**
 * Runs a program under the interpreter's own deterministic profiler (cProfile) and gives the table that
 * `python -m cProfile` would: a recording with a `calls` part in seconds. The tracer is injected by path, nothing needs
 * to be installed. Any Python 3.8 and newer, PyPy too.
 * @throws UsageError for what a tracer cannot do; RecorderError PYRO_NOT_TRACED when no Python left a trace, and what
 * recordWholeProgram throws.
 */
export async function recordTrace(request: RecordRequest): Promise<RecordOutcome> {
  const launch = checkRequest(request)
  const { subprocesses } = request
  return recordWholeProgram(launch, request, {
    prepare: folder => injectRecorder(launch, { recorder: 'trace', folder, rate: 0, subprocesses }),
    async read(run) {
      const recording = await readRun(run, subprocesses)
      return request.source ? embedSources(recording, { cwd: launch.cwd }) : recording
    },
  })
}

async function readRun(run: WholeRun<InjectedLaunch>, subprocesses: boolean): Promise<Recording> {
  const { folder, about, exit, marks, prepared, startTime } = run
  const traces = await readTraces(folder)
  if (traces.length === 0) await refuseOldPython(folder)
  const warnings = judge(traces, exit, prepared.isDirect)
  const traced = mergeTraces(
    traces.map(trace => trace.recording),
    marks,
    startTime,
  )
  return {
    ...traced,
    meta: meta({
      ...about,
      interpreter: traces[0]?.interpreter ?? null,
      recorder: { name: 'cProfile', version: null, mode: 'trace', settings: { subprocesses } },
      warnings: [...traces.flatMap(trace => trace.recording.meta.warnings), ...warnings],
    }),
  }
}

function checkRequest({ target, delay, duration }: RecordRequest): Launch {
  if (target.kind === 'attach') {
    throw new UsageError(
      'A running program cannot be traced',
      'Start it with "pyrometer record --mode trace", or sample it: --mode sample',
    )
  }
  if (delay > 0 || duration !== null) {
    throw new UsageError(
      'A trace is of a whole program: --delay and --duration need --mode sample',
      'To trace a part, put it in "with pyrometer.Recording(mode=\'trace\'):"',
    )
  }
  return target
}

interface Trace {
  readonly recording: Recording
  readonly interpreter: Interpreter | null
}

/** The traces that processes left, in the order in which the processes were started. */
async function readTraces(folder: string): Promise<Trace[]> {
  const traces: Trace[] = []
  for (const path of await leftFiles(folder, '.pstats')) {
    const [recording] = await readPstats(fileInput(path))
    const about = await readFile(path.replace(/\.pstats$/, '.interpreter'), 'utf8').catch(() => '')
    const [implementation = '', version = '', executable = ''] = about.split('\n')
    traces.push({
      recording: recording!,
      interpreter:
        implementation === ''
          ? null
          : { implementation, version, executable: executable === '' ? null : executable },
    })
  }
  return traces
}

function fileInput(path: string): FormatInput {
  const bytes = async () => new Uint8Array(await readFile(path))
  return {
    name: null,
    size: null,
    bytes,
    async *chunks() {
      yield await bytes()
    },
  }
}

/** What has to be said about what is there and what is not. */
function judge(traces: readonly Trace[], exit: Exit, isDirect: boolean): readonly Warning[] {
  if (traces.length === 0 && exit.signal !== null) {
    return [warn('killed', `The program was ended by ${exit.signal} before its trace could be written`)]
  }
  if (traces.length === 0) {
    throw new RecorderError(
      'PYRO_NOT_TRACED',
      isDirect
        ? 'The program ended without leaving a trace'
        : 'No Python was started that could be traced, or it was told to ignore its environment (-I, -E, -S)',
      {
        hint: isDirect
          ? 'Python 3.8 or newer is needed; does the temporary folder have space?'
          : 'Name the interpreter: pyrometer record --mode trace -- python3 script.py',
      },
    )
  }
  if (exit.signal !== null) {
    return [warn('killed', `The program was ended by ${exit.signal}; what was traced until then is kept`)]
  }
  return []
}
