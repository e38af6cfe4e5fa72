import { closeSync, openSync, readSync } from 'node:fs'
import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import type { Timeline } from '../../model/recording.ts'
import { ValueSeries } from './value-series.ts'

const BUFFER = Buffer.alloc(8192)
const KIBIBYTE = 1024
/** Size of a page; the same on every machine that can run here (Linux on x86-64; 4 KiB kernels on aarch64). */
const PAGE = 4096

/**
 * Memory of one process on the recording's clock. `read` takes the kernel's `status`, some 7 µs whatever the size: what is
 * resident, and VmHWM, the most that ever was. `readDetails` takes `smaps_rollup`, for which the kernel walks all pages (0.5 ms
 * of a small process, 34 ms of 4 GB) while it holds the lock of the process's map. Both files are kept open.
 */
export class ProcessMemory {
  /** Resident bytes, and the kernel's peak, at the last reading; 0 before the first. */
  rss = DOUBLE_ZERO
  peak = DOUBLE_ZERO
  /** Time of the last reading, ns. */
  readAt = DOUBLE_ZERO
  readonly #statm: number
  readonly #status: number
  readonly #rollup: number
  readonly #rss = new ValueSeries('rss')
  readonly #peak = new ValueSeries('peak-rss')
  readonly #pss = new ValueSeries('pss')
  readonly #uss = new ValueSeries('uss')
  readonly #swap = new ValueSeries('swap')

  constructor(pid: number) {
    this.#statm = tryOpen(`/proc/${pid}/statm`)
    this.#status = tryOpen(`/proc/${pid}/status`)
    this.#rollup = tryOpen(`/proc/${pid}/smaps_rollup`)
  }

  /** Takes one reading. False where the process has no memory any more: it has ended. */
  read(time: number): boolean {
    const length = tryRead(this.#status)
    const peak = kibibytes('VmHWM:', length)
    const rss = kibibytes('VmRSS:', length)
    if (peak < 0 || rss < 0) return false
    this.rss = rss
    this.peak = peak
    this.readAt = time
    this.#rss.push(time, rss)
    this.#peak.push(time, peak)
    return true
  }

  /** What is resident at this moment, in bytes, at a third of what `read` costs; 0 where the process has no memory any more. */
  resident(): number {
    const length = tryRead(this.#statm)
    let at = BUFFER.indexOf(32) + 1
    if (length <= 0 || at === 0) return 0
    let pages = DOUBLE_ZERO
    for (; at < length && BUFFER[at]! >= 48 && BUFFER[at]! <= 57; at++)
      pages = 10 * pages + (BUFFER[at]! - 48)
    return pages * PAGE
  }

  /** Takes one reading of what is costly: memory shared out among those who share it, what is the process's alone, and what is in
   *  the swap. False where it may not be read. */
  readDetails(time: number): boolean {
    const length = tryRead(this.#rollup)
    const pss = kibibytes('Pss:', length)
    if (pss < 0) return false
    this.#pss.push(time, pss)
    this.#uss.push(time, kibibytes('Private_Clean:', length) + kibibytes('Private_Dirty:', length))
    this.#swap.push(time, Math.max(0, kibibytes('Swap:', length)))
    return true
  }

  /** Lets go of the kernel's files and gives the timelines that have points. */
  finish(process: number): Timeline[] {
    for (const file of [this.#statm, this.#status, this.#rollup]) if (file >= 0) closeSync(file)
    return [this.#rss, this.#peak, this.#pss, this.#uss, this.#swap]
      .map(series => series.finish(process))
      .filter(timeline => timeline !== null)
  }
}

/** The figure behind a name at the start of a line of the buffer, in bytes; -1 where it is not there. */
function kibibytes(name: string, length: number): number {
  if (length <= 0) return -1
  const found = BUFFER.indexOf(`\n${name}`, 0, 'latin1')
  if (found === -1 || found >= length) return -1
  let at = found + 1 + name.length
  while (BUFFER[at] === 32 || BUFFER[at] === 9) at++
  let value = DOUBLE_ZERO
  for (; at < length && BUFFER[at]! >= 48 && BUFFER[at]! <= 57; at++) value = 10 * value + (BUFFER[at]! - 48)
  return value * KIBIBYTE
}

function tryOpen(path: string): number {
  try {
    return openSync(path, 'r')
  } catch {
    return -1
  }
}

function tryRead(file: number): number {
  if (file < 0) return -1
  try {
    return readSync(file, BUFFER, 0, BUFFER.length, 0)
  } catch {
    return -1
  }
}
