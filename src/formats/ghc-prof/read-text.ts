import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { IndentedRows } from '../decoding/text/indented-rows.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { frameOf } from './cost-centres.ts'
import { type GhcColumns, parseHeader, parseRow } from './parse-row.ts'
import { ESTIMATED_TYPES, EXACT_TYPES } from './value-types.ts'

const FORMAT = 'ghc-prof'

const TITLE = /^\s*(.*?)\s+Time and Allocation Profiling Report/
const TIME = /^\s*total time\s*=\s*([\d.]+) secs(?:\s*\((\d+) ticks @ (\d+) us)?/
const ALLOC = /^\s*total alloc\s*=\s*([\d,]+) bytes/

interface Totals {
  date: string
  command: string
  seconds: number
  ticks: number
  /** Microseconds of a tick. */
  interval: number
  bytes: number
}

/**
 * Reads the text of `+RTS -p` and `-P`: the tree of cost centres. With -P ticks and bytes are exact; without, they are
 * worked out from percentages with one decimal. Source: GHC rts/ProfilerReport.c (7.0 to 9.8). @throws FormatError.
 */
export async function readGhcText(
  bytes: Uint8Array,
  { name, onProgress }: { name: string | null; onProgress?: (bytesRead: number) => void },
): Promise<Recording> {
  const totals: Totals = {
    date: '',
    command: '',
    seconds: Number.NaN,
    ticks: Number.NaN,
    interval: 1000,
    bytes: Number.NaN,
  }
  const tree = new CostTree()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine([bytes], {
    format: FORMAT,
    onProgress,
    handle(lineBytes, start, end, line) {
      const text = decoder.decode(lineBytes.subarray(start, Math.min(end, start + 100_000)))
      if (!tree.add(text, line)) readTotals(text, totals)
    },
  })
  if (!tree.hasHeader) {
    throw new FormatError(
      FORMAT,
      'expected the columns COST CENTRE, MODULE, no., entries, %time, found none',
      { line: 1 },
    )
  }
  return tree.finish(totals, name)
}

function readTotals(text: string, totals: Totals): void {
  const title = text.length < 1000 ? TITLE.exec(text) : null
  const time = TIME.exec(text)
  const alloc = ALLOC.exec(text)
  if (title !== null) totals.date = title[1]!
  else if (time !== null) {
    totals.seconds = Number(time[1])
    totals.ticks = Number(time[2] ?? Number.NaN)
    totals.interval = Number(time[3] ?? 1000)
  } else if (alloc !== null) totals.bytes = Number(alloc[1]!.replaceAll(',', ''))
  else if (totals.command === '' && /^\t\s*\S/.test(text)) totals.command = text.trim()
}

/** The tree of cost centres while it is read. */
class CostTree {
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #rows = new IndentedRows()
  readonly #stacks: number[] = []
  readonly #figures: (readonly [
    time: number,
    alloc: number,
    ticks: number,
    bytes: number,
    entries: number,
  ])[] = []
  #columns: GhcColumns | null = null

  get hasHeader(): boolean {
    return this.#columns !== null
  }

  /** Takes a line; false when it belongs to no tree. */
  add(text: string, line: number): boolean {
    const header = parseHeader(text)
    if (header !== null) {
      this.#columns = header
      this.#rows.clear()
      return true
    }
    if (this.#columns === null) return false
    if (text.trim() === '') return true
    const row = parseRow(text, this.#columns)
    if (row === null) {
      this.#warnings.atLine(
        'unreadable-lines',
        'Rows of the tree that could not be read were left out.',
        line,
      )
      return true
    }
    const parent = this.#rows.parentOf(this.#stacks.length, row.indent)
    assertDepth(FORMAT, this.#rows.depth)
    this.#stacks.push(
      this.#shared.stack(parent === -1 ? -1 : this.#stacks[parent]!, frameOf(row, this.#shared)),
    )
    assertStackCount(FORMAT, this.#stacks.length)
    this.#figures.push([row.time, row.alloc, row.ticks, row.bytes, row.entries])
    return true
  }

  finish({ date, command, seconds, ticks, interval, bytes }: Totals, file: string | null): Recording {
    const isExact = this.#figures.length > 0 && this.#figures.every(row => !Number.isNaN(row[2]))
    const part = new StacksBuilder(isExact ? EXACT_TYPES : ESTIMATED_TYPES)
    const allTicks = Number.isNaN(ticks) ? (Number.isNaN(seconds) ? 100 : (seconds * 1e6) / interval) : ticks
    const allBytes = Number.isNaN(bytes) ? 100 : bytes
    for (const [i, stack] of this.#stacks.entries()) {
      const [time, alloc, ownTicks, ownBytes, entries] = this.#figures[i]!
      const count = isExact ? ownTicks : (time * allTicks) / 100
      part.add({ stack }, [
        count * interval * 1000,
        count,
        isExact ? ownBytes : (alloc * allBytes) / 100,
        entries,
      ])
    }
    return importedRecording(
      { format: FORMAT, file },
      {
        command: command === '' ? [] : command.split(/\s+/),
        duration: Number.isNaN(seconds) ? null : Math.round(seconds * 1e9),
        recorder: {
          name: 'GHC',
          mode: 'sample',
          settings: {
            tickInterval: interval * 1000,
            ...(Number.isNaN(ticks) ? {} : { ticks }),
            ...(Number.isNaN(bytes) ? {} : { allocatedBytes: bytes }),
            ...(date === '' ? {} : { date }),
          },
        },
        warnings: this.#warnings.list(),
      },
      { shared: this.#shared, stacks: part.finish(false) },
    )
  }
}
