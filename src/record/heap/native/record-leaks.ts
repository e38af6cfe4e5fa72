import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { StacksBuilder } from '../../../model/part-builders.ts'
import { type Exit, meta, NO_PARTS, type Warning, warn } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { ThreadKind } from '../../../model/tables.ts'
import type { RecordOutcome, RecordRequest } from '../../recorder.ts'
import { recordWholeProgram } from '../../whole-program.ts'
import { copyStacks } from './copy-stacks.ts'
import { findStdbuf, needTcmalloc } from './find-tcmalloc.ts'
import { LEAK_VALUES, type LeakCheck } from './leak-values.ts'
import { preloading } from './preload.ts'
import { readDump } from './read-dump.ts'
import { nativeLaunch } from './record-native-heap.ts'

/** `PROGRAM.PID.CHECK-end.heap`. */
const NAME = /^(.*)\.(\d+)\.[^.]*-end\.heap$/s
/** What the checker ends a program with that leaks. */
const CHECKERS_STATUS = 1

/**
 * Runs a program under gperftools' heap checker and gives what it had allocated and could not reach any more at its end, by
 * allocation site. No leaks give a recording without samples.
 * The checker ends a process that leaks by itself: with status 1, its files unwritten as far as they were buffered. Its standard
 * output is therefore made unbuffered where coreutils' libstdbuf is at hand.
 * @throws as recordNativeHeap; RecorderError PYRO_NO_HEAP_CHECKER where the library has none.
 */
export async function recordLeaks(request: RecordRequest, check: LeakCheck): Promise<RecordOutcome> {
  const launch = nativeLaunch(request)
  const tcmalloc = needTcmalloc(launch.env, true)
  const stdbuf = findStdbuf()
  return recordWholeProgram(launch, request, {
    prepare: folder => ({
      command: launch.command,
      env: preloading(launch.env, stdbuf === null ? [tcmalloc.path] : [tcmalloc.path, stdbuf], {
        HEAPCHECK: check,
        HEAP_CHECK_DUMP_DIRECTORY: folder,
        // No names are looked up by a script of its own.
        PPROF_PATH: '/dev/null',
        // It reports on the program's standard error otherwise; the profile that it writes has all of it.
        PERFTOOLS_VERBOSE: '-4',
        ...(stdbuf === null ? {} : { _STDBUF_O: '0' }),
      }),
    }),
    async read({ folder, pid, exit, about }) {
      const { shared, stacks, pids } = await readLeaks(folder, pid)
      if (pids.length === 0 && exit.signal === null) request.say('no leaks were found')
      return {
        ...NO_PARTS,
        meta: meta({
          ...about,
          recorder: {
            name: "gperftools' heap checker",
            version: tcmalloc.version,
            mode: 'heap',
            settings: { native: true, leaks: check },
          },
          warnings: judge(pids, pid, exit),
        }),
        shared,
        stacks,
      }
    },
  })
}

/** What the checkers of all processes left, the program's first. */
async function readLeaks(folder: string, program: number) {
  const shared = new SharedBuilder()
  const part = new StacksBuilder(LEAK_VALUES)
  const pids: number[] = []
  const files = (await readdir(folder)).flatMap(file => {
    const match = NAME.exec(file)
    return match === null ? [] : [{ file, name: match[1]!, pid: Number(match[2]) }]
  })
  files.sort((a, b) => Number(b.pid === program) - Number(a.pid === program) || a.pid - b.pid)
  for (const { file, name, pid } of files) {
    const dump = await readDump(join(folder, file))
    if (dump?.stacks === null || dump === null) continue
    pids.push(pid)
    const row = shared.process({ pid, name, parent: -1, start: Number.NaN, end: Number.NaN })
    const thread = shared.thread({ process: row, tid: pid, name, kind: ThreadKind.native, isMain: 1 })
    const stackOf = copyStacks(dump.shared, shared)
    const { samples, valueTypes, weights } = dump.stacks
    const [bytes, objects] = ['in-use bytes', 'in-use objects'].map(
      wanted => weights[valueTypes.findIndex(type => type.name === wanted)]!,
    )
    for (let i = 0; i < samples.length; i++) {
      const stack = samples.stack[i] === -1 ? -1 : stackOf[samples.stack[i]!]!
      part.add({ stack, thread }, [bytes![i]!, objects![i]!])
    }
  }
  return { shared: shared.finish(), stacks: part.finish(false), pids }
}

function judge(leaking: readonly number[], program: number, exit: Exit): Warning[] {
  if (exit.signal !== null) {
    return [
      warn('killed', `The program was ended by ${exit.signal}: leaks are looked for at a regular end only`),
    ]
  }
  if (leaking.includes(program) && exit.status === CHECKERS_STATUS) {
    return [
      warn(
        'ended-by-checker',
        'The heap checker ended the leaking program with status 1; its own is not known.',
      ),
    ]
  }
  return []
}
