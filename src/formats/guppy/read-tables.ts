import { newSnapshot, type Snapshot } from './snapshot.ts'

const WHOLE =
  /^(?:Partition of a set|Set) of (-?\d{1,15}) (?:.* )?objects?\. Total size = (-?\d{1,15}) bytes\.$/
const HEADER = /^ Index +(Count +% +)?Size +% +Cumulative +% +(.*)$/
/** Index, count, share, size, share, sum, share, kind. */
const PARTITION_ROW = /^ *\d+ +(-?\d{1,15}) +-?\d+ +(-?\d{1,15}) +-?\d+ +-?\d+ +-?\d+ +(\S.*)$/
/** Index, size, share, sum, share, object. */
const OBJECT_ROW = /^ *\d+ +(-?\d{1,15}) +-?[\d.]+ +-?\d+ +-?[\d.]+ +(\S.*)$/
const MORE = /^<\d+ more rows?\./

/** Reads printed tables line by line. */
export class TableReader {
  readonly #snapshots: Snapshot[]
  #open: Snapshot | null = null
  /** What the rows of the table are, null before its header. */
  #rows: 'kinds' | 'objects' | null = null

  constructor(snapshots: Snapshot[]) {
    this.#snapshots = snapshots
  }

  /** Whether the line is of a table. */
  line(text: string): boolean {
    const whole = WHOLE.exec(text)
    if (whole !== null) {
      this.#open = newSnapshot()
      this.#open.objects = Number(whole[1])
      this.#open.size = Number(whole[2])
      this.#rows = null
      this.#snapshots.push(this.#open)
      return true
    }
    const header = HEADER.exec(text)
    if (header !== null && this.#open !== null) {
      // The rows that `_.more` prints have a header of their own and are of the same heap.
      this.#rows = header[1] === undefined ? 'objects' : 'kinds'
      this.#open.header = header[2]!
      return true
    }
    if (this.#open === null || this.#rows === null) return false
    return this.#row(text, this.#open) || MORE.test(text)
  }

  #row(text: string, { rows }: Snapshot): boolean {
    if (this.#rows === 'kinds') {
      const row = PARTITION_ROW.exec(text)
      if (row !== null) {
        rows.push({ objects: Number(row[1]), size: Number(row[2]), name: row[3]! })
        return true
      }
    } else {
      const row = OBJECT_ROW.exec(text)
      if (row !== null) {
        rows.push({ objects: 1, size: Number(row[1]), name: row[2]!, isObject: true })
        return true
      }
    }
    // Long kinds go on, indented, on the next line.
    const last = rows.at(-1)
    if (last === undefined || !/^ {20,}\S/.test(text)) return false
    last.name += ` ${text.trim()}`
    return true
  }
}
