import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Exit, Meta, Recording } from '../model/recording.ts'
import { describeLaunch, type LaunchDescription } from './describe-launch.ts'
import { launchProgram, shellStatus } from './process/launch-program.ts'
import { MARKS_VARIABLE, type Mark, readMarks } from './python/inject/marks.ts'
import type { Launch, RecordOutcome, RecordRequest } from './recorder.ts'

/** What is to be run in place of the program: it, with a recorder in it or around it. */
export interface PreparedProgram {
  readonly command: readonly string[]
  readonly env: Launch['env']
}

/** A program that has ended, and what its recorder may have left. */
export interface WholeRun<P extends PreparedProgram> {
  readonly prepared: P
  /** Where the recorder leaves its files; removed when they are read. */
  readonly folder: string
  readonly pid: number
  /** Nanoseconds since 1970. */
  readonly startTime: bigint
  readonly exit: Exit
  readonly marks: readonly Mark[]
  /** What every recording of the run says of it. */
  readonly about: LaunchDescription & Pick<Meta, 'startTime' | 'duration' | 'exit'>
}

/**
 * Runs a program from its start to its end with a recorder that leaves files in a folder of its own: `prepare` puts the recorder
 * in, `onStart` is told when the program runs, `read` makes the recording of what was left.
 * @throws what those throw, and launchProgram; the folder is removed in any case.
 */
export async function recordWholeProgram<P extends PreparedProgram>(
  launch: Launch,
  { signal }: Pick<RecordRequest, 'signal'>,
  steps: {
    readonly prepare: (folder: string) => P | Promise<P>
    readonly onStart?: (prepared: P) => void
    readonly read: (run: WholeRun<P>) => Promise<Recording>
  },
): Promise<RecordOutcome> {
  const folder = await mkdtemp(join(tmpdir(), 'pyrometer-run-'))
  try {
    const description = await describeLaunch(launch)
    const prepared = await steps.prepare(folder)
    const marksFile = join(folder, 'marks')
    const startTime = BigInt(Date.now()) * 1_000_000n
    const started = performance.now()
    const program = await launchProgram({
      command: prepared.command,
      cwd: launch.cwd,
      env: { ...prepared.env, [MARKS_VARIABLE]: marksFile },
      signal,
    })
    steps.onStart?.(prepared)
    const exit = await program.exited
    const duration = Math.round((performance.now() - started) * 1e6)
    const recording = await steps.read({
      prepared,
      folder,
      pid: program.pid,
      startTime,
      exit,
      marks: readMarks(marksFile),
      about: { ...description, startTime: String(startTime), duration, exit },
    })
    return { recording, spilled: new Map(), exitStatus: shellStatus(exit), dispose: () => {} }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
