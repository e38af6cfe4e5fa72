import { FormatError } from '../../base/errors.ts'
import { type Recording, type Timeline, warn } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { TIMELINE_POINTS } from '../../model/tables.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { titleOf } from '../importing/title.ts'
import type { ParsedFrames } from '../importing/valgrind-frames.ts'
import { Warnings } from '../importing/warnings.ts'
import { SnapshotTree } from './snapshot-tree.ts'

const FORMAT = 'massif'

/** The lines of memory over time, by their keys in the file. */
const SERIES = [
  { key: 'mem_heap_B', name: 'heap' },
  { key: 'mem_heap_extra_B', name: 'heap-extra' },
  { key: 'mem_stacks_B', name: 'stacks' },
] as const

const UNITS: Readonly<Record<string, { readonly name: string; readonly nanoseconds: number }>> = {
  ms: { name: 'milliseconds', nanoseconds: 1e6 },
  s: { name: 'seconds', nanoseconds: 1e9 },
  i: { name: 'instructions', nanoseconds: 1 },
  B: { name: 'bytes allocated', nanoseconds: 1 },
}

/**
 * Reads what Massif wrote. The first recording has memory over time and where it was allocated at the peak; each other moment of
 * which the file says that is a recording of its own. Streamed.
 * Source: Valgrind's massif/ms_main.c (3.3 to 3.25). @throws FormatError when there is no snapshot.
 */
export async function readMassif(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  const reader = new MassifReader(input.name)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(input.chunks(), {
    format: FORMAT,
    onProgress: options.onProgress,
    handle: (bytes, start, end, line) => reader.read(decoder.decode(bytes.subarray(start, end)), line),
  })
  return reader.finish()
}

/** Where memory was allocated at one moment. */
interface MomentTree {
  readonly name: string
  readonly isPeak: boolean
  readonly tree: SnapshotTree
}

class MassifReader {
  readonly #file: string | null
  readonly #warnings = new Warnings()
  readonly #header = new Map<string, string>()
  readonly #times: number[] = []
  readonly #values: number[][] = SERIES.map(() => [])
  readonly #trees: MomentTree[] = []
  readonly #parsed: ParsedFrames = new Map()
  #snapshot: string | null = null
  #tree: SnapshotTree | null = null

  constructor(file: string | null) {
    this.#file = file
  }

  read(text: string, line: number): void {
    if (text.trim() === '' || text.startsWith('#')) return
    if (/^ *n\d+: /.test(text)) {
      if (this.#tree?.add(text) !== true) this.#warnings.atLine('unknown-lines', UNKNOWN_LINES, line)
      return
    }
    const found = /^(\w+)(?:=|: ?)(.*)$/.exec(text)
    if (found === null || !this.#set(found[1]!, found[2]!.trim())) {
      this.#warnings.atLine('unknown-lines', UNKNOWN_LINES, line)
    }
  }

  finish(): Recording[] {
    if (this.#times.length === 0) {
      throw new FormatError(FORMAT, 'expected snapshots ("snapshot=0"), found none', { line: 1 })
    }
    const title = titleOf(this.#file, 'massif snapshots')
    // The tree of the peak goes with the memory over time; of a file whose peak has none that with the most.
    const main =
      this.#trees.findLast(({ isPeak }) => isPeak) ??
      this.#trees.reduce<MomentTree | undefined>(
        (most, one) => (most !== undefined && most.tree.bytes >= one.tree.bytes ? most : one),
        undefined,
      )
    const shared = new SharedBuilder()
    const first = this.#recording(title, {
      shared,
      stacks: main?.tree.finish(FORMAT, shared, main.isPeak) ?? null,
      timelines: this.#timelines(),
      snapshot: main?.name ?? null,
    })
    const others = this.#trees.filter(tree => tree !== main)
    return [
      first,
      ...others.map(({ name, tree }) => {
        const own = new SharedBuilder()
        const stacks = tree.finish(FORMAT, own, false)
        return this.#recording(`${title} ${name}`, { shared: own, stacks, timelines: [], snapshot: name })
      }),
    ]
  }

  #set(key: string, value: string): boolean {
    const series = SERIES.findIndex(({ key: own }) => own === key)
    const number = /^\d{1,20}(?:\.\d+)?$/.test(value) ? Number(value) : Number.NaN
    if (key === 'snapshot') {
      this.#snapshot = value
      this.#tree = null
    } else if (key === 'time') {
      // Massif's clock does not go back.
      this.#times.push(
        Math.max(this.#times.at(-1) ?? 0, Number.isNaN(number) ? 0 : number * this.#unit().nanoseconds),
      )
      for (const values of this.#values) values.push(0)
    } else if (series !== -1) {
      const values = this.#values[series]!
      if (values.length > 0 && !Number.isNaN(number)) values[values.length - 1] = number
    } else if (key === 'heap_tree') {
      if (value === 'detailed' || value === 'peak') this.#beginTree(value)
    } else if (key === 'desc' || key === 'cmd' || key === 'time_unit') {
      this.#header.set(key, value)
    } else return false
    return series === -1 || !Number.isNaN(number)
  }

  #beginTree(kind: string): void {
    const name = `snapshot ${this.#snapshot ?? this.#times.length}${kind === 'peak' ? ' (peak)' : ''}`
    this.#tree = new SnapshotTree(this.#parsed)
    this.#trees.push({ name, isPeak: kind === 'peak', tree: this.#tree })
  }

  #unit(): { readonly name: string; readonly nanoseconds: number } {
    const unit = this.#header.get('time_unit') ?? 'i'
    return UNITS[unit] ?? { name: unit, nanoseconds: 1 }
  }

  #timelines(): Timeline[] {
    return SERIES.flatMap(({ name }, k) => {
      const values = this.#values[k]!
      if (k > 0 && values.every(value => value === 0)) return []
      const points = tableBuilder(TIMELINE_POINTS)
      for (const [i, time] of this.#times.entries()) points.add({ time, value: values[i]! })
      return [{ name, unit: 'bytes', kind: 'gauge' as const, process: -1, points: points.finish() }]
    })
  }

  #recording(
    name: string,
    {
      snapshot,
      ...parts
    }: Pick<Recording, 'stacks' | 'timelines'> & {
      readonly shared: SharedBuilder
      readonly snapshot: string | null
    },
  ): Recording {
    const command = this.#header.get('cmd') ?? ''
    const { name: timeUnit, nanoseconds } = this.#unit()
    const warnings = this.#warnings.list()
    if (nanoseconds === 1 && parts.timelines.length > 0) {
      const message = `Times are ${timeUnit}, shown as if each were a nanosecond.`
      warnings.push(warn('time-unit', message))
    }
    return importedRecording(
      { format: FORMAT, file: this.#file },
      {
        name,
        recorder: {
          name: 'massif',
          mode: 'heap',
          settings: { timeUnit, options: this.#header.get('desc') ?? '', snapshot },
        },
        command: command === '' ? [] : [command],
        duration: nanoseconds === 1 ? null : (this.#times.at(-1) ?? null),
        warnings,
      },
      parts,
    )
  }
}

const UNKNOWN_LINES = 'Lines that are none of the format were left out.'
