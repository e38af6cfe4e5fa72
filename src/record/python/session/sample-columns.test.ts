import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { removeSpillFolder, SAMPLE_COLUMN_FILES, SampleColumns } from './sample-columns.ts'
import { joinColumns, spillColumns } from './spilled-columns.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-test-'))

afterEach(() => {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true })
})

function fill(columns: SampleColumns, rows: number): void {
  for (let i = 0; i < rows; i++) columns.add(i, i % 7, i * 1.5, i % 5, -1, i % 4, i * 2, i * 3, 1)
}

function bytesOf(chunks: Iterable<Uint8Array>): Buffer {
  return Buffer.concat([...chunks])
}

describe('SampleColumns', () => {
  it('keeps a short recording in memory', () => {
    const columns = new SampleColumns({ folder })
    fill(columns, 10_000)
    const finished = columns.finish()
    expect(finished.folder).toBeNull()
    expect(readdirSync(folder)).toEqual([])
    const [stack, , time] = joinColumns(finished)
    expect(stack).toEqual(Int32Array.from({ length: 10_000 }, (_, i) => i))
    expect(time![9999]).toBe(9999 * 1.5)
  })

  it('spills a long one to files and gives the same bytes', () => {
    const rows = 50_001
    const inMemory = new SampleColumns({ folder })
    fill(inMemory, rows)
    const expected = joinColumns(inMemory.finish())
    const columns = new SampleColumns({ folder, blocksInMemory: 2 })
    fill(columns, rows)
    const finished = columns.finish()
    expect(finished.folder).not.toBeNull()
    expect(finished.columns[0]!.blocks.length).toBe(2)
    const spilled = spillColumns(finished)
    for (const [k, { path }] of SAMPLE_COLUMN_FILES.entries()) {
      const column = spilled.get(path)!
      expect(column.length).toBe(rows)
      const whole = expected[k]!
      expect(bytesOf(column.chunks()).equals(Buffer.from(whole.buffer))).toBe(true)
      // The file's checksum is computed in a first pass: a second one must give the same.
      expect(bytesOf(column.chunks()).length).toBe(whole.byteLength)
    }
    const labels = bytesOf(spilled.get('stacks/samples/labels.i32')!.chunks())
    expect(labels.length).toBe(4 * rows)
    expect(labels.every(byte => byte === 0xff)).toBe(true)
    removeSpillFolder(finished.folder)
    expect(existsSync(finished.folder!)).toBe(false)
  })

  it('gives what there was when a spill file cannot be written', () => {
    const gone = join(folder, 'gone')
    const columns = new SampleColumns({ folder: gone, blocksInMemory: 1 })
    expect(() => fill(columns, 20_000)).toThrow('ENOENT')
    const finished = columns.finish()
    expect(finished.length).toBe(8192)
    expect(joinColumns(finished)[0]!.length).toBe(8192)
  })
})
