import { closeSync, openSync, readSync } from 'node:fs'
import { DOUBLE_ZERO } from '../../base/double-zero.ts'
import { syscallName } from './syscall-names.ts'

/** What one read of a thread's processor account found. */
export const ClockResult = {
  /** The thread has not been on or off a processor since the last read. */
  unchanged: 0,
  changed: 1,
  /** The thread is gone. */
  gone: 2,
} as const

/** What the kernel says a thread is doing. */
export const ThreadActivity = {
  /** On a processor, or waiting for one. */
  runs: 0,
  blocked: 1,
  stopped: 2,
  gone: 3,
} as const

const BUFFER = Buffer.alloc(1024)
const SPACE = 32
const NEWLINE = 10
const LETTER_R = 114
const NANOSECONDS_PER_TICK = 1e7

/**
 * The kernel's view of one thread, from files of /proc/PID/task/TID kept open: a read costs 1 to 4 µs and allocates
 * nothing. `schedstat` (on-CPU ns, run-queue wait ns, time slices) is the cheapest and tells by itself whether a
 * blocked thread has run; the kernel brings a running thread's figures up to date only at its own ticks.
 */
export class ThreadProbe {
  readonly tid: number
  /** On-CPU time in ns at the last read. */
  cpu = DOUBLE_ZERO
  /** Time spent runnable without a processor, ns, at the last read. */
  delay = DOUBLE_ZERO
  /** Number of the system call the thread is blocked in, -1 none or unknown; and its first argument. */
  syscall = -1
  argument = 0
  readonly #folder: string
  readonly #schedstat: number
  #stat = -2
  #syscallFile = -2
  #wchan = -2
  #slices = -1
  readonly #waitNames = new Map<number, string>()

  /** @throws the system's error when the thread is gone or files run out. */
  constructor(pid: number, tid: number) {
    this.tid = tid
    this.#folder = `/proc/${pid}/task/${tid}`
    this.#schedstat = tryOpen(`${this.#folder}/schedstat`)
    if (this.#schedstat < 0) {
      this.#stat = openSync(`${this.#folder}/stat`, 'r')
    }
  }

  /** Reads the processor account; returns a ClockResult. */
  readClock(): number {
    if (this.#schedstat < 0) return this.#readStatClock()
    const length = tryRead(this.#schedstat)
    if (length <= 0) return ClockResult.gone
    const cpu = parseNumber(0)
    const delay = parseNumber(parsedTo + 1)
    const slices = parseNumber(parsedTo + 1)
    if (cpu === this.cpu && slices === this.#slices && delay === this.delay) return ClockResult.unchanged
    this.cpu = cpu
    this.delay = delay
    this.#slices = slices
    return ClockResult.changed
  }

  /** Reads the thread's state; returns a ThreadActivity. For a thread that runs `syscall` says no more than that, at a
   *  quarter of what `stat` costs the kernel. */
  readActivity(): number {
    if (this.#readSyscallFile() > 0 && BUFFER[0] === LETTER_R) return ThreadActivity.runs
    if (this.#stat === -2) this.#stat = tryOpen(`${this.#folder}/stat`)
    const length = this.#stat < 0 ? 0 : tryRead(this.#stat)
    if (length <= 0) return ThreadActivity.gone
    const letter = String.fromCharCode(BUFFER[BUFFER.lastIndexOf(41, length - 1) + 2]!)
    if (letter === 'R') return ThreadActivity.runs
    if (letter === 'T' || letter === 't') return ThreadActivity.stopped
    return letter === 'Z' || letter === 'X' ? ThreadActivity.gone : ThreadActivity.blocked
  }

  /** Reads what the thread is blocked in: sets `syscall` and `argument`. */
  readSyscall(): void {
    this.syscall = -1
    this.argument = 0
    const length = this.#readSyscallFile()
    if (length <= 0 || BUFFER[0]! < 48 || BUFFER[0]! > 57) return
    this.syscall = parseNumber(0)
    this.argument = parseHex(parsedTo + 3, length)
  }

  #readSyscallFile(): number {
    if (this.#syscallFile === -2) this.#syscallFile = tryOpen(`${this.#folder}/syscall`)
    return this.#syscallFile < 0 ? 0 : tryRead(this.#syscallFile)
  }

  /** What the thread is blocked in, for people: the system call's name, else the kernel function it waits in. */
  waitName(): string | null {
    if (this.syscall >= 0) {
      let name = this.#waitNames.get(this.syscall)
      if (name === undefined) {
        name = syscallName(this.syscall)
        this.#waitNames.set(this.syscall, name)
      }
      return name
    }
    if (this.#wchan === -2) this.#wchan = tryOpen(`${this.#folder}/wchan`)
    const length = this.#wchan < 0 ? 0 : tryRead(this.#wchan)
    return length <= 0 || (length === 1 && BUFFER[0] === 48) ? null : BUFFER.toString('latin1', 0, length)
  }

  close(): void {
    for (const file of [this.#schedstat, this.#stat, this.#syscallFile, this.#wchan]) {
      if (file >= 0) closeSync(file)
    }
  }

  /** Where the kernel was built without schedstat: user and system time in ticks of 10 ms. */
  #readStatClock(): number {
    const length = tryRead(this.#stat)
    if (length <= 0) return ClockResult.gone
    let at = BUFFER.lastIndexOf(41, length - 1) + 2
    for (let field = 3; field < 14; field++) at = BUFFER.indexOf(SPACE, at) + 1
    const user = parseNumber(at)
    const cpu = (user + parseNumber(parsedTo + 1)) * NANOSECONDS_PER_TICK
    // Without the count of time slices "unchanged" would prove nothing.
    this.cpu = cpu
    return ClockResult.changed
  }
}

function tryOpen(path: string): number {
  try {
    return openSync(path, 'r')
  } catch {
    return -1
  }
}

function tryRead(file: number): number {
  try {
    return readSync(file, BUFFER, 0, BUFFER.length, 0)
  } catch {
    return -1
  }
}

let parsedTo = 0

function parseNumber(from: number): number {
  let value = DOUBLE_ZERO
  let at = from
  for (; at < BUFFER.length; at++) {
    const byte = BUFFER[at]!
    if (byte === SPACE || byte === NEWLINE || byte < 48 || byte > 57) break
    value = value * 10 + (byte - 48)
  }
  parsedTo = at
  return value
}

function parseHex(from: number, end: number): number {
  let value = 0
  for (let at = from; at < end; at++) {
    const byte = BUFFER[at]!
    const digit = byte >= 48 && byte <= 57 ? byte - 48 : byte >= 97 && byte <= 102 ? byte - 87 : -1
    if (digit < 0) break
    value = value * 16 + digit
  }
  return value
}
