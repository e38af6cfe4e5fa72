import { basename, isAbsolute, join } from 'node:path'
import { UsageError } from '../base/errors.ts'
import { isEstimated } from '../model/estimates.ts'
import type { Recording } from '../model/recording.ts'
import type { CallGraphAnswer } from '../query/call-graph/answer.ts'
import { type CallGraphQuestion, queryCallGraph } from '../query/call-graph/call-graph.ts'
import type { GraphGrouping } from '../query/call-graph/groups.ts'
import { type Emptiness, emptySentence, whyEmpty } from '../query/why-empty.ts'
import { type DotGroups, renderDot } from '../render/dot/call-graph.ts'
import type { ComparisonOptions } from '../render/dot/comparison.ts'
import { themeNamed, themeOf } from '../render/dot/theme.ts'
import { drawable } from './opening/drawable.ts'
import { isFilteredBy, type OpenOptions } from './opening/open.ts'
import { openMerged } from './opening/open-merged.ts'
import { valueTypeNamed } from './opening/value-type.ts'
import { graphAddress } from './pictures/graph-address.ts'
import type { GraphLook } from './pictures/graph-picture.ts'
import type { LayoutEngine } from './pictures/lay-out-graph.ts'
import { pictureKind, writePage, writePicture } from './pictures/write-picture.ts'
import type { PageOptions } from './saving/html-report.ts'

/** What `graph` is asked. */
export interface GraphRequest extends OpenOptions {
  /** Several are merged; two with `compare`; none: the newest recording made here. */
  readonly files: readonly string[]
  /** Path of a picture, or '-' for DOT on standard output. */
  readonly output: string
  /** Limits in shares, roots, leaves; the filter comes of `valueType`. */
  readonly question: Omit<CallGraphQuestion, 'filter'>
  readonly valueType?: string | undefined
  /** Estimates and looks of gprof2dot. */
  readonly compat?: 'gprof2dot' | undefined
  /** gprof2dot's `--total`; only it asks. */
  readonly total?: 'callratios' | 'callstacks' | undefined
  /** Functions in the order in which gprof2dot meets them; only it asks. */
  readonly isAsFound?: boolean
  readonly look: GraphLook
  /** What stands together in a box; nothing where absent. */
  readonly cluster?: GraphGrouping | undefined
  readonly layout?: LayoutEngine | undefined
  readonly compare?: Omit<ComparisonOptions, 'matchBy'> | undefined
  /** Write the browser application with the recording inside, whatever the output's ending. */
  readonly page?: PageOptions | undefined
  /** Takes what is printed when the output is '-'. */
  readonly writeOut: (text: string) => void
}

/** An answer, and what it is of. */
export interface AskedGraph {
  readonly answer: CallGraphAnswer
  readonly name: string
  readonly recording: Recording
  /** Whether figures are estimates, see {@link isEstimated}. */
  readonly isEstimated: boolean
  /** Why no function is drawn; null where there are some. */
  readonly emptiness: Emptiness | null
}

/** Reads the inputs and answers. `files` are merged. @throws what {@link openMerged}, {@link queryCallGraph} and gprof2dot's
 *  estimate throw; UsageError if there is nothing to draw. */
export async function askCallGraph(
  request: Omit<GraphRequest, 'look' | 'output' | 'writeOut'>,
  files: readonly string[] = request.files,
): Promise<AskedGraph> {
  if (request.compat === 'gprof2dot') {
    const { openInputs } = await import('./opening/open.ts')
    const { queryGprof2dotGraph } = await import('../query/call-graph/gprof2dot.ts')
    const recordings = (await openInputs(files, { ...request, isAsWritten: true })).map(drawable)
    const total = request.total
    const answer = queryGprof2dotGraph(recordings, {
      ...request.question,
      ...(total === undefined ? {} : { total }),
      isAsFound: request.isAsFound === true,
    })
    const name = recordings.map(({ meta }) => meta.name).join(', ')
    noteEmpty(answer, request)
    const recording = recordings[0]!
    return { answer, name, recording, isEstimated: true, emptiness: emptinessOf(answer, recording, request) }
  }
  const recording = drawable(await openMerged(files, { ...request, isDrawn: true }))
  const valueType = valueTypeNamed(recording, request.valueType)
  const filter = valueType === null ? {} : { valueType }
  const answer = queryCallGraph(recording, { ...request.question, filter })
  noteEmpty(answer, request)
  const emptiness = emptinessOf(answer, recording, request)
  return { answer, name: recording.meta.name, recording, isEstimated: isEstimated(recording), emptiness }
}

function emptinessOf(
  { nodes, leftOut }: CallGraphAnswer,
  recording: Recording,
  request: Pick<GraphRequest, 'transforms' | 'parts' | 'valueType'>,
): Emptiness | null {
  if (nodes.length > 0) return null
  if (leftOut.nodes > 0) return 'limits'
  const valueType = valueTypeNamed(recording, request.valueType)
  return whyEmpty(recording, { isFiltered: isFilteredBy(request), valueType })
}

