import { newSnapshot, type Snapshot } from './snapshot.ts'

const ROW = /^\.r: (-?\d{1,15}) (-?\d{1,15}) (.*)$/
const FIELD = /^\.(\w+): (.*)$/

/** Reads files of statistics line by line: fields that begin with a dot. */
export class StatisticsReader {
  readonly #snapshots: Snapshot[]
  #open: Snapshot | null = null

  constructor(snapshots: Snapshot[]) {
    this.#snapshots = snapshots
  }

  /** Whether the line is of statistics. */
  line(text: string): boolean {
    if (!text.startsWith('.')) return false
    if (text.startsWith('.loader: ')) {
      this.#open = newSnapshot()
      this.#snapshots.push(this.#open)
      return true
    }
    const open = this.#open
    if (open === null) return false
    const row = ROW.exec(text)
    if (row !== null) {
      open.rows.push({ objects: Number(row[1]), size: Number(row[2]), name: row[3]! })
      return true
    }
    const [, field, value = ''] = FIELD.exec(text) ?? []
    if (field === 'timemade') open.time = Number(value)
    else if (field === 'count') open.objects = whole(value)
    else if (field === 'size') open.size = whole(value)
    else if (field === 'kindheader') open.header = value
    else if (field === 'end') this.#open = null
    return field !== undefined
  }
}

function whole(text: string): number {
  return /^-?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
}
