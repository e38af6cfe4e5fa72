import { z } from 'zod'

/** What `heap --json` prints of recordings that say where memory was allocated and know no objects: one for each. */
export const heapSitesAnswer = z.object({
  version: z.literal(1),
  recording: z.string(),
  valueType: z.object({ name: z.string(), unit: z.string() }),
  bytes: z.number(),
  /** Null where objects were not counted. */
  objects: z.number().nullable(),
  sites: z.array(
    z.object({
      name: z.string(),
      file: z.string().nullable(),
      /** The binary's path. */
      library: z.string().nullable(),
      line: z.number().nullable(),
      bytes: z.number(),
      objects: z.number().nullable(),
      /** The nearest first, on the way that allocated most. */
      callers: z.array(z.string()),
    }),
  ),
})

/** See {@link heapSitesAnswer}. */
export type HeapSitesAnswerJson = z.infer<typeof heapSitesAnswer>
