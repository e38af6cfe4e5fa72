import { setTimeout as sleep } from 'node:timers/promises'
import { RecorderError } from '../../../base/errors.ts'
import { formatCount } from '../../../base/units.ts'
import { HeapBuilder } from '../../../model/heap-builder.ts'
import { HeapObjectKind } from '../../../model/heap-tables.ts'
import {
  type Interpreter,
  meta,
  NO_PARTS,
  quality,
  type Recording,
  type Warning,
  warn,
} from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import { describeProcess } from '../../describe-process.ts'
import { isAlive, quoteCommand, readThreadName } from '../../process/process-files.ts'
import { readMappings } from '../interpreter/mappings.ts'
import { openInterpreter } from '../target/open-target.ts'
import {
  type HeapCounts,
  type HeapDoubts,
  HeapLook,
  type HeapProcess,
  isCollecting,
  type TypeSums,
} from './heap-look.ts'
import { TypeNames } from './type-names.ts'

/** Which looks are taken at the heap of which process. */
export interface HeapLooksRequest {
  readonly pid: number
  /** How many; infinite: until `signal` fires or the process ends. */
  readonly looks: number
  /** Seconds from the beginning of one to that of the next. */
  readonly every: number
  /** Ends it early: the looks that were taken are kept. */
  readonly signal: AbortSignal
  /** Is told of each look when it is taken: how many there are. */
  readonly onLook?: ((taken: number) => void) | undefined
}

/** A collection is waited for so long: ms. It takes the lists apart, and some 100 ms for a million objects. */
const LONGEST_COLLECTION = 2000
/** A look at which a list could not be read whole is taken again so often, if more than this share of the objects was met through
 *  others only. */
const ATTEMPTS = 3
const A_LITTLE = 0.01

/**
 * Looks at the heap of a running CPython process, once or again and again, from outside: objects by type, count and size, tracked
 * ones and those reached through them. The process is never stopped, nothing of ours runs in it and nothing is written to it.
 * @throws what openPythonTarget throws, and RecorderError PYRO_PYTHON_VERSION for a build whose objects cannot be listed.
 */
export async function recordHeapLooks(request: HeapLooksRequest): Promise<Recording> {
  const { pid, looks, every, signal } = request
  const cpuBefore = process.cpuUsage()
  openInterpreter(pid).memory.close()
  const known = await describeProcess(pid)
  const shared = new SharedBuilder()
  const builder = new LooksBuilder(shared, pid, quoteCommand(known.command))
  const startTime = BigInt(Date.now()) * 1_000_000n
  const start = performance.now()
  let hasEnded = false
  for (let taken = 0; taken < looks; taken++) {
    if (taken > 0 && !(await waitUntil(start + taken * every * 1000, signal))) break
    try {
      await builder.look(performance.now() - start)
    } catch (error) {
      // What was seen of a process before it ended is kept.
      if (taken === 0 || isAlive(pid) || !(error instanceof RecorderError)) throw error
      hasEnded = true
      break
    }
    request.onLook?.(taken + 1)
  }
  const duration = Math.round((performance.now() - start) * 1e6)
  const used = process.cpuUsage(cpuBefore)
  return {
    ...NO_PARTS,
    meta: meta({
      ...known,
      interpreter: builder.interpreter,
      startTime: String(startTime),
      duration,
      recorder: {
        name: 'pyrometer',
        version: null,
        mode: 'heap',
        settings: { from: 'outside', looks: Number.isFinite(looks) ? looks : null, every },
      },
      exit: hasEnded ? { status: null, signal: null } : null,
      quality: quality({ recorderCpu: 1000 * (used.user + used.system) }),
      warnings: [...builder.warnings(), ...(hasEnded ? [ended(builder.taken)] : [])],
    }),
    shared: shared.finish(),
    heap: builder.heap.finish({ hasReferences: false }),
  }
}

/** Waits for a moment of the clock; false if it was told to end. */
async function waitUntil(moment: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(Math.max(0, moment - performance.now()), undefined, { signal })
    return true
  } catch {
    return false
  }
}

function endedMeanwhile(pid: number): RecorderError {
  return new RecorderError('PYRO_EXITED', `Process ${pid} ended while it was looked at`)
}

function ended(looks: number): Warning {
  const message = `The process ended after ${looks === 1 ? 'the first look' : `${looks} looks`}`
  return warn('process-ended', message)
}

