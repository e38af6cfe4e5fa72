import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAny } from '../formats/opening/read-any.ts'
import { assertIntegrity } from '../model/integrity.ts'
import { elfSourceFromBytes } from './elf/elf-source.ts'
import { findSymbols } from './elf/find-symbols.ts'
import { type Elf, parseElf } from './elf/parse-elf.ts'
import { nameFrames } from './name-frames.ts'

const isLinux = process.platform === 'linux'
/** This very program. */
const path = process.execPath
const elf = isLinux ? parseElf(elfSourceFromBytes(new Uint8Array(readFileSync(path)))) : null

async function profile(rows: readonly string[], maps: string) {
  const text = rows.map(row => `1: 10 [ 1: 10] @ ${row}\n`).join('')
  const whole = `${rows.length}: ${10 * rows.length}`
  const file = `heap profile: ${whole} [ ${whole}] @ heapprofile\n${text}\nMAPPED_LIBRARIES:\n${maps}\n`
  return (await readAny(new TextEncoder().encode(file), 'x'))[0]!
}
const MAPPED = 0x5555_0000_0000
const nothing = { find: () => null }
const same = (name: string) => name

describe.skipIf(!isLinux)('nameFrames() (needs Linux)', () => {
  it('names frames by the symbols of their binary, one func for all its addresses', async () => {
    const symbol = findSymbols(elf!, ['node_module_register']).get('node_module_register')
    const segment = elf!.segments.find(
      ({ address, memorySize }) =>
        symbol !== undefined && symbol.address - address < memorySize && symbol.address >= address,
    )
    if (symbol === undefined || segment === undefined || symbol.size < 8) return
    // The segment as it is mapped at an address of the test's choice.
    const page = segment.offset - (segment.offset % 4096)
    const hex = (value: number) => value.toString(16)
    const line = `${hex(MAPPED)}-${hex(MAPPED + segment.fileSize + 4096)} r-xp ${hex(page)} 00:00 1 ${path}`
    const at = (more: number) =>
      `0x${hex(MAPPED + symbol.address - segment.address + segment.offset - page + more)}`
    // Leaves only, which need not stand behind calls.
    const recording = await profile([at(3), at(6)], line)
    const found: string[] = []
    const binaries = {
      find: (binary: { path: string }): Elf => {
        found.push(binary.path)
        return elf!
      },
    }
    const named = nameFrames(recording, binaries, name => name.toUpperCase())
    assertIntegrity(named)
    const { funcs, strings } = named.shared
    expect(found).toEqual([path])
    expect(Array.from(funcs.name, name => strings[name])).toEqual(['NODE_MODULE_REGISTER'])
    expect(strings[funcs.systemName[0]!]).toBe('node_module_register')
    expect([...named.stacks!.weights[1]!]).toEqual([10, 10])
  })

  it('leaves what it cannot name, and says so', async () => {
    const recording = await profile(['0x1010 0x9999'], '1000-2000 r-xp 00000000 00:00 1 /gone/lib.so')
    const named = nameFrames(recording, nothing, same)
    expect(named.shared).toBe(recording.shared)
    expect(named.meta.warnings).toMatchObject([{ code: 'no-symbols', count: 1 }])
    expect(named.meta.warnings[0]!.message).toContain('/gone/lib.so (1)')
    // Told once, however often it is opened.
    expect(nameFrames(named, nothing, same).meta.warnings.length).toBe(1)
  })

  it('takes no binary for another', async () => {
    const callers = Array.from({ length: 20 }, (_, i) => `0x${(0x1011 + 16 * i).toString(16)}`).join(' ')
    const recording = await profile([`0x1003 ${callers}`], `1000-2000 r-xp 00001000 00:00 1 ${path}`)
    const named = nameFrames(recording, { find: () => elf }, same)
    expect(named.meta.warnings[0]!.message).toContain('another version')
  })
})
