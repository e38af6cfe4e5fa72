import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { UsageError } from '../../../base/errors.ts'
import { continueShared } from '../../../model/continue-shared.ts'
import { quality, type Recording } from '../../../model/recording.ts'
import type { SharedBuilder } from '../../../model/shared-builder.ts'
import { ThreadKind } from '../../../model/tables.ts'
import { quoteCommand } from '../../process/process-files.ts'
import { withSources } from '../../python/hashed-sources.ts'
import { injectRecorder, refuseOldPython } from '../../python/inject/inject-recorder.ts'
import { leftFiles } from '../../python/inject/left-files.ts'
import { recordOutside } from '../../python/sample.ts'
import type { Launch, MemoryInside, RecordOutcome, RecordRequest } from '../../recorder.ts'
import { scriptOf } from './decorated-script.ts'
import { insideTimelines, withSpans } from './inside-timelines.ts'
import { insideWarnings } from './inside-warnings.ts'
import { memoryLinesPart } from './memory-lines-part.ts'
import { type MemoryFile, readMemoryFile } from './read-memory-file.ts'
import { sitesPart } from './sites-part.ts'

const NOTHING: MemoryInside = { frames: null, growth: null, limit: null, variables: [] }

/**
 * Measures the memory of a program from outside, and inside its Python the lines of chosen functions (a `lines` part as
 * memory_profiler counts), allocation sites (the `stacks` part, in place of the sampled stacks), sizes of variables (timelines).
 * `isDecorated`: the script has functions decorated `@profile`.
 * @throws what recordOutside throws; RecorderError PYRO_NOT_TRACED when no Python left figures.
 */
