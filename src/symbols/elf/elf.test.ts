import { execFileSync } from 'node:child_process'
import { closeSync, existsSync, fstatSync, openSync, readdirSync, readSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { PyrometerError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import { readBuildId } from './build-id.ts'
import { addressOfOffset, hasCallBefore } from './call-before.ts'
import { type ElfSource, elfSourceFromBytes } from './elf-source.ts'
import { findSymbols } from './find-symbols.ts'
import { nameAddresses } from './name-addresses.ts'
import { computeLoadBias, findSection, isElf, parseElf } from './parse-elf.ts'

const NODE = process.execPath
const isLinux = existsSync('/proc/self/exe')
const hasReadelf = isLinux && existsSync('/usr/bin/readelf')

/** A file's bytes, and how many of them were asked for. */
function fileSource(path: string): ElfSource & { asked: number; close: () => void } {
  const fd = openSync(path, 'r')
  const source = {
    size: fstatSync(fd).size,
    asked: 0,
    read: (offset: number, length: number) => {
      source.asked += length
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
    },
    close: () => closeSync(fd),
  }
  return source
}

/** A small binary of this machine with a dynamic symbol table: the C library. */
function libraryPath(): string {
  for (const folder of ['/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu', '/lib64', '/usr/lib64']) {
    const name = existsSync(folder) ? readdirSync(folder).find(file => file === 'libc.so.6') : undefined
    if (name !== undefined) return `${folder}/${name}`
  }
  return ''
}

describe.skipIf(!isLinux)('parseElf() (needs Linux)', () => {
  it('reads the headers of a large binary without reading the binary', () => {
    const source = fileSource(NODE)
    const elf = parseElf(source)
    expect(elf.segments.some(segment => segment.type === 1)).toBe(true)
    expect(source.asked).toBeLessThan(200_000)
    source.close()
  })

  it.skipIf(!hasReadelf)('finds the sections that readelf finds (needs readelf)', () => {
    const source = fileSource(libraryPath())
    const elf = parseElf(source)
    const text = execFileSync('readelf', ['-SW', libraryPath()], { encoding: 'utf8', env: { LC_ALL: 'C' } })
    const expected = [
      ...text.matchAll(/^\s*\[\s*\d+\] (\.\S+)\s+\S+\s+([0-9a-f]{16}) ([0-9a-f]+) ([0-9a-f]+)/gm),
    ]
    expect(expected.length).toBeGreaterThan(10)
    for (const [, name, address, offset, size] of expected) {
      const section = findSection(elf, name!)
      expect([name, section?.address, section?.offset, section?.size]).toEqual([
        name,
        Number.parseInt(address!, 16),
        Number.parseInt(offset!, 16),
        Number.parseInt(size!, 16),
      ])
    }
    source.close()
  })

  it.skipIf(!hasReadelf)('finds symbols where readelf finds them (needs readelf)', () => {
    const source = fileSource(libraryPath())
    const elf = parseElf(source)
    const text = execFileSync('readelf', ['-sW', '--dyn-syms', libraryPath()], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      env: { LC_ALL: 'C' },
    })
    const expected = new Map<string, number>()
    for (const [, address, name] of text.matchAll(
      /^\s*\d+: ([0-9a-f]{16})\s+\S+\s+(?:FUNC|OBJECT)\s+GLOBAL\s+\S+\s+\d+ ([\w]+)@@/gm,
    )) {
      expected.set(name!, Number.parseInt(address!, 16))
    }
    expect(expected.size).toBeGreaterThan(500)
    const names = [...expected.keys()].filter((_, i) => i % 20 === 0)
    const found = findSymbols(elf, [...names, 'no_such_symbol_at_all'])
    expect(found.has('no_such_symbol_at_all')).toBe(false)
    for (const name of names) expect([name, found.get(name)?.address]).toEqual([name, expected.get(name)])
    source.close()
  })
})

/** A file with one section of symbols that names `alpha` and, as the tail of another string, `beta`. */
function tinyElf(): Uint8Array {
  const bytes = new Uint8Array(1024)
  const view = new DataView(bytes.buffer)
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1])
  view.setUint16(16, 3, true)
  view.setUint16(18, 62, true)
  view.setBigUint64(32, 64n, true)
  view.setBigUint64(40, 512n, true)
  view.setUint16(54, 56, true)
  view.setUint16(56, 1, true)
  view.setUint16(58, 64, true)
  view.setUint16(60, 4, true)
  view.setUint16(62, 3, true)
  view.setUint32(64, 1, true)
  view.setBigUint64(64 + 16, 0x10000n, true)
  view.setBigUint64(64 + 48, 0x1000n, true)
  bytes.set(new TextEncoder().encode('\0alpha\0alphabeta\0'), 200)
  const symbol = (at: number, name: number, address: bigint, section: number): void => {
    view.setUint32(at, name, true)
    view.setUint8(at + 4, 2)
    view.setUint16(at + 6, section, true)
    view.setBigUint64(at + 8, address, true)
    view.setBigUint64(at + 16, 8n, true)
  }
  symbol(300 + 24, 1, 0x10010n, 1)
  symbol(300 + 48, 12, 0x10020n, 1)
  symbol(300 + 72, 7, 0n, 0)
  bytes.set(new TextEncoder().encode('\0.dynsym\0.dynstr\0.names\0'), 400)
  const section = (index: number, fields: [number, number, number, number, number, number]): void => {
    const at = 512 + 64 * index
    const [name, type, offset, size, link, entry] = fields
    view.setUint32(at, name, true)
    view.setUint32(at + 4, type, true)
    view.setBigUint64(at + 24, BigInt(offset), true)
    view.setBigUint64(at + 32, BigInt(size), true)
    view.setUint32(at + 40, link, true)
    view.setBigUint64(at + 56, BigInt(entry), true)
  }
  section(1, [1, 11, 300, 96, 2, 24])
  section(2, [9, 3, 200, 17, 0, 0])
  section(3, [17, 3, 400, 24, 0, 0])
  return bytes
}