class LooksBuilder {
  readonly heap: HeapBuilder
  interpreter: Interpreter | null = null
  taken = 0
  readonly #pid: number
  readonly #process: number
  readonly #names = new TypeNames()
  readonly #doubts = {
    repairs: 0,
    brokenLists: 0,
    changedObjects: 0,
    lateObjects: 0,
    failedReads: 0,
    overflows: 0,
  }

  constructor(shared: SharedBuilder, pid: number, command: string) {
    this.heap = new HeapBuilder(shared)
    this.#pid = pid
    this.#process = shared.process({ pid, name: readThreadName(pid, pid) ?? `process ${pid}`, command })
  }

  /** Takes a look, `at` ms after the start. */
  async look(at: number): Promise<void> {
    const open = openInterpreter(this.#pid)
    try {
      const { state, binary } = open
      this.interpreter ??= {
        implementation: 'CPython',
        version: state.version,
        executable: binary.executable === '' ? null : binary.executable,
      }
      const counts = await takeLook(open)
      // What is read of a process that has ended is nothing.
      if (!isAlive(this.#pid)) throw endedMeanwhile(this.#pid)
      this.#add(open, counts, at)
    } catch (error) {
      throw isAlive(this.#pid) ? error : endedMeanwhile(this.#pid)
    } finally {
      open.memory.close()
    }
  }

  warnings(): Warning[] {
    const { repairs, brokenLists, changedObjects, lateObjects, failedReads, overflows } = this.#doubts
    const parts = [
      [changedObjects, 'changed or went before they were measured'],
      [lateObjects, 'were made after the lists were read'],
      [repairs, 'places of the lists were read again'],
    ] as const
    const said = parts.filter(([count]) => count > 0).map(([count, what]) => `${formatCount(count)} ${what}`)
    const warnings: Warning[] = []
    const add = (code: string, count: number, message: string) => {
      if (count > 0) warnings.push(warn(code, message, count))
    }
    add(
      'heap-changed',
      repairs + changedObjects + lateObjects,
      `The program ran on while its objects were counted: ${said.join(', ')}`,
    )
    add(
      'heap-incomplete',
      brokenLists,
      'A list of objects changed too fast to be read whole: objects may be missing',
    )
    add(
      'heap-too-large',
      overflows,
      'Objects lie in more than 16 GiB of memory: those beyond were not counted',
    )
    add('heap-unread', failedReads, 'Some of the memory could not be read')
    return warnings
  }

  #add(open: HeapProcess, counts: HeapCounts, at: number): void {
    this.taken++
    const name = `look ${this.taken}`
    this.heap.snapshot({ name, time: Math.round(at * 1e6), process: this.#process })
    for (const key of Object.keys(this.#doubts) as (keyof HeapDoubts)[])
      this.#doubts[key] += counts.doubts[key]
    const { types, image } = counts
    const groups: [TypeSums, number][] = [
      [counts.tracked, HeapObjectKind.tracked],
      [counts.untracked, HeapObjectKind.untracked],
      [counts.frozen, HeapObjectKind.unknown],
    ]
    for (let type = 0; type < types.length; type++) {
      if (groups.every(([{ count }]) => count[type] === 0)) continue
      const address = image.addressOf(types.cell[type]!)
      const { module, name } = this.#names.nameOf(open, types, { type, address })
      const index = this.heap.type(name, module === '' ? null : module)
      for (const [{ count, size }, kind] of groups) {
        if (count[type] !== 0) this.heap.object({ type: index, size: size[type]!, count: count[type]!, kind })
      }
    }
  }
}

/** One look, between two collections; again where lists could not be read whole and what they lost is more than a little. */
async function takeLook(open: HeapProcess): Promise<HeapCounts> {
  let best: HeapCounts | null = null
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const until = performance.now() + LONGEST_COLLECTION
    while (isCollecting(open) && performance.now() < until) await sleep(2)
    const counts = new HeapLook(open, readMappings(open.memory.pid)).run()
    if (best === null || counts.doubts.lateObjects < best.doubts.lateObjects) best = counts
    const tracked = best.tracked.count.reduce((sum, count) => sum + count, 0)
    if (best.doubts.brokenLists === 0 || best.doubts.lateObjects < tracked * A_LITTLE) break
  }
  return best!
}