export async function recordMemoryInside(
  request: RecordRequest,
  { isDecorated }: { readonly isDecorated: boolean },
): Promise<RecordOutcome> {
  const launch = checkRequest(request)
  const { functions = [], subprocesses } = request
  const asked = request.memory ?? NOTHING
  const folder = await mkdtemp(join(tmpdir(), 'pyrometer-memory-'))
  try {
    await writeFile(join(folder, 'functions'), functions.join('\n'))
    const isChosen = functions.length > 0 || isDecorated
    await writeFile(join(folder, 'memory'), wordsOf(asked, launch, isChosen))
    const injected = injectRecorder(launch, { recorder: 'memory', folder, rate: 0, subprocesses })
    const outcome = await recordOutside(request, 'memory', { ...launch, ...injected })
    const files = await Promise.all((await leftFiles(folder, '.memory.json')).map(readMemoryFile))
    if (files.length === 0) await refuseOldPython(folder)
    const warnings = insideWarnings(files, {
      asked,
      exit: outcome.recording.meta.exit ?? { status: null, signal: null },
      isDirect: injected.isDirect,
      areLinesAsked: isChosen,
    })
    const joined = addInside(outcome.recording, files, { asked, functions, isDirect: injected.isDirect })
    const known = {
      ...joined,
      meta: { ...joined.meta, warnings: [...joined.meta.warnings, ...warnings] },
    }
    const startTime = BigInt(known.meta.startTime ?? 0)
    return {
      ...outcome,
      recording: await withSources(known, { cwd: launch.cwd, isEmbedded: request.source, startTime }),
      // Sampled stacks make way for the sites.
      spilled: files.some(({ sites }) => sites !== null) ? new Map() : outcome.spilled,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

function checkRequest({ target, delay }: RecordRequest): Launch {
  if (target.kind === 'attach') {
    throw new UsageError(
      'Lines, allocation sites and variables of a running program cannot be measured',
      'Start it with "pyrometer record --mode memory", or leave these options out: memory over time and by function is measured from outside',
    )
  }
  if (delay > 0)
    throw new UsageError('Inside the program memory is measured from its start: leave out --delay')
  return target
}

/** What python/pyrometer/_memory_program.py is told: a word and a value a line. */
function wordsOf(asked: MemoryInside, launch: Launch, isChosen: boolean): string {
  const script = scriptOf(launch)
  const { frames, growth, limit, variables } = asked
  const point = (name: 'from' | 'to', value: string | number | null) =>
    value === null ? [] : [`${name}${typeof value === 'number' ? '-seconds' : ''} ${value}`]
  return [
    ...variables.map(name => `variable ${name}`),
    ...(frames === null ? [] : [`sites ${frames}`]),
    ...(growth === null ? [] : [...point('from', growth.from), ...point('to', growth.to)]),
    ...(limit === null ? [] : [`limit ${limit}`]),
    // The limit alone watches the functions of the script.
    ...(limit !== null && !isChosen && script !== null ? [`watched ${script}`] : []),
  ].join('\n')
}

/** The recording from outside with what was measured inside. */
function addInside(
  recording: Recording,
  files: readonly MemoryFile[],
  { asked, functions, isDirect }: { asked: MemoryInside; functions: readonly string[]; isDirect: boolean },
): Recording {
  const shared = continueShared(recording.shared)
  // What was asked for, not what was started in its place.
  if (shared.processes.length > 0 && isDirect) {
    shared.processes.columns.command.set(0, shared.string(quoteCommand(recording.meta.command)))
  }
  const startTime = Number(BigInt(recording.meta.startTime ?? 0))
  const processOf = processFinder(shared)
  const lines = memoryLinesPart(files, shared)
  const sites = sitesPart(files, shared, threadFinder(shared, processOf))
  const marks = withSpans(recording.marks, files, { startTime, shared })
  const { meta } = recording
  const settings = { ...meta.recorder.settings, ...settingsOf(files, asked, functions) }
  return {
    ...recording,
    meta: {
      ...meta,
      interpreter: meta.interpreter ?? files[0]?.interpreter ?? null,
      recorder: { ...meta.recorder, settings },
      quality: quality({ ...meta.quality, recorderCpu: (meta.quality?.recorderCpu ?? 0) + costOf(files) }),
    },
    stacks: sites ?? recording.stacks,
    lines,
    marks,
    timelines: [...recording.timelines, ...insideTimelines(files, startTime, processOf)],
    shared: shared.finish(),
  }
}

function processFinder(shared: SharedBuilder): (pid: number) => number {
  const { pid } = shared.processes.columns
  const found = new Map(Array.from({ length: shared.processes.length }, (_, i) => [pid.get(i), i]))
  return wanted => found.get(wanted) ?? -1
}

/** The main thread of a process; one is made where none was seen. */
function threadFinder(shared: SharedBuilder, processOf: (pid: number) => number): (pid: number) => number {
  const made = new Map<number, number>()
  return pid => {
    const known = made.get(pid)
    if (known !== undefined) return known
    const process = processOf(pid)
    const { columns } = shared.threads
    let thread = 0
    while (thread < shared.threads.length) {
      if (columns.process.get(thread) === process && columns.isMain.get(thread) === 1) break
      thread++
    }
    if (thread === shared.threads.length) {
      thread = shared.thread({
        name: `process ${pid}`,
        process,
        tid: pid,
        kind: ThreadKind.python,
        isMain: 1,
      })
    }
    made.set(pid, thread)
    return thread
  }
}

/** Settings of the recorder, with the figures that say how good it was. */
function settingsOf(files: readonly MemoryFile[], asked: MemoryInside, functions: readonly string[]) {
  const tracers = [...new Set(files.map(({ tracer }) => tracer))]
  const sites = files.flatMap(one => (one.sites === null ? [] : [one.sites]))
  const sum = (of: (one: (typeof sites)[number]) => number) =>
    sites.reduce((total, one) => total + of(one), 0)
  const peak = sum(one => one.peak)
  return {
    'memory inside': tracers.join(', '),
    ...(functions.length > 0 && { functions: functions.join(' ') }),
    ...(files[0] && { 'nanoseconds per line': Math.round(files[0].ownCost) }),
    ...(asked.variables.length > 0 && { variables: asked.variables.join(' ') }),
    ...(asked.limit !== null && { 'limit (MiB)': asked.limit }),
    ...(sites.length > 0 && {
      frames: sites[0]!.limit,
      'traced peak': peak,
      'share of the peak held': peak === 0 ? 1 : sum(one => one.held) / peak,
      snapshots: sum(one => one.snapshots),
      'nanoseconds of snapshots': sum(one => one.cost),
    }),
  }
}

/** Nanoseconds that measuring inside took, as far as it is known: what tracemalloc itself costs is not. */
function costOf(files: readonly MemoryFile[]): number {
  let cost = 0
  for (const { functions, ownCost, sites, variables } of files) {
    for (const { rows } of functions) for (const { occurrences } of rows) cost += occurrences * ownCost
    cost += (sites?.cost ?? 0) + (variables?.cost ?? 0)
  }
  return Math.round(cost)
}
