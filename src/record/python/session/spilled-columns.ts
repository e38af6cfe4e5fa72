import { closeSync, openSync, readSync } from 'node:fs'
import type { SpilledColumn } from '../../../model/codec/write.ts'
import type { FinishedColumn, FinishedColumns, SampleColumnArray } from './sample-columns.ts'
import { SAMPLE_COLUMN_FILES } from './sample-columns.ts'

const PIECE = 1 << 18
const MAKE = { i32: Int32Array, f64: Float64Array, u8: Uint8Array } as const

/** Columns small enough to have stayed in memory, each as one array, in the order of SAMPLE_COLUMN_FILES. */
export function joinColumns(finished: FinishedColumns): SampleColumnArray[] {
  return SAMPLE_COLUMN_FILES.map(({ type }, k) => {
    const whole = new MAKE[type](finished.length)
    let at = 0
    for (const block of [...finished.columns[k]!.blocks, finished.columns[k]!.last]) {
      whole.set(block, at)
      at += block.length
    }
    return whole
  })
}

/** Columns that lie in spill files, by their paths in a recording; the `labels` column (none) is made up on the way. */
export function spillColumns(finished: FinishedColumns): Map<string, SpilledColumn> {
  const spilled = new Map<string, SpilledColumn>()
  for (const [k, { path }] of SAMPLE_COLUMN_FILES.entries()) {
    const column = finished.columns[k]!
    spilled.set(path, { length: finished.length, chunks: () => columnChunks(column) })
  }
  spilled.set('stacks/samples/labels.i32', {
    length: finished.length,
    chunks: () => nullChunks(4 * finished.length),
  })
  return spilled
}

function* columnChunks(column: FinishedColumn): Generator<Uint8Array> {
  for (const block of column.blocks) yield bytesOf(block)
  if (column.file !== null) {
    const file = openSync(column.file, 'r')
    try {
      for (let at = 0, end = column.fileLength * column.last.BYTES_PER_ELEMENT; at < end; ) {
        const piece = new Uint8Array(Math.min(PIECE, end - at))
        const read = readSync(file, piece, 0, piece.length, at)
        if (read === 0) throw new Error(`The temporary file ${column.file} was cut short`)
        yield piece.subarray(0, read)
        at += read
      }
    } finally {
      closeSync(file)
    }
  }
  yield bytesOf(column.last)
}

function* nullChunks(bytes: number): Generator<Uint8Array> {
  const piece = new Uint8Array(PIECE).fill(0xff)
  for (let left = bytes; left > 0; left -= PIECE) yield left < PIECE ? piece.subarray(0, left) : piece
}

function bytesOf(block: SampleColumnArray): Uint8Array {
  return new Uint8Array(block.buffer, block.byteOffset, block.byteLength)
}
