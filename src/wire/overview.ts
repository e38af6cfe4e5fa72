import { z } from 'zod'

const extremes = {
  points: z.number(),
  first: z.number().nullable(),
  last: z.number().nullable(),
  least: z.number().nullable(),
  most: z.number().nullable(),
  /** ns since the start. */
  mostAt: z.number().nullable(),
}

/** The answer of `report --json` for recordings without functions. NaN is null. */
export const overviewAnswer = z.object({
  version: z.literal(1),
  recording: z.string(),
  /** Figures of lines, added up by function (null: by file). `values` follow `valueTypes`. */
  valueTypes: z.array(z.object({ name: z.string(), unit: z.string() })),
  measured: z.array(
    z.object({
      name: z.string().nullable(),
      file: z.string(),
      line: z.number().nullable(),
      lines: z.number(),
      hits: z.number().nullable(),
      values: z.array(z.number().nullable()),
      /** With `--base`: the same of it, brought to scale. */
      base: z.object({ hits: z.number().nullable(), values: z.array(z.number().nullable()) }).optional(),
    }),
  ),
  timelines: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      /** '' for the whole recording. */
      process: z.string(),
      ...extremes,
      /** With `--base`: the same of it; null where it has no such series. */
      base: z.object(extremes).nullable().optional(),
    }),
  ),
  /** With `--base`: `base` is what it has, as it was measured. */
  counters: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      value: z.number().nullable(),
      base: z.number().nullable().optional(),
    }),
  ),
  /** Looks at a heap: objects and bytes; tracked by the garbage collector, and not. "pyrometer heap --json" has more. */
  heaps: z.array(
    z.object({
      name: z.string(),
      /** ns since the start. */
      time: z.number().nullable(),
      count: z.number(),
      size: z.number(),
      tracked: z.number(),
      trackedSize: z.number(),
      untracked: z.number(),
      untrackedSize: z.number(),
    }),
  ),
})

/** See {@link overviewAnswer}. */
export type OverviewJson = z.infer<typeof overviewAnswer>
