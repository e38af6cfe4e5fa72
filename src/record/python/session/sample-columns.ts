import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { RowSink } from './thread-rows.ts'

/** Columns of the sample rows a recorder fills, in the order of `SampleColumns.add`, with their paths in a recording. */
export const SAMPLE_COLUMN_FILES = [
  { path: 'stacks/samples/stack.i32', type: 'i32' },
  { path: 'stacks/samples/thread.i32', type: 'i32' },
  { path: 'stacks/samples/time.f64', type: 'f64' },
  { path: 'stacks/samples/state.u8', type: 'u8' },
  { path: 'stacks/samples/wait.i32', type: 'i32' },
  { path: 'stacks/samples/flags.u8', type: 'u8' },
  { path: 'stacks/weights/0.f64', type: 'f64' },
  { path: 'stacks/weights/1.f64', type: 'f64' },
  { path: 'stacks/weights/2.f64', type: 'f64' },
] as const

export type SampleColumnArray = Int32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Uint8Array<ArrayBuffer>

/** A finished column: blocks in memory, then what lies in a file, then the last block. All little-endian, in order. */
export interface FinishedColumn {
  readonly blocks: readonly SampleColumnArray[]
  /** Path of the spill file, null when there is none, and its entries. */
  readonly file: string | null
  readonly fileLength: number
  readonly last: SampleColumnArray
}

export interface FinishedColumns {
  readonly length: number
  readonly columns: readonly FinishedColumn[]
  /** Folder of the spill files, to be removed by whoever is done with them; null when there is none. */
  readonly folder: string | null
}

/** Small enough that writing one to a file does not delay a tick. */
const BLOCK = 4096
const BLOCKS_IN_MEMORY = 128

/**
 * The rows of a recording under way, in columns of fixed-size blocks: the first {@link BLOCKS_IN_MEMORY} stay in memory
 * (20 MB), the rest goes to temporary files as it comes, so that memory stays bounded however long a recording runs.
 */
export class SampleColumns implements RowSink {
  length = 0
  readonly #blocksInMemory: number
  readonly #parent: string
  readonly #blocks: SampleColumnArray[][] = SAMPLE_COLUMN_FILES.map(() => [])
  #files: number[] = []
  #folder: string | null = null
  #fileLength = 0
  #used = 0
  #stack = new Int32Array(BLOCK)
  #thread = new Int32Array(BLOCK)
  #time = new Float64Array(BLOCK)
  #state = new Uint8Array(BLOCK)
  #wait = new Int32Array(BLOCK)
  #flags = new Uint8Array(BLOCK)
  #wall = new Float64Array(BLOCK)
  #cpu = new Float64Array(BLOCK)
  #samples = new Float64Array(BLOCK)

  constructor(options: { blocksInMemory?: number; folder?: string } = {}) {
    this.#blocksInMemory = options.blocksInMemory ?? BLOCKS_IN_MEMORY
    this.#parent = options.folder ?? tmpdir()
  }

  /** Appends a row. @throws the system's error when a spill file cannot be written (a full disk); the rows before are
   *  sound then and `finish` gives them. */
  add(
    stack: number,
    thread: number,
    time: number,
    state: number,
    wait: number,
    flags: number,
    wall: number,
    cpu: number,
    samples: number,
  ): void {
    if (this.#used === BLOCK) this.#putAway()
    const i = this.#used++
    this.length++
    this.#stack[i] = stack
    this.#thread[i] = thread
    this.#time[i] = time
    this.#state[i] = state
    this.#wait[i] = wait
    this.#flags[i] = flags
    this.#wall[i] = wall
    this.#cpu[i] = cpu
    this.#samples[i] = samples
  }

  /** The columns so far. Nothing may be added afterwards. */
  finish(): FinishedColumns {
    for (const file of this.#files) closeSync(file)
    const current = this.#current()
    const length = this.#blocks[0]!.length * BLOCK + this.#fileLength + this.#used
    return {
      length,
      folder: this.#folder,
      columns: SAMPLE_COLUMN_FILES.map((_, k) => ({
        blocks: this.#blocks[k]!,
        file: this.#folder === null ? null : join(this.#folder, String(k)),
        fileLength: this.#fileLength,
        last: current[k]!.slice(0, this.#used),
      })),
    }
  }

  #current(): SampleColumnArray[] {
    return [
      this.#stack,
      this.#thread,
      this.#time,
      this.#state,
      this.#wait,
      this.#flags,
      this.#wall,
      this.#cpu,
      this.#samples,
    ]
  }

  #putAway(): void {
    if (this.#blocks[0]!.length < this.#blocksInMemory) {
      for (const [k, block] of this.#current().entries()) this.#blocks[k]!.push(block)
      this.#stack = new Int32Array(BLOCK)
      this.#thread = new Int32Array(BLOCK)
      this.#time = new Float64Array(BLOCK)
      this.#state = new Uint8Array(BLOCK)
      this.#wait = new Int32Array(BLOCK)
      this.#flags = new Uint8Array(BLOCK)
      this.#wall = new Float64Array(BLOCK)
      this.#cpu = new Float64Array(BLOCK)
      this.#samples = new Float64Array(BLOCK)
    } else {
      this.#spill()
    }
    this.#used = 0
  }

  #spill(): void {
    if (this.#folder === null) {
      const folder = mkdtempSync(join(this.#parent, 'pyrometer-'))
      this.#folder = folder
      this.#files = SAMPLE_COLUMN_FILES.map((_, k) => openSync(join(folder, String(k)), 'wx'))
    }
    // Every column at the same row: a block that does not fit is cut off again by `fileLength`.
    for (const [k, block] of this.#current().entries()) writeWhole(this.#files[k]!, block)
    this.#fileLength += BLOCK
  }
}

/** Removes spill files. Never fails: a temporary folder that stays behind is no reason to lose a recording. */
export function removeSpillFolder(folder: string | null): void {
  if (folder !== null) rmSync(folder, { recursive: true, force: true })
}

function writeWhole(file: number, block: SampleColumnArray): void {
  const bytes = new Uint8Array(block.buffer)
  for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at)
}
