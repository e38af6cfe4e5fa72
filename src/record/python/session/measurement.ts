import { DOUBLE_ZERO } from '../../../base/double-zero.ts'
import { seededRandom } from '../../../base/random.ts'
import type { Interpreter, Timeline } from '../../../model/recording.ts'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import type { MarkTable, ProcessIndex } from '../../../model/tables.ts'
import { quoteCommand, readCommand, readThreadName } from '../../process/process-files.ts'
import { computeTornShare, sumTornCounts } from '../stacks/torn-estimate.ts'
import type { FollowedProcess, ProcessFollower } from './follow-processes.ts'
import { LiveFeed } from './live-feed.ts'
import { readMarkTable } from './read-mark-table.ts'
import { SampleColumns } from './sample-columns.ts'
import type { SamplingContext } from './sampling-context.ts'
import type {
  SessionCounters,
  SessionEnd,
  SessionOptions,
  SessionResult,
  SessionSurroundings,
} from './session-protocol.ts'
import { Ticker } from './ticker.ts'

/** What a session keeps, whatever it measures: its clock, the processes that it met, what they gave, and the result of it all. */
export class Measurement {
  readonly shared = new SharedBuilder()
  readonly context: SamplingContext
  readonly ticker: Ticker
  /** Where samples go in place of columns, null where they are kept. */
  readonly live: LiveFeed | null
  readonly timelines: Timeline[] = []
  readonly counters: SessionCounters[] = []
  /** Whether it begins with the program, whose start is then the recording's. */
  readonly isFromStart: boolean
  /** ms in which there was something to sample. */
  activeTime = DOUBLE_ZERO
  readonly #options: SessionOptions
  readonly #here: SessionSurroundings
  readonly #columns: SampleColumns
  readonly #rows = new Map<FollowedProcess, ProcessIndex>()
  #interpreter: Interpreter | null = null
  #pythons = 0
  #base = 0

  constructor(options: SessionOptions, here: SessionSurroundings) {
    this.#options = options
    this.#here = here
    this.isFromStart = options.isLaunched && options.delay === 0
    this.#columns = new SampleColumns({ folder: options.temporaryFolder })
    this.live = options.isLive ? new LiveFeed(this.shared) : null
    this.ticker = new Ticker(options.rate, here, seededRandom(0x9e3779b9))
    this.context = {
      shared: this.shared,
      sink: this.live ?? this.#columns,
      raw: { depth: 0, code: new Float64Array(1 << 17), instruction: new Int32Array(1 << 17) },
      interval: 1e9 / options.rate,
      counts: { stacksRead: 0, torn: 0, lost: 0, unresolved: 0, cut: 0 },
      tornCounts: [],
    }
  }

  /** Waits as long as was asked for; when the measurement begins, and where the recording's clock stands at 0, in ms of the
   *  surroundings' clock. */
  begin(): { readonly start: number; readonly base: number } {
    const delay = 1000 * this.#options.delay
    while (this.#here.now() < delay && !this.#here.isStopped()) {
      this.#here.sleep(Math.min(50, delay - this.#here.now()))
    }
    const start = this.#here.now()
    this.#base = this.isFromStart ? 0 : start
    return { start, base: this.#base }
  }

  /** A time of the surroundings' clock on the recording's: ns. */
  time(milliseconds: number): number {
    return Math.round((milliseconds - this.#base) * 1e6)
  }

  /** The present on the recording's clock: ns. */
  now(): number {
    return this.time(this.#here.now())
  }

  /** Python interpreters that were found so far. */
  get pythons(): number {
    return this.#pythons
  }

  /** An interpreter was found in a process. */
  addPython(pid: number, interpreter: Interpreter): void {
    this.#interpreter ??= interpreter
    this.#pythons++
    this.#here.onPython(pid, interpreter)
  }

  /** The row of a process; its ancestors that are followed get theirs first. */
  rowOf(followed: FollowedProcess): ProcessIndex {
    const known = this.#rows.get(followed)
    if (known !== undefined) return known
    const { pid, parent, since } = followed
    const row = this.shared.process({
      parent: parent === null ? -1 : this.rowOf(parent),
      pid,
      name: readThreadName(pid, pid) ?? `process ${pid}`,
      command: quoteCommand(readCommand(pid)),
      start: this.time(since),
    })
    this.#rows.set(followed, row)
    return row
  }

  /** How `work`, which adds samples, says that the measurement ends; a full disk ends it, too. @throws all else that it does. */
  endOf(work: () => SessionEnd): SessionEnd {
    try {
      return work()
    } catch (error) {
      const code = (error as NodeJS.ErrnoException | null)?.code
      if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 'disk-full'
      throw error
    }
  }

  /** What was measured; nothing may be added any more. */
  finish(
    end: SessionEnd,
    rest: {
      readonly duration: number
      readonly follower: ProcessFollower
      readonly details: SessionResult['details']
    },
  ): SessionResult {
    const { scheduled, taken, late } = this.ticker
    return {
      end,
      marks: this.#readMarks(),
      shared: this.shared.finish(),
      columns: this.#columns.finish(),
      timelines: this.timelines,
      counters: this.counters,
      interpreter: this.#interpreter,
      start: this.#base,
      duration: rest.duration,
      pythons: this.#pythons,
      ticks: { scheduled, taken, late },
      activeTime: Math.round(this.activeTime * 1e6),
      counts: this.context.counts,
      tornShare: computeTornShare(sumTornCounts(this.context.tornCounts)),
      failures: rest.follower.processes.flatMap(({ failure }) => (failure === null ? [] : [failure])),
      details: rest.details,
    }
  }

  #readMarks(): MarkTable | null {
    const { marksFile } = this.#options
    if (marksFile === null) return null
    const startTime = BigInt(Math.round(1000 * (this.#here.epoch + this.#base))) * 1000n
    return readMarkTable(marksFile, startTime, this.shared)
  }
}
