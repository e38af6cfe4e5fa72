import { z } from 'zod'

/** A number that the input may not know. */
const known = z.number().nullable()

/** Objects and bytes; tracked by the garbage collector, and not. */
const figures = z.object({
  count: z.number(),
  size: z.number(),
  tracked: z.number(),
  trackedSize: z.number(),
  untracked: z.number(),
  untrackedSize: z.number(),
})

const object = z.object({
  /** Its number in the recording: written #123 on the command line. */
  object: z.number(),
  name: z.string(),
  type: z.string(),
  /** "0x7f3a…"; null unknown. */
  address: z.string().nullable(),
  size: z.number(),
  /** Bytes of it and all that only it keeps alive, and how many objects these are; null without references. */
  retained: known,
  kept: known,
})

const path = z.object({
  /** Why the first object is a root; null where roots are an estimate. */
  reason: z.string().nullable(),
  /** The root first; `by` is how each refers to the next (".cache", "['a']", "[3]"; "" unknown). */
  steps: z.array(z.object({ object: z.number(), name: z.string(), by: z.string() })),
})

const group = figures.extend({
  name: z.string(),
  /** Bytes that its objects keep alive, one by one; null without references. */
  retained: known,
})

/** The answer of `heap --json`: what was asked for is there; without a question `groups` and `objects`. */
export const heapAnswer = z.object({
  version: z.literal(1),
  recording: z.string(),
  /** The snapshot that was looked at, and all its objects; `number` counts the looks from 1 on. */
  snapshot: figures.extend({ name: z.string(), number: z.number(), time: known }),
  hasReferences: z.boolean(),
  /** With --new: how many of its objects were not there at the mark. */
  new: figures.optional(),
  /** What groups are by: "type", "module" … */
  by: z.string(),
  groups: z.array(group).optional(),
  /** The objects that retain most. */
  objects: z.array(object).optional(),
  growth: z
    .object({
      /** Names of the looks that were compared, the last is now. */
      looks: z.array(z.string()),
      totals: z.array(figures),
      groups: z.array(
        z.object({
          name: z.string(),
          count: z.number(),
          size: z.number(),
          countDelta: z.number(),
          sizeDelta: z.number(),
          /** More than at the peak of all looks before. */
          countOverPeak: z.number(),
          sizeOverPeak: z.number(),
          /** In how many looks after the first there was more than ever before. */
          rises: z.number(),
        }),
      ),
    })
    .optional(),
  paths: z
    .object({
      isEstimate: z.boolean(),
      /** Of one object: ways from roots, the shortest first. */
      object: object.optional(),
      paths: z.array(path).optional(),
      /** Of a type: its objects by the way that keeps them alive; path null: garbage. */
      type: z.string().optional(),
      groups: z
        .array(z.object({ count: z.number(), size: z.number(), example: z.number(), path: path.nullable() }))
        .optional(),
    })
    .optional(),
  referrers: z
    .object({
      object,
      total: z.number(),
      referrers: z.array(object.extend({ by: z.string(), references: z.number() })),
    })
    .optional(),
  cycles: z
    .object({
      isEstimate: z.boolean(),
      /** All that no root reaches. */
      garbage: z.number(),
      garbageSize: z.number(),
      cycles: z.number(),
      shapes: z.array(
        z.object({
          shape: z.string(),
          cycles: z.number(),
          count: z.number(),
          size: z.number(),
          retained: z.number(),
          example: z.number(),
        }),
      ),
    })
    .optional(),
  size: z
    .object({
      object,
      /** With all it refers to, but modules, classes and functions. */
      deep: figures,
      /** With all that can be reached. */
      all: figures,
      /** What only it keeps alive. */
      retained: z.object({ count: z.number(), size: z.number() }),
      groups: z.array(group),
    })
    .optional(),
})

/** See {@link heapAnswer}. */
export type HeapAnswerJson = z.infer<typeof heapAnswer>
