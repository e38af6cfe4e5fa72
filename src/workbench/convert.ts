import { isAbsolute, join } from 'node:path'
import type { Format, Loss } from '../formats/format.ts'
import { isEstimated } from '../model/estimates.ts'
import type { Recording } from '../model/recording.ts'
import { type OpenOptions, openInputs } from './opening/open.ts'
import { outputFormat } from './saving/output-format.ts'
import { saveRecording } from './saving/save.ts'
import { saveChunks } from './saving/save-chunks.ts'

/** What to convert into what. */
export interface ConvertOptions extends OpenOptions {
  /** Path, or '-' for standard output. */
  readonly output: string
  /** Id of the format to write; absent: the one that the output's ending names. */
  readonly to?: string | undefined
  /** Deflate the columns of a `.pyrometer` file. */
  readonly compact?: boolean | undefined
  /** Takes the bytes when the output is '-'; absent: they go nowhere. */
  readonly writeOut?: ((chunk: Uint8Array) => void) | undefined
}

/** What was written. */
export interface Conversion {
  readonly format: Format
  readonly recordings: number
  /** What the inputs have and the format cannot hold. */
  readonly losses: readonly Loss[]
  /** Whether stacks were made from a call graph, which does not determine them. */
  readonly hasEstimatedStacks: boolean
  /** Whether figures are estimates: those of such stacks, and what filters and transforms left of a call graph where it did not
   *  determine that. */
  readonly isEstimated: boolean
}

/**
 * Reads inputs of any format and writes them as another; several inputs are merged into one recording.
 * @throws UsageError when no format is named or what is read does not fit the format; what {@link openInputs} and
 * {@link saveChunks} throw.
 */
export async function convertInputs(paths: readonly string[], options: ConvertOptions): Promise<Conversion> {
  const format = outputFormat(options.output, options.to)
  const combined = await combine(await openInputs(paths, options), { inputs: paths.length, format })
  const recordings = await withNeededPart(combined, format)
  const losses = lossesOf(format, [...combined, ...recordings])
  const hasEstimatedStacks = recordings.some(
    (recording, i) =>
      recording.stacks !== null && combined[i]!.stacks === null && combined[i]!.calls !== null,
  )
  const place = isAbsolute(options.output) ? options.output : join(options.cwd, options.output)
  const [only] = recordings
  if (format.id === 'pyrometer' && options.output !== '-' && only !== undefined && recordings.length === 1) {
    await saveRecording(only, place, { compact: options.compact === true })
  } else {
    const chunks = await format.write!(recordings)
    if (options.output === '-') for (const chunk of chunks) options.writeOut?.(chunk)
    else await saveChunks(chunks, place)
  }
  return {
    ...{ format, recordings: recordings.length, losses, hasEstimatedStacks },
    isEstimated: hasEstimatedStacks || recordings.some(isEstimated),
  }
}

/** What is to be written: several inputs become one recording; one input's recordings stay apart where the format can
 *  hold them so. */
async function combine(
  recordings: Recording[],
  options: { inputs: number; format: Format },
): Promise<readonly Recording[]> {
  if (recordings.length === 1) return recordings
  const { mergeRecordings } = await import('../analysis/merge/merge-recordings.ts')
  const keepsApart = options.inputs === 1 && options.format.holdsSeveral === true
  return keepsApart ? recordings : [mergeRecordings(recordings)]
}

/** The recordings with the part that the format's writer works from, made of another where they lack it. */
async function withNeededPart(
  recordings: readonly Recording[],
  format: Format,
): Promise<readonly Recording[]> {
  if (format.needs === undefined) return recordings
  const { withStacks } = await import('../analysis/tree/stacks-from-calls.ts')
  if (format.needs === 'stacks') return recordings.map(withStacks)
  const { withCalls } = await import('../analysis/tree/calls-from-stacks.ts')
  return recordings.map(one => withCalls(one.calls === null ? withStacks(one) : one))
}

/** What is lost, each kind once: of what the inputs held, and of what the format was given. */
function lossesOf(format: Format, recordings: readonly Recording[]): Loss[] {
  const losses = new Map<string, Loss>()
  for (const loss of recordings.flatMap(recording => format.losses?.(recording) ?? [])) {
    losses.set(loss.what, loss)
  }
  return [...losses.values()]
}
