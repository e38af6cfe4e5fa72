import { LimitError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { Warnings } from '../importing/warnings.ts'
import { type Capture, FORMAT, FrameType, forEachFrame, isWhole, textIn } from './capture-frames.ts'

/** Threads that are believed: each costs many times the bytes of the record that names it. */
const MAX_THREADS = 1 << 20

interface ProcessSource {
  command: string
  parent: number | null
  /** Nanoseconds since the start of the recording; NaN unknown. */
  start: number
  end: number
}

/** What a capture says of its processes, wherever it says it. */
export class ProcessSources {
  readonly #byPid = new Map<number, ProcessSource>()

  constructor(capture: Capture, { origin, warnings }: { origin: bigint; warnings: Warnings }) {
    forEachFrame(capture, null, frame => {
      const { type, pid, at, end } = frame
      const time = Number(frame.time - origin)
      if (type === FrameType.process) {
        const command = textIn(capture.bytes, at + 24, end)
        if (command !== '') this.#of(pid).command = command
      } else if (type === FrameType.fork && isWhole(frame, 28, warnings)) {
        const child = this.#of(capture.view.getInt32(at + 24, capture.isLittle))
        child.parent = pid
        child.start = time
      } else if (type === FrameType.exit) this.#of(pid).end = time
    })
  }

  get(pid: number): ProcessSource | null {
    return this.#byPid.get(pid) ?? null
  }

  /** The command of the capture's only process, null where there are none or several. */
  get onlyCommand(): string | null {
    const commands = [...this.#byPid.values()].map(({ command }) => command).filter(command => command !== '')
    return commands.length === 1 ? commands[0]! : null
  }

  #of(pid: number): ProcessSource {
    let process = this.#byPid.get(pid)
    if (process === undefined) {
      process = { command: '', parent: null, start: Number.NaN, end: Number.NaN }
      this.#byPid.set(pid, process)
    }
    return process
  }
}

/** Rows of the processes and threads that a recording has something of. */
export class Owners {
  readonly #shared: SharedBuilder
  readonly #sources: ProcessSources
  readonly #processes = new Map<number, number>()
  readonly #threads = new Map<string, number>()

  constructor(shared: SharedBuilder, sources: ProcessSources) {
    this.#shared = shared
    this.#sources = sources
  }

  /** The row of a process; -1 where the capture names none. */
  process(pid: number): number {
    if (pid < 0) return -1
    let row = this.#processes.get(pid)
    if (row === undefined) {
      const source = this.#sources.get(pid)
      const command = source?.command ?? ''
      row = this.#shared.process({
        pid,
        name: command === '' ? (pid === 0 ? 'Kernel' : `Process ${pid}`) : programOf(command),
        ...(command === '' ? {} : { command }),
        start: source?.start ?? Number.NaN,
        end: source?.end ?? Number.NaN,
      })
      this.#processes.set(pid, row)
    }
    return row
  }

  thread(pid: number, tid: number): number {
    const process = this.process(pid)
    const key = `${pid},${tid}`
    let row = this.#threads.get(key)
    if (row === undefined) {
      if (this.#threads.size >= MAX_THREADS) throw new LimitError(FORMAT, `more than ${MAX_THREADS} threads`)
      // Old versions write -1 for "the main thread" and 0 for "unknown".
      const isMain = tid === pid || tid <= 0
      const name =
        process === -1 ? `Thread ${tid}` : this.#shared.text(this.#shared.processes.columns.name.get(process))
      row = this.#shared.thread({
        process,
        tid: tid > 0 ? tid : pid,
        name: isMain ? name : `Thread ${tid}`,
        isMain: isMain ? 1 : 0,
      })
      this.#threads.set(key, row)
    }
    return row
  }

  /** Fills in the parents that have a row. */
  finish(): void {
    for (const [pid, row] of this.#processes) {
      const parent = this.#sources.get(pid)?.parent ?? null
      const parentRow = parent === null ? undefined : this.#processes.get(parent)
      if (parentRow !== undefined && parentRow !== row) {
        this.#shared.processes.columns.parent.set(row, parentRow)
      }
    }
  }
}

/** The program of a command line: its first word, without folders. */
function programOf(command: string): string {
  const word = command.trim().split(/\s/)[0] ?? ''
  return word.split('/').at(-1) || word || command
}
