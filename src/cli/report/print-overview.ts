import type { Recording } from '../../model/recording.ts'
import { type OverviewAnswer, queryOverview, type SeriesSummary } from '../../query/overview.ts'
import { formatOverview } from '../../render/text/overview-table.ts'
import { known } from '../../wire/known.ts'
import type { OverviewJson } from '../../wire/overview.ts'
import type { Context } from '../context.ts'

/** Prints what recordings without functions say; `base` is what was put under the only one. */
export function printOverview(
  recordings: readonly Recording[],
  { context, isJson, base }: { context: Context; isJson: boolean; base?: Recording | undefined },
): void {
  const { stdout, cwd } = context
  for (const recording of recordings) {
    const answer = queryOverview(recording, base)
    const text = isJson
      ? `${JSON.stringify(toJson(answer, recording))}\n`
      : formatOverview(answer, recording, { columns: stdout.columns, colours: stdout.colours, cwd })
    stdout.write(text)
  }
}

function toJson(
  { counters, timelines, measured, valueTypes, heaps }: OverviewAnswer,
  recording: Recording,
): OverviewJson {
  const { strings, funcs, sources } = recording.shared
  return {
    version: 1,
    recording: recording.meta.name,
    valueTypes: valueTypes.map(({ name, unit }) => ({ name, unit })),
    measured: measured.map(({ func, source, lines, hits, values, base }) => ({
      name: func === -1 ? null : strings[funcs.name[func]!]!,
      file: strings[sources.path[source]!]!,
      line: func === -1 || funcs.line[func]! < 0 ? null : funcs.line[func]!,
      lines,
      hits: known(hits),
      values: values.map(known),
      ...(base && { base: { hits: known(base.hits), values: base.values.map(known) } }),
    })),
    timelines: timelines.map(({ name, unit, process, base, ...series }) => ({
      ...{ name, unit, process, ...extremes(series) },
      ...(base === undefined ? {} : { base: base && extremes(base) }),
    })),
    counters: counters.map(({ name, unit, value, base }) => ({
      ...{ name, unit, value: known(value) },
      ...(base === undefined ? {} : { base: known(base) }),
    })),
    heaps: heaps.map(({ name, time, count, size, tracked, trackedSize, untracked, untrackedSize }) => ({
      name,
      time: known(time),
      ...{ count, size, tracked, trackedSize, untracked, untrackedSize },
    })),
  }
}

function extremes({
  points,
  first,
  last,
  least,
  most,
  mostAt,
}: Omit<SeriesSummary, 'name' | 'unit' | 'process'>) {
  return {
    ...{ points, first: known(first), last: known(last) },
    ...{ least: known(least), most: known(most), mostAt: known(mostAt) },
  }
}
