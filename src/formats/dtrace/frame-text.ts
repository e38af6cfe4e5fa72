import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'

const OFFSET = /\+0x[0-9a-f]+$/
const ADDRESS = /^0x[0-9a-f]{1,16}$/
const KERNEL = new Set([
  'unix',
  'genunix',
  'mach_kernel',
  'kernel',
  'kernel.kasan',
  'vmlinux',
  'scsi',
  'zfs',
  'dtrace',
  'fbt',
  'sockfs',
  'ip',
])

/** The frames of a line, the innermost first: `module`function+0x12`, an address, or a function alone. `a->b` is how Java's
 *  agents write that b was inlined into a. */
export function framesOfText(text: string, shared: SharedBuilder): readonly number[] {
  const tick = text.indexOf('`')
  const module = tick > 0 ? text.slice(0, tick) : ''
  const symbol = text.slice(tick > 0 ? tick + 1 : 0).replace(OFFSET, '')
  const lib = module === '' ? -1 : shared.lib({ name: module, path: module })
  if (ADDRESS.test(symbol)) {
    const func = shared.func({ name: symbol, lib, kind: FuncKind.address })
    return [shared.frame({ func, lib, address: BigInt(symbol) })]
  }
  const kind = KERNEL.has(module) ? FuncKind.kernel : module === '' ? FuncKind.unknown : FuncKind.native
  const names = symbol.includes('operator->') ? [symbol] : symbol.split('->').filter(name => name !== '')
  const frames = (names.length === 0 ? ['-'] : names).map((name, i) => {
    return shared.frame({ func: shared.func({ name, lib, kind }), lib, inlined: i > 0 ? 1 : 0 })
  })
  return frames.reverse()
}
