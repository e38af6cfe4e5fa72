import { z } from 'zod'

/** Figures of a function on one side; null where they are not known. */
const side = {
  calls: z.number().nullable(),
  primitiveCalls: z.number().nullable(),
  /** In the value type's unit. */
  self: z.number().nullable(),
  total: z.number().nullable(),
}

const interval = z.tuple([z.number(), z.number()]).nullable()

/** What every function of a difference has. */
const compared = {
  name: z.string(),
  /** Null for functions that have no source. */
  file: z.string().nullable(),
  /** Line of the definition, 1-based. */
  line: z.number().nullable(),
  ...side,
  /** The same in the base, brought to the recording's scale; 0 where the base has it not. */
  base: z.object(side),
  /** Of the recording less of the base, with 99 % intervals; null where figures are exact. */
  selfDelta: z.number().nullable(),
  selfDeltaInterval: interval,
  totalDelta: z.number().nullable(),
  totalDeltaInterval: interval,
  /** Whether both differences are no more than chance explains. */
  isNoise: z.boolean(),
}

/** One caller or callee; the last is the self row. */
const relative = z.object({ ...compared, isSelf: z.boolean() })

/** The answer of `report --base FILE --json`. */
export const comparedReport = z.object({
  version: z.literal(1),
  recording: z.string(),
  valueType: z.object({ name: z.string(), unit: z.string() }),
  /** The whole, in the value type's unit. */
  total: z.number(),
  /** Effective number of samples; null where figures are exact. */
  samples: z.number().nullable(),
  base: z.object({
    /** The base's whole, brought to scale. */
    total: z.number(),
    samples: z.number().nullable(),
    /** What the base's values were multiplied by. */
    scale: z.number(),
  }),
  functions: z.array(
    z.object({
      ...compared,
      /** Present with `--callers` and `--callees`. */
      callers: z.array(relative).optional(),
      callees: z.array(relative).optional(),
    }),
  ),
})

/** See {@link comparedReport}. */
export type ComparedReport = z.infer<typeof comparedReport>