/** Says that limits leave nothing of what there is, and what would leave more. */
function noteEmpty(
  { nodes, leftOut }: CallGraphAnswer,
  { compat, onNote }: Pick<GraphRequest, 'compat' | 'onNote'>,
): void {
  if (nodes.length > 0 || leftOut.nodes === 0) return
  const remedy =
    compat === undefined
      ? ''
      : "; gprof2dot's estimates may be 0 where functions call each other in a ring, exact totals are not"
  onNote?.(
    `Nothing is drawn of ${leftOut.nodes} functions: thresholds or paths leave all of them out (-n 0 -e 0 keeps all${remedy})`,
  )
}

/** The call graph as text in the DOT language, in pieces. */
async function* callGraphDot(request: GraphRequest): AsyncGenerator<string> {
  const { look, compare } = request
  if (compare === undefined) {
    const { answer, recording, emptiness } = await askCallGraph(request)
    const groups = await groupsOf(answer, recording, request)
    // gprof2dot's text has no room for it.
    const label = emptiness === null || request.compat !== undefined ? undefined : emptySentence(emptiness)
    yield* renderDot(answer, themeNamed(themeOf(look.theme, answer), look.skew), look.labels, {
      groups,
      label,
    })
    return
  }
  const [base, other] = request.files
  if (request.files.length !== 2 || base === undefined || other === undefined) {
    throw new UsageError(`--compare takes two files, found ${request.files.length}`)
  }
  const first = await askCallGraph(request, [base])
  // What stands in the first only is drawn, so the second may lack the root.
  const second = await askCallGraph(
    { ...request, question: { ...request.question, isMatchOptional: true } },
    [other],
  )
  const { renderDotComparison } = await import('../render/dot/comparison.ts')
  const options: ComparisonOptions = { ...compare, matchBy: request.compat === undefined ? 'place' : 'name' }
  // Colours by difference are shares of the largest one: they have one side.
  const name = compare.isColoredByDifference === true ? look.theme : themeOf(look.theme, first.answer)
  const theme = themeNamed(name, look.skew)
  yield renderDotComparison(first.answer, second.answer, { theme, labels: look.labels, options })
}

async function groupsOf(
  { nodes }: CallGraphAnswer,
  { shared }: Recording,
  { cluster }: GraphRequest,
): Promise<DotGroups | null> {
  if (cluster === undefined) return null
  const { groupNodes } = await import('../query/call-graph/groups.ts')
  return groupNodes(nodes, shared, cluster)
}

/** Draws a call graph and writes it. @throws UsageError if the output's ending names no kind of picture or there is nothing to
 *  draw; what {@link askCallGraph} and saving throw. */
export async function drawGraph(request: GraphRequest): Promise<void> {
  const { output, cwd } = request
  const kinds = {
    allowed: ['svg', 'png', 'pdf', 'eps', 'dot', 'html'],
    what: 'a call graph',
    standard: 'dot',
  } as const
  const kind = request.page === undefined ? pictureKind(output, kinds) : 'html'
  if (kind === 'dot') return writeDot(request)
  if (request.compare !== undefined) {
    if (kind === 'html') {
      throw new UsageError(
        `Cannot draw a comparison into ${output}`,
        'Use .svg, .png, .pdf, .eps or .dot; --base FILE compares in the application',
      )
    }
    const { graphvizPicture } = await import('./pictures/graphviz-picture.ts')
    const dot = await textOf(callGraphDot(request))
    await writePicture(await graphvizPicture(dot, request.files.map(path => basename(path)).join(', ')), {
      kind,
      path: output,
      cwd,
      onNote: request.onNote,
    })
    return
  }
  if (kind === 'html') {
    // The page shows exact figures.
    const { recording } = await askCallGraph({ ...request, compat: undefined })
    const { page, writeOut } = request
    return writePage([recording], {
      ...{ ...page, path: output, cwd, writeOut },
      hash: graphAddress(recording, request),
    })
  }
  const { answer, name, recording, ...about } = await askCallGraph(request)
  const { callGraphSvg } = await import('./pictures/graph-picture.ts')
  const { look, cluster, layout, question } = request
  const isBySelf = question.isBySelf === true
  const svg = await callGraphSvg({
    answer,
    recording,
    title: name,
    look,
    isBySelf,
    cluster,
    layout,
    ...about,
  })
  await writePicture(svg, { kind, path: output, cwd, onNote: request.onNote })
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

async function writeDot(request: GraphRequest): Promise<void> {
  const { output, cwd } = request
  if (output === '-') {
    for await (const piece of callGraphDot(request)) request.writeOut(piece)
    return
  }
  const { saveChunks } = await import('./saving/save-chunks.ts')
  const encoder = new TextEncoder()
  const chunks: Uint8Array[] = []
  for await (const piece of callGraphDot(request)) chunks.push(encoder.encode(piece))
  await saveChunks(chunks, isAbsolute(output) ? output : join(cwd, output))
}
