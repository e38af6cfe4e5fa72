import { readdir, readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { RecorderError } from '../../../base/errors.ts'
import { StacksBuilder } from '../../../model/part-builders.ts'
import { type Exit, meta, NO_PARTS, type Recording, type Warning, warn } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { ThreadKind } from '../../../model/tables.ts'
import { embedSources } from '../../embed-sources.ts'
import { findProgram } from '../../process/find-program.ts'
import type { RecordOutcome, RecordRequest } from '../../recorder.ts'
import { recordWholeProgram } from '../../whole-program.ts'
import { LEAK_VALUES, type LeakCheck } from './leak-values.ts'
import { readValgrindLeaks } from './read-valgrind-leaks.ts'
import { nativeLaunch } from './record-native-heap.ts'

/** What counts as leaked, in memcheck's words. */
const KINDS: Readonly<Record<LeakCheck, string>> = {
  minimal: 'definite',
  normal: 'definite,indirect',
  strict: 'definite,indirect,possible',
  draconian: 'definite,indirect,possible',
}

/**
 * Runs a program under valgrind's memcheck and gives what nothing points to any more at its end, by allocation site, with lines where
 * the binaries have them. Some 20 to 50 times slower; the program keeps its exit status and all it writes.
 * @throws UsageError for what cannot be asked of it; RecorderError PYRO_NO_VALGRIND, and what recordWholeProgram throws.
 */
export async function recordLeaksByValgrind(
  request: RecordRequest,
  check: LeakCheck,
): Promise<RecordOutcome> {
  const launch = nativeLaunch(request)
  const valgrind = findProgram('valgrind', launch)
  if (valgrind === null) {
    throw new RecorderError('PYRO_NO_VALGRIND', 'valgrind is not installed here', {
      hint: 'apt install valgrind, or dnf install valgrind',
    })
  }
  return recordWholeProgram(launch, request, {
    prepare: folder => ({
      command: [valgrind, ...optionsOf(check, folder), '--', ...launch.command],
      env: launch.env,
    }),
    async read({ folder, pid, exit, about }) {
      const { shared, stacks, isFinished } = await readAll(folder, pid)
      if (stacks.samples.length === 0 && isFinished) request.say('no leaks were found')
      const recording: Recording = {
        ...NO_PARTS,
        meta: meta({
          ...about,
          recorder: {
            name: 'valgrind memcheck',
            version: null,
            mode: 'heap',
            settings: { native: true, leaks: check, kinds: KINDS[check] },
          },
          warnings: judge(exit, isFinished),
        }),
        shared,
        stacks,
      }
      return request.source ? embedSources(recording, { cwd: launch.cwd }) : recording
    },
  })
}

function optionsOf(check: LeakCheck, folder: string): string[] {
  return [
    '--quiet',
    '--tool=memcheck',
    '--leak-check=full',
    '--undef-value-errors=no',
    `--show-leak-kinds=${KINDS[check]}`,
    '--num-callers=100',
    '--trace-children=yes',
    '--child-silent-after-fork=yes',
    '--xml=yes',
    `--xml-file=${join(folder, '%p.xml')}`,
  ]
}

/** What all processes left, the program's first. */
async function readAll(folder: string, program: number) {
  const shared = new SharedBuilder()
  const part = new StacksBuilder(LEAK_VALUES)
  const files = (await readdir(folder)).filter(name => name.endsWith('.xml'))
  const pids = files.map(name => Number.parseInt(name, 10))
  pids.sort((a, b) => Number(b === program) - Number(a === program) || a - b)
  let isFinished = false
  for (const pid of pids) {
    const left = await readValgrindLeaks(new Uint8Array(await readFile(join(folder, `${pid}.xml`))), shared)
    if (pid === program) isFinished = left.isFinished
    if (left.leaks.length === 0) continue
    const name = basename(left.program)
    const row = shared.process({ pid, name, parent: -1, start: Number.NaN, end: Number.NaN })
    const thread = shared.thread({ process: row, tid: pid, name, kind: ThreadKind.native, isMain: 1 })
    for (const { bytes, objects, kind, allocator, stack } of left.leaks) {
      const allocated = allocator === null ? [] : [{ key: 'allocator', text: allocator }]
      part.add({ stack, thread, labels: shared.labelSet([{ key: 'leak', text: kind }, ...allocated]) }, [
        bytes,
        objects,
      ])
    }
  }
  return { shared: shared.finish(), stacks: part.finish(false), isFinished }
}

function judge(exit: Exit, isFinished: boolean): Warning[] {
  if (isFinished) return []
  const ended = exit.signal === null ? 'did not end by itself' : `was ended by ${exit.signal}`
  const message = `The program ${ended}: leaks are looked for at a regular end only`
  return [warn('killed', message)]
}
