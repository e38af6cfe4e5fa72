import { z } from 'zod'

/** The answer of `formats --json`: one entry a format. */
export const formatsAnswer = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    read: z.boolean(),
    write: z.boolean(),
    /** Without the dot, the commonest first. */
    extensions: z.array(z.string()),
    producedBy: z.string(),
  }),
)

/** See {@link formatsAnswer}. */
export type FormatsAnswer = z.infer<typeof formatsAnswer>

/** The answer of `convert --json`. */
export const convertAnswer = z.object({
  version: z.literal(1),
  /** Id of the format that was written. */
  format: z.string(),
  /** Path that was written, '-' for standard output. */
  output: z.string(),
  /** Recordings in the output. */
  recordings: z.number(),
  /** What the inputs have and the format cannot hold. */
  losses: z.array(z.object({ what: z.string(), message: z.string() })),
  /** Whether figures are estimates: stacks were made from a call graph, which does not determine them, or filters and transforms
   *  were done to a call graph that does not determine what they leave. */
  isEstimated: z.boolean(),
})

/** See {@link convertAnswer}. */
export type ConvertAnswer = z.infer<typeof convertAnswer>
