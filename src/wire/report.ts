import { z } from 'zod'

/** What every function of a report has. */
const figures = {
  name: z.string(),
  /** Null for functions that have no source (builtins, native code with no debug information). */
  file: z.string().nullable(),
  /** Line of the definition, 1-based. */
  line: z.number().nullable(),
  /** Null where calls were not counted. */
  calls: z.number().nullable(),
  primitiveCalls: z.number().nullable(),
  /** In the value type's unit; null where it is not known. */
  self: z.number().nullable(),
  total: z.number().nullable(),
}

/** One caller or callee. The last of a list is the self row, with which the list adds up to the function's total. */
const relative = z.object({ ...figures, isSelf: z.boolean() })

/** The answer of `report --json`. */
export const reportAnswer = z.object({
  version: z.literal(1),
  /** Name of the recording; several are joined by ", ". */
  recording: z.string(),
  valueType: z.object({ name: z.string(), unit: z.string() }),
  /** The sum of all parts, in the value type's unit. */
  total: z.number(),
  /** What shares are of: the total, or where parts are below zero the sum of their sizes. */
  whole: z.number(),
  /** Effective number of samples; null where figures are exact. */
  samples: z.number().nullable(),
  /** True where filters or transforms were done to a call graph that does not determine what they leave; else absent. */
  isEstimated: z.literal(true).optional(),
  /** As ordered and restricted. */
  functions: z.array(
    z.object({
      ...figures,
      /** 99 % intervals of self and total; null where figures are exact. */
      selfInterval: z.tuple([z.number(), z.number()]).nullable(),
      totalInterval: z.tuple([z.number(), z.number()]).nullable(),
      /** How many times faster the whole would be if the function cost nothing; null where nothing would be left. */
      ceiling: z.number().nullable(),
      /** Present with `--callers` and `--callees`. */
      callers: z.array(relative).optional(),
      callees: z.array(relative).optional(),
    }),
  ),
})

/** See {@link reportAnswer}. */
export type ReportAnswer = z.infer<typeof reportAnswer>
