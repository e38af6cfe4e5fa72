import { z } from 'zod'

const head = {
  version: z.literal(1),
  recording: z.string(),
  /** A unit of '' is that of a ratio. */
  valueType: z.object({ name: z.string(), unit: z.string() }),
  /** The sum of all parts, in the value type's unit. */
  total: z.number(),
  /** What shares are of: the total, or where parts are below zero the sum of their sizes. */
  whole: z.number(),
}

/** With `--base`: the whole of the base, brought to the recording's scale. */
const baseTotal = z.number().optional()

/** With `--base`: what the base has of it, brought to the recording's scale; 0 for what the base has not. */
const baseFigures = z.object({ self: z.number().nullable(), total: z.number().nullable() }).optional()

const place = {
  name: z.string(),
  file: z.string().nullable(),
  line: z.number().nullable(),
}

/** The answer of `report --group G --json`. */
export const groupsAnswer = z.object({
  ...head,
  baseTotal,
  grouping: z.enum(['file', 'module', 'library', 'class', 'cycle']),
  groups: z.array(
    z.object({
      name: z.string(),
      functions: z.number(),
      self: z.number(),
      /** Once a sample; null where a call graph does not determine it. */
      total: z.number().nullable(),
      base: baseFigures,
    }),
  ),
})
export type GroupsAnswerJson = z.infer<typeof groupsAnswer>

/** The answer of `report --all-callers RE --json` and `--all-callees`. */
export const distantRelativesAnswer = z.object({
  ...head,
  baseTotal,
  side: z.enum(['callers', 'callees']),
  /** Whether totals are estimates: a call graph does not determine them. */
  isEstimated: z.boolean(),
  functions: z.array(
    z.object({
      ...place,
      self: z.number(),
      total: z.number(),
      base: baseFigures,
      relatives: z.array(
        z.object({
          ...place,
          /** Calls on the shortest way; on the longest that was seen, null where only a call graph is known. */
          distance: z.number(),
          farthest: z.number().nullable(),
          total: z.number().nullable(),
          self: z.number().nullable(),
          base: baseFigures,
        }),
      ),
    }),
  ),
})
export type DistantRelativesAnswerJson = z.infer<typeof distantRelativesAnswer>

/** The answer of `report --hot-stack --json`: from the outermost function on. */
export const hotStackAnswer = z.object({
  ...head,
  baseTotal,
  isEstimated: z.boolean(),
  stack: z.array(
    z.object({
      ...place,
      total: z.number(),
      self: z.number(),
      base: z.object({ total: z.number() }).optional(),
    }),
  ),
})
export type HotStackAnswerJson = z.infer<typeof hotStackAnswer>

/** The answer of `report --parts --json`. */
export const partsAnswer = z.object({
  version: z.literal(1),
  valueTypes: z.array(z.object({ name: z.string(), unit: z.string() })),
  totals: z.array(z.number()),
  /** With `--base`; parts of the base alone then stand last. */
  baseTotals: z.array(z.number().nullable()).optional(),
  parts: z.array(
    z.object({
      /** What `--part` takes; null with `--base`. */
      number: z.number().nullable(),
      kind: z.enum(['recording', 'thread']),
      /** From the outside in: recording, process, thread; each only where it tells parts apart. */
      path: z.array(z.string()),
      /** By value type; null where the part does not measure it. */
      sums: z.array(z.number().nullable()),
      baseSums: z.array(z.number().nullable()).optional(),
    }),
  ),
})
export type PartsAnswerJson = z.infer<typeof partsAnswer>

/** The answer of `report --value A --value B --json`. */
export const valuesAnswer = z.object({
  version: z.literal(1),
  recording: z.string(),
  values: z.array(
    z.object({
      name: z.string(),
      unit: z.string(),
      /** Worked out of each row's sums: never to be added up. */
      isRatio: z.boolean(),
      whole: z.number().nullable(),
    }),
  ),
  functions: z.array(
    z.object({
      ...place,
      /** By value; null where a ratio has nothing to divide by. */
      self: z.array(z.number().nullable()),
      total: z.array(z.number().nullable()),
      /** With `--base`. */
      base: z
        .object({ self: z.array(z.number().nullable()), total: z.array(z.number().nullable()) })
        .optional(),
    }),
  ),
})
export type ValuesAnswerJson = z.infer<typeof valuesAnswer>
