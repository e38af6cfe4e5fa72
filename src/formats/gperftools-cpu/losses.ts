import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Loss } from '../format.ts'

/** Whether all frames are addresses without a name, or with one that only their binary's symbols gave: then a recording is written
 *  as machine code, else as Java. */
export function hasOnlyAddresses({ shared: { frames, funcs } }: Recording): boolean {
  for (let i = 0; i < frames.length; i++) {
    const func = frames.func[i]!
    const kind = funcs.kind[func]!
    const isOfSymbol = kind === FuncKind.native && funcs.lib[func] !== -1 && funcs.source[func] === -1
    const isPlain = frames.line[i] === -1 && frames.inlined[i] === 0 && frames.lib[i] !== -1
    if (frames.address[i] === 0n) return false
    if (kind !== FuncKind.address && !(isOfSymbol && isPlain)) return false
  }
  return frames.length > 0
}

/** What a CPU profile of gperftools cannot hold of a recording. */
export function lossesOf(recording: Recording): readonly Loss[] {
  const types = recording.stacks?.valueTypes ?? []
  const isCpu = types.length === 2 && types[0]!.name === 'samples' && types[1]!.name === 'cpu'
  const held = hasOnlyAddresses(recording)
    ? (['stacks', 'addresses'] as const)
    : (['stacks', 'lines'] as const)
  return lossesBut(recording, [...held, ...(isCpu ? (['value-types'] as const) : [])])
}
