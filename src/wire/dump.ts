import { z } from 'zod'

/** -1 of the tables is null here: unknown. */
const known = z.number().nullable()

const frame = z.object({
  name: z.string(),
  file: z.string(),
  /** 1-based lines and columns. */
  line: known,
  endLine: known,
  column: known,
  endColumn: known,
})

/** Leaf first; null when the stack changed too fast to be read whole. */
const frames = z.array(frame).nullable()

/** The answer of `dump --json`. */
export const dumpAnswer = z.object({
  version: z.literal(1),
  pid: z.number(),
  command: z.string(),
  interpreter: z.object({
    implementation: z.string(),
    version: z.string(),
    executable: z.string().nullable(),
  }),
  /** Whether the interpreter was collecting garbage. */
  collecting: z.boolean(),
  threads: z.array(
    z.object({
      tid: known,
      name: z.string(),
      /** native: a thread that runs no Python. */
      kind: z.enum(['python', 'native']),
      main: z.boolean(),
      state: z.enum(['running', 'waiting-gil', 'blocked', 'stopped', 'unknown']),
      /** What it is blocked in: a system call or a function of the kernel. */
      wait: z.string().nullable(),
      holdsGil: z.boolean(),
      /** Seconds on a processor since it started. */
      cpu: known,
      frames,
    }),
  ),
  /** asyncio's tasks; null where the interpreter has no table of them (before 3.14). */
  tasks: z
    .array(z.object({ name: z.string(), running: z.boolean(), awaitedBy: z.array(z.string()), frames }))
    .nullable(),
})

/** See {@link dumpAnswer}. */
export type DumpAnswerJson = z.infer<typeof dumpAnswer>
