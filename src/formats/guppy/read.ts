import { FormatError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { heapRecording } from '../importing/heap-types.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { StatisticsReader } from './read-statistics.ts'
import { TableReader } from './read-tables.ts'
import { heapOf, type Snapshot, typesOf } from './snapshot.ts'

const FORMAT = 'guppy'

/**
 * Reads heapy's statistics (`.hpy`, one or several after each other) and the tables that it prints: a recording a heap, a
 * row a kind with bytes and objects. Rows that a table does not print are one row, `[more rows]`. Lines that belong to
 * neither are left out and counted in a warning. O(size). @throws FormatError when there is no heap.
 */
export async function readGuppy(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const snapshots: Snapshot[] = []
  const statistics = new StatisticsReader(snapshots)
  const tables = new TableReader(snapshots)
  const warnings = new Warnings()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle(bytes, start, end, line) {
      const text = decoder.decode(bytes.subarray(start, end))
      if (statistics.line(text) || tables.line(text) || text.trim() === '') return
      warnings.atLine('unreadable-lines', 'Lines that are no part of a heap were left out.', line)
    },
  })
  if (snapshots.length === 0) {
    throw new FormatError(
      FORMAT,
      'expected ".loader: _load_stat" or "Partition of a set of … objects", found neither',
    )
  }
  const title = titleOf(input.name, 'heap')
  const list = warnings.list()
  return snapshots.map((snapshot, i) => {
    const name = snapshots.length === 1 ? title : `${title} ${i + 1}`
    const shared = new SharedBuilder()
    const types = typesOf(snapshot)
    const objects = new Set(snapshot.rows.filter(row => row.isObject === true).map(row => row.name))
    return heapRecording(
      { format: FORMAT, file: input.name },
      { shared, types, heap: heapOf(types, { shared, name, objects }) },
      {
        name,
        startTime: startTimeOf(snapshot.time),
        recorder: { name: 'heapy', mode: 'heap', settings: { rows: snapshot.header } },
        warnings: i === 0 ? list : [],
      },
    )
  })
}

function startTimeOf(seconds: number): string | null {
  return seconds > 0 && seconds < 1e11 ? String(BigInt(Math.round(1e6 * seconds)) * 1000n) : null
}