const NAMES = ['alpha', 'beta', 'alphabeta', 'gamma']

describe('findSymbols()', () => {
  it('finds names that are tails of others, and leaves out undefined symbols', () => {
    const found = findSymbols(parseElf(elfSourceFromBytes(tinyElf())), NAMES)
    expect([...found].map(([name, symbol]) => [name, symbol.address])).toEqual([
      ['alpha', 0x10010],
      ['beta', 0x10020],
    ])
  })

  it('is undone by nameAddresses(), within the sizes of functions', () => {
    const bytes = tinyElf()
    // Functions of a section with code.
    for (const at of [300 + 24, 300 + 48]) bytes[at + 4] = 18
    bytes[512 + 64 + 8] = 4
    const elf = parseElf(elfSourceFromBytes(bytes))
    const addresses = Float64Array.of(0x1000f, 0x10010, 0x10017, 0x10018, 0x10020, 0x10028)
    expect(nameAddresses(elf, addresses)).toEqual([null, 'alpha', 'alpha', null, 'beta', null])
  })

  it('gives what must be added to addresses in a process', () => {
    expect(computeLoadBias(parseElf(elfSourceFromBytes(tinyElf())), 0x7f0000000000)).toBe(
      0x7f0000000000 - 0x10000,
    )
  })
})

describe('parseElf() on broken files', () => {
  it('refuses what is no ELF file and survives truncation at every byte', () => {
    const bytes = tinyElf()
    expect(isElf(bytes)).toBe(true)
    expect(() => parseElf(elfSourceFromBytes(new Uint8Array(0)))).toThrow(/ELF: byte 0: expected/)
    for (let length = 0; length < bytes.length; length += 3) expectNoHarm(bytes.slice(0, length))
  })

  it('survives seeded mutation with bounded work', () => {
    const random = seededRandom(1)
    const original = tinyElf()
    const end = performance.now() + 500
    for (let round = 0; round < 20_000 && performance.now() < end; round++) {
      const bytes = original.slice()
      for (let i = 0; i < 4; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      expectNoHarm(bytes)
    }
  })
})

/** A result or a PyrometerError; never anything else. */
function expectNoHarm(bytes: Uint8Array): void {
  try {
    const elf = parseElf(elfSourceFromBytes(bytes))
    findSymbols(elf, NAMES)
    nameAddresses(elf, Float64Array.of(0x10010, 0x10014, 0x10020, 2 ** 40))
    readBuildId(elf)
    hasCallBefore(elf, addressOfOffset(elf, 300) ?? 0)
  } catch (error) {
    if (!(error instanceof PyrometerError)) throw error
  }
}
