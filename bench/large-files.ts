import { closeSync, openSync, writeSync } from 'node:fs'
import type { BenchRow } from './result.ts'
import { mostMegabytes, type ProcessCost } from './run-process.ts'

/** Writes a file as its pieces come; its path. */
export function writePieces(path: string, pieces: Iterable<Uint8Array>): string {
  const file = openSync(path, 'w')
  for (const piece of pieces) writeSync(file, piece)
  closeSync(file)
  return path
}

/** The most memory that runs had, of which `allowed` MB are what the target means. */
export function memoryRow(
  costs: readonly ProcessCost[],
  allowed: number,
  measure = 'the same: largest resident memory',
): BenchRow {
  const most = mostMegabytes(costs)
  return {
    measure,
    ours: `${most.toFixed(0)} MB`,
    peer: null,
    ratio: null,
    target: 'distinct content + 200 MB',
    isReached: most <= allowed,
  }
}
