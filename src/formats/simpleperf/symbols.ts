import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { partsOfSymbol } from '../perf-script/binary.ts'
import type { ChainEntry, RawFile } from './read-record.ts'

/** Frames by file, symbol and address. Files and their symbols follow after the samples: {@link FrameTable.name} names the
 *  frames once all are known. */
export class FrameTable {
  readonly #shared: SharedBuilder
  readonly #frames = new Map<string, number>()
  readonly #entries: ChainEntry[] = []

  constructor(shared: SharedBuilder) {
    this.#shared = shared
  }

  frame(entry: ChainEntry): number {
    const key = `${entry.file},${entry.symbol},${entry.address}`
    let frame = this.#frames.get(key)
    if (frame === undefined) {
      frame = this.#shared.frames.add({ func: 0, address: entry.address })
      this.#frames.set(key, frame)
      this.#entries.push(entry)
    }
    return frame
  }

  /** Gives every frame its function. Returns how many name a file or a symbol that there is not. */
  name(files: ReadonlyMap<number, RawFile>): number {
    const { columns } = this.#shared.frames
    let missing = 0
    for (const [frame, { address, file: id, symbol, execution }] of this.#entries.entries()) {
      const file = files.get(id)
      const path = file?.path ?? ''
      const name = file?.symbols[symbol]
      if (file === undefined || (symbol >= 0 && name === undefined)) missing++
      const isKnown = path !== '' && path !== 'unknown'
      const lib = isKnown ? this.#shared.lib({ name: path.replace(/^.*\//, ''), path }) : -1
      if (name === undefined || name === '') {
        const own = { name: `0x${address.toString(16)}`, lib, kind: FuncKind.address }
        columns.func.set(frame, this.#shared.func(own))
      } else {
        const { kind } = partsOfSymbol(name, path)
        const mangled = file?.mangled[symbol]
        const own = { name, lib, kind: execution === 0 ? kind : FuncKind.unknown }
        columns.func.set(
          frame,
          this.#shared.func(
            mangled === undefined || mangled === name ? own : { ...own, systemName: mangled },
          ),
        )
      }
      columns.lib.set(frame, lib)
    }
    return missing
  }
}
