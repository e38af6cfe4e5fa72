import { z } from 'zod'

/** The answer of `doctor --json`. */
export const doctorAnswer = z.object({
  version: z.literal(1),
  facts: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      value: z.string(),
      /** Null where it neither helps nor hinders. */
      good: z.boolean().nullable(),
    }),
  ),
  recorders: z.array(
    z.object({
      mode: z.string(),
      what: z.string(),
      works: z.boolean(),
      /** What is missing; empty where nothing is. */
      lacks: z.array(z.string()),
    }),
  ),
})

/** See {@link doctorAnswer}. */
export type DoctorAnswerJson = z.infer<typeof doctorAnswer>
