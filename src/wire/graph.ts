import { z } from 'zod'

/** The answer of `graph --json`. */
export const graphAnswer = z.object({
  version: z.literal(1),
  /** Name of the recording; several are joined by ", ". */
  recording: z.string(),
  /** 'gprof2dot' where the figures are its estimates, else null. */
  compat: z.literal('gprof2dot').nullable(),
  valueType: z.object({ name: z.string(), unit: z.string() }),
  /** There where figures are estimates: gprof2dot's, or what filters left of a call graph that does not determine it. */
  isEstimated: z.literal(true).optional(),
  /** There where no function is drawn: thresholds, paths and names leave all out, filters leave nothing, nothing was measured, or all
   *  figures are zero or below. */
  emptiness: z.enum(['limits', 'filters', 'recording', 'zero', 'negative']).optional(),
  /** What shares are of, in the value type's unit. */
  total: z.number(),
  /** By falling total. Edges name nodes by their place in this list, from 0. */
  nodes: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      /** The binary, or the source file with the line of the definition. */
      module: z.string().nullable(),
      process: z.string().nullable(),
      file: z.string().nullable(),
      /** In the value type's unit; null where it is not known. */
      self: z.number().nullable(),
      total: z.number().nullable(),
      /** Shares of the whole, of 1. */
      selfShare: z.number().nullable(),
      totalShare: z.number().nullable(),
      calls: z.number().nullable(),
      /** The cycle that the function is in, from 1; null none. */
      cycle: z.number().nullable(),
      /** How hot it is drawn, from 0 to 1; of a difference from -1 (much faster) to 1 (much slower); so too where
       *  something is below zero, beside the largest figure. */
      weight: z.number(),
      /** With `--base`: the same in the base, brought to the recording's scale. */
      base: z
        .object({ self: z.number().nullable(), total: z.number().nullable(), calls: z.number().nullable() })
        .optional(),
    }),
  ),
  edges: z.array(
    z.object({
      caller: z.number(),
      callee: z.number(),
      total: z.number().nullable(),
      share: z.number().nullable(),
      calls: z.number().nullable(),
      /** Whether functions between the two were left out. */
      isResidual: z.boolean(),
      base: z.object({ total: z.number().nullable(), calls: z.number().nullable() }).optional(),
    }),
  ),
  /** What thresholds and limits left out. */
  leftOut: z.object({ nodes: z.number(), edges: z.number() }),
  /** With `--base`: the base's whole. */
  base: z.object({ total: z.number() }).optional(),
})

/** See {@link graphAnswer}. */
export type GraphAnswer = z.infer<typeof graphAnswer>
