import { UsageError } from '../base/errors.ts'
import type { Recording } from '../model/recording.ts'
import type { FuncIndex } from '../model/tables.ts'
import type { Filter } from '../query/filter/filter.ts'
import { findFuncs, findSources } from '../query/filter/find-funcs.ts'
import { countedFuncs, isCountedLines } from '../query/lines/counted-lines.ts'
import { hasLineFigures } from '../query/lines/figures.ts'
import { type HotLinesAnswer, queryHotLines } from '../query/lines/hot-lines.ts'
import { type LinesAnswer, queryInlinedSources, queryLines } from '../query/lines/lines.ts'
import {
  hasMemoryLines,
  isIncrement,
  type MemoryLinesAnswer,
  memoryFuncs,
  queryMemoryLines,
} from '../query/lines/memory-lines.ts'
import { type LineValueColumn, queryLineValues } from '../query/lines/values.ts'
import type { OpenOptions } from './opening/open.ts'
import { openMerged } from './opening/open-merged.ts'
import { type SourceText, sourceText } from './opening/source-text.ts'
import { valueTypeNamed } from './opening/value-type.ts'

/** What `lines` is asked. */
export interface LinesRequest extends OpenOptions {
  /** Several are merged; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Names, globs, `file:line` or files (see findFuncs); none: the hottest functions. */
  readonly functions: readonly string[]
  /** The one of `functions` that stood in a file's place, and may have been meant for a file that is not there. */
  readonly wordForFile?: string | undefined
  /** At most so many functions; hot lines, when no function is named. */
  readonly limit: number
  readonly hotLines: number
  /** Of a recording of counted lines (see isCountedLines): at most so many, and whether by time, rising. */
  readonly counted?: { readonly limit: number; readonly isByTime: boolean } | undefined
  /** Name of a value type; absent: the recording's default. */
  readonly valueType?: string | undefined
  /** Further values to show beside it: names of value types, or formulas. */
  readonly besides?: readonly string[] | undefined
  readonly sourceRoots?: readonly string[] | undefined
}

/** The lines of the functions that were asked for. */
export interface LinesResult {
  readonly recording: Recording
  /** Behind the lines of a function those of other sources that were inlined into it. */
  readonly functions: readonly LinesAnswer[]
  /** Of each function the further values of its lines. */
  readonly besides: readonly (readonly LineValueColumn[])[]
  /** Functions that were found and not shown because of the limit. */
  readonly omitted: number
  readonly hotLines: HotLinesAnswer
  /** Text of a line of any source in `functions` or `hotLines`, null where it is not at hand. */
  readonly textOf: (source: number, line: number) => string | null
  /** Paths of the functions' sources whose text is not at hand, and of sources changed since the recording. */
  readonly missing: readonly string[]
  readonly changed: readonly string[]
  /** Paths of sources that are shown as they were when they were recorded, and have been changed since. */
  readonly outdated: readonly string[]
  /** Whether all there is are lines that were counted and timed one by one. */
  readonly isCounted: boolean
  /** Memory of the lines of the functions where the recording has it and no other value was asked for, else null. */
  readonly memory: readonly MemoryLinesAnswer[] | null
}

/** Opens a recording and answers which of its lines cost what. @throws UsageError if it has no figures of lines, or no
 *  function of a name that was given; what {@link openMerged} throws. */
