import { z } from 'zod'

/** A number that the input may not know. */
const known = z.number().nullable()
const valueType = z.object({ name: z.string(), unit: z.string() })

const line = z.object({
  /** 1-based. */
  line: z.number(),
  /** Cost while the line was on top of the stack, and while it was executing at all (callees included), in the value
   *  type's unit. */
  self: z.number(),
  total: z.number(),
  /** 99 % interval of the line's share of the function's total; null where the figures are exact. */
  shareLow: known,
  shareHigh: known,
  hits: known,
  /** Null where the source is not at hand. */
  text: z.string().nullable(),
  /** With further `--value`s: their figures, in that order; null where a ratio has nothing to divide by. */
  besides: z
    .array(z.object({ name: z.string(), unit: z.string(), isRatio: z.boolean(), self: known, total: known }))
    .optional(),
  /** With `--base`: the same in the base, brought to the recording's scale, and the 99 % interval of the difference of total
   *  (in hot lines: of self); null where figures are exact. */
  base: z
    .object({
      self: z.number(),
      total: z.number(),
      hits: known,
      deltaInterval: z.tuple([z.number(), z.number()]).nullable(),
    })
    .optional(),
})

/** The answer of `lines --json`. */
export const linesAnswer = z.object({
  version: z.literal(1),
  recording: z.string(),
  valueType,
  /** All that was measured, in the value type's unit. */
  total: z.number(),
  /** True where filters or transforms were done to a call graph that does not determine what they leave; else absent. */
  isEstimated: z.literal(true).optional(),
  /** The functions asked for, or the hottest: with lines that have figures only. Behind a function, under its name and with its
   *  total, the lines of each other file of which code was inlined into it. */
  functions: z.array(
    z.object({
      name: z.string(),
      file: z.string().nullable(),
      /** Line of the definition, null unknown. */
      line: known,
      total: z.number(),
      lines: z.array(line),
    }),
  ),
  /** Where memory of lines was counted (memory_profiler, `record --mode memory -f`), of the functions asked for: bytes after a line, what
   *  it added and how often it ran; lines that ran only. */
  memory: z
    .array(
      z.object({
        name: z.string(),
        file: z.string().nullable(),
        lines: z.array(
          z.object({
            line: z.number(),
            memory: z.number(),
            increment: z.number(),
            occurrences: known,
            text: z.string().nullable(),
          }),
        ),
      }),
    )
    .optional(),
  /** The lines with the most self cost of the whole recording, falling; shares are of the whole. */
  hotLines: z.array(
    line.extend({ function: z.string().nullable(), file: z.string().nullable() }).omit({ hits: true }),
  ),
})

/** See {@link linesAnswer}. */
export type LinesAnswerJson = z.infer<typeof linesAnswer>
