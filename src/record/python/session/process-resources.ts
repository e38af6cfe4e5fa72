import { closeSync, openSync, readSync } from 'node:fs'
import { type Growable, growableFloat64 } from '../../../base/growable.ts'
import type { Timeline } from '../../../model/recording.ts'
import { readProcText } from '../../process/process-files.ts'

const BUFFER = Buffer.alloc(1024)
/** Size of a page; the same on every machine that can run here (Linux on x86-64; 4 KiB kernels on aarch64). */
const PAGE = 4096

interface Series {
  readonly name: string
  readonly unit: string
  readonly kind: Timeline['kind']
  readonly time: Growable<Float64Array>
  readonly value: Growable<Float64Array>
}

/** Totals of a process for the recording's counters. */
export interface ProcessCounters {
  readonly peakRss: number
  readonly minorFaults: number
  readonly majorFaults: number
  readonly voluntarySwitches: number
  readonly involuntarySwitches: number
}

/** Disk traffic and page faults are sums over all threads, which cost the kernel more: every so many readings. */
const SELDOM = 5

/** Memory, disk traffic, page faults and GIL utilisation of one process on the recording's clock, from files of
 *  /proc/PID kept open (10 µs a reading). A file that may not be read leaves its timelines empty. */
export class ProcessResources {
  counters: ProcessCounters | null = null
  /** The last point: resident bytes, and the share in which the GIL was held. */
  lastRss = 0
  lastGil = Number.NaN
  readonly #pid: number
  readonly #statm: number
  readonly #stat: number
  readonly #io: number
  readonly #rss = series('rss', 'bytes', 'gauge')
  readonly #read = series('read-bytes', 'bytes', 'counter')
  readonly #written = series('written-bytes', 'bytes', 'counter')
  readonly #majorFaults = series('major-faults', 'count', 'counter')
  readonly #gil = series('gil', 'share', 'gauge')
  #readings = 0
  #minorFaults = 0
  #lastMajorFaults = 0

  constructor(pid: number) {
    this.#pid = pid
    this.#statm = tryOpen(`/proc/${pid}/statm`)
    this.#stat = tryOpen(`/proc/${pid}/stat`)
    this.#io = tryOpen(`/proc/${pid}/io`)
  }

  /** Takes one point of the timelines that are due. `gil` is the share of the time since the last point in which the lock was held,
   *  NaN unknown. */
  read(time: number, gil: number): void {
    const statm = tryRead(this.#statm)
    const pages = Number(statm.split(' ', 2)[1] ?? 0)
    // A zombie has no memory any more: that is no measurement.
    if (pages > 0) {
      this.lastRss = pages * PAGE
      push(this.#rss, time, this.lastRss)
    }
    if (this.#readings++ % SELDOM === 0) this.#readTraffic(time)
    this.lastGil = gil
    if (!Number.isNaN(gil)) push(this.#gil, time, gil)
  }

  #readTraffic(time: number): void {
    const io = tryRead(this.#io)
    if (io !== '') {
      push(this.#read, time, Number(/^read_bytes: (\d+)/m.exec(io)?.[1] ?? 0))
      push(this.#written, time, Number(/^write_bytes: (\d+)/m.exec(io)?.[1] ?? 0))
    }
    const stat = tryRead(this.#stat)
    if (stat !== '') {
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ', 10)
      this.#minorFaults = Number(fields[7])
      this.#lastMajorFaults = Number(fields[9])
      push(this.#majorFaults, time, this.#lastMajorFaults)
    }
  }

  /** Reads the totals; to be repeated now and then, since they are gone with the process. */
  readCounters(): void {
    const status = readProcText(`/proc/${this.#pid}/status`)
    const field = (name: string) =>
      Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(status ?? '')?.[1] ?? Number.NaN)
    const peakRss = field('VmHWM') * 1024
    // A zombie has no memory any more: its last living figures stand.
    if (status === null || Number.isNaN(peakRss)) return
    this.counters = {
      peakRss,
      minorFaults: this.#minorFaults,
      majorFaults: this.#lastMajorFaults,
      voluntarySwitches: field('voluntary_ctxt_switches'),
      involuntarySwitches: field('nonvoluntary_ctxt_switches'),
    }
  }

  /** The timelines that have points. */
  finish(process: number, time: number): Timeline[] {
    this.#readTraffic(time)
    for (const file of [this.#statm, this.#stat, this.#io]) if (file >= 0) closeSync(file)
    return [this.#rss, this.#read, this.#written, this.#majorFaults, this.#gil]
      .filter(({ time }) => time.length > 0)
      .map(({ name, unit, kind, time, value }) => ({
        name,
        unit,
        kind,
        process,
        points: { length: time.length, time: time.finish(), value: value.finish() },
      }))
  }
}

function series(name: string, unit: string, kind: Timeline['kind']): Series {
  return { name, unit, kind, time: growableFloat64(), value: growableFloat64() }
}

function push({ time, value }: Series, at: number, amount: number): void {
  time.push(at)
  value.push(amount)
}

function tryOpen(path: string): number {
  try {
    return openSync(path, 'r')
  } catch {
    return -1
  }
}

function tryRead(file: number): string {
  if (file < 0) return ''
  try {
    return BUFFER.toString('latin1', 0, readSync(file, BUFFER, 0, BUFFER.length, 0))
  } catch {
    return ''
  }
}