export async function linesOf(request: LinesRequest): Promise<LinesResult> {
  const recording = await openMerged(request.files, request)
  // Filters may leave none of the lines that were measured.
  const isFiltered = recording.lines !== null && (request.transforms ?? []).length > 0
  if (!hasLineFigures(recording) && !isFiltered) {
    const isCounting = recording.meta.recorder.mode === 'lines'
    throw new UsageError(
      isCounting
        ? `No line of the chosen functions ran in ${recording.meta.name}`
        : `${recording.meta.name} has no figures of lines: it names functions only`,
      isCounting
        ? 'Choose functions with "pyrometer record --mode lines -f NAME", or decorate them with @profile'
        : 'Measure with "pyrometer record", whose default mode knows the line of every sample',
    )
  }
  const isMemory = isMemoryAsked(recording, request)
  const valueType = isMemory ? null : valueTypeNamed(recording, request.valueType)
  const filter: Filter = valueType === null ? {} : { valueType }
  const hotLines = queryHotLines(recording, filter, request.hotLines)
  const isCounted = request.counted !== undefined && isCountedLines(recording)
  const chosen = isMemory
    ? memoryFuncs(recording)
    : isCounted
      ? countedFuncs(recording, request.counted!.isByTime)
      : null
  const wanted =
    chosen !== null && request.functions.length === 0
      ? chosen.map(func => ({ func }))
      : wantedOf(recording, request, filter)
  const limit = chosen === null ? request.limit : request.counted!.limit
  const texts = new Map<number, SourceText>()
  const load = async (source: number) => {
    if (!texts.has(source)) texts.set(source, await sourceText(recording, source, request))
    return texts.get(source)!.text
  }
  const functions: LinesAnswer[] = []
  const memory: MemoryLinesAnswer[] = []
  for (const question of wanted.slice(0, limit)) {
    const source = 'func' in question ? recording.shared.funcs.source[question.func]! : question.source
    const asked = { ...question, text: await load(source) }
    const own = queryLines(recording, asked, filter)
    const inlined = []
    for (const within of 'func' in question ? queryInlinedSources(recording, question.func, filter) : []) {
      inlined.push(queryLines(recording, { ...question, within, text: await load(within) }, filter))
    }
    functions.push(...(own.length === 0 && inlined.length > 0 ? [] : [own]), ...inlined)
    if (isMemory) memory.push(queryMemoryLines(recording, asked, request.valueType))
  }
  const shown = new Set(texts.keys())
  for (const source of hotLines.source) await load(source)
  const besides = functions.map(answer =>
    queryLineValues(recording, answer, { values: request.besides ?? [] }),
  )
  return {
    recording,
    functions,
    besides,
    omitted: Math.max(0, wanted.length - limit),
    hotLines,
    isCounted,
    memory: isMemory ? memory : null,
    ...textsOf(recording, texts, shown),
  }
}

/** Whether memory of lines is shown: where there is any, and no other value, nor a base, is asked for. */
function isMemoryAsked(recording: Recording, { valueType, base, counted }: LinesRequest): boolean {
  if (counted === undefined || base !== undefined || !hasMemoryLines(recording)) return false
  return valueType === undefined || isIncrement(recording, valueType)
}

type Question = { readonly func: FuncIndex } | { readonly source: number }

function wantedOf(recording: Recording, request: LinesRequest, filter: Filter): Question[] {
  if (request.functions.length === 0) return hottestFuncs(recording, filter).map(func => ({ func }))
  const questions: Question[] = []
  for (const text of request.functions) {
    const funcs = findFuncs(recording, text)
    const sources = funcs.length > 0 ? [] : findSources(recording, text)
    if (funcs.length + sources.length === 0) {
      const nor = text === request.wordForFile ? ', and no file of that name' : ''
      throw new UsageError(
        `There is no function "${text}" in ${recording.meta.name}${nor}`,
        'Give a name, a glob in quotes, FILE:LINE or a source file; "pyrometer report" lists the functions',
      )
    }
    questions.push(...byCost(recording, funcs, filter), ...sources.map(source => ({ source })))
  }
  return questions
}

/** Funcs by the self cost of their lines, falling; those without any are left out. */
function hottestFuncs(recording: Recording, filter: Filter): FuncIndex[] {
  const { func, self, length } = queryHotLines(recording, filter, Number.POSITIVE_INFINITY)
  const cost = new Map<FuncIndex, number>()
  for (let i = 0; i < length; i++) {
    if (func[i] !== -1) cost.set(func[i]!, (cost.get(func[i]!) ?? 0) + self[i]!)
  }
  return [...cost.keys()].sort((a, b) => cost.get(b)! - cost.get(a)!)
}

function byCost(recording: Recording, funcs: readonly FuncIndex[], filter: Filter): Question[] {
  const rank = new Map(hottestFuncs(recording, filter).map((func, i) => [func, i]))
  const place = (func: FuncIndex) => rank.get(func) ?? Number.MAX_SAFE_INTEGER
  return funcs.toSorted((a, b) => place(a) - place(b) || a - b).map(func => ({ func }))
}

function textsOf(recording: Recording, texts: ReadonlyMap<number, SourceText>, shown: ReadonlySet<number>) {
  const lines = new Map<number, readonly string[]>()
  const missing: string[] = []
  const changed: string[] = []
  const outdated: string[] = []
  for (const [source, { text, isNewer, isOutdated }] of texts) {
    if (source === -1) continue
    const path = recording.shared.strings[recording.shared.sources.path[source]!]!
    if (text === null && shown.has(source)) missing.push(path)
    if (text !== null) lines.set(source, text.split(/\r\n|\n|\r/))
    if (isNewer) changed.push(path)
    if (isOutdated) outdated.push(path)
  }
  const textOf = (source: number, line: number) => lines.get(source)?.[line - 1] ?? null
  return { textOf, missing, changed, outdated }
}
