import type { Recording } from '../model/recording.ts'
import { type OverviewAnswer, queryOverview } from '../query/overview.ts'
import { formatOverview } from '../render/text/overview-table.ts'
import type { OverviewJson } from '../wire/overview.ts'
import type { Context } from './context.ts'

/** Prints what recordings without functions say. */
export function printOverview(
  recordings: readonly Recording[],
  { context, isJson }: { context: Context; isJson: boolean },
): void {
  const { stdout, cwd } = context
  for (const recording of recordings) {
    const answer = queryOverview(recording)
    const text = isJson
      ? `${JSON.stringify(toJson(answer, recording))}\n`
      : formatOverview(answer, recording, { columns: stdout.columns, colours: stdout.colours, cwd })
    stdout.write(text)
  }
}

function toJson(
  { counters, timelines, measured, heaps }: OverviewAnswer,
  recording: Recording,
): OverviewJson {
  const { strings, funcs, sources } = recording.shared
  const known = (value: number) => (Number.isFinite(value) ? value : null)
  return {
    version: 1,
    recording: recording.meta.name,
    valueTypes: (recording.lines?.valueTypes ?? []).map(({ name, unit }) => ({ name, unit })),
    measured: measured.map(({ func, source, lines, hits, values }) => ({
      name: func === -1 ? null : strings[funcs.name[func]!]!,
      file: strings[sources.path[source]!]!,
      line: func === -1 || funcs.line[func]! < 0 ? null : funcs.line[func]!,
      lines,
      hits: known(hits),
      values: values.map(known),
    })),
    timelines: timelines.map(series => ({
      ...series,
      first: known(series.first),
      last: known(series.last),
      least: known(series.least),
      most: known(series.most),
      mostAt: known(series.mostAt),
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
