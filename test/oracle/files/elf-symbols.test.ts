import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readBuildId } from '../../../src/symbols/elf/build-id.ts'
import { addressOfOffset, hasCallBefore } from '../../../src/symbols/elf/call-before.ts'
import { elfSourceFromBytes } from '../../../src/symbols/elf/elf-source.ts'
import { nameAddresses } from '../../../src/symbols/elf/name-addresses.ts'
import { parseElf } from '../../../src/symbols/elf/parse-elf.ts'

const LIBRARIES = [
  '/usr/lib/x86_64-linux-gnu/libc.so.6',
  '/usr/lib/aarch64-linux-gnu/libc.so.6',
  '/lib64/libc.so.6',
]
/** A stripped library; and a program with a .symtab, where there is one. */
const BINARIES = [LIBRARIES.find(existsSync), process.execPath].filter(path => path !== undefined)
const has = (tool: string) => spawnSync(tool, ['--version']).status === 0
const run = (tool: string, args: string[]) =>
  execFileSync(tool, args, {
    encoding: 'utf8',
    maxBuffer: 1 << 30,
    env: { ...process.env, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
const elfOf = (path: string) => parseElf(elfSourceFromBytes(new Uint8Array(readFileSync(path))))

describe.skipIf(process.platform !== 'linux' || !has('readelf'))('symbols (need readelf)', () => {
  it.each(BINARIES)('of %s name the addresses of its functions as readelf does', path => {
    const elf = elfOf(path)
    const rows = [
      ...run('readelf', ['-sW', path]).matchAll(
        /^\s*\d+: ([0-9a-f]{16})\s+(\d+|0x[0-9a-f]+) (?:FUNC|IFUNC|NOTYPE)\s+\w+\s+\w+\s+(\d+) ([^@\s]+)/gm,
      ),
    ].map(([, address, size, , name]) => ({
      start: Number.parseInt(address!, 16),
      size: Number(size),
      name: name!,
    }))
    const some = rows.filter((row, i) => row.size > 0 && i % Math.ceil(rows.length / 800) === 0)
    expect(some.length).toBeGreaterThan(300)
    const addresses = Float64Array.from(
      new Set(some.flatMap(({ start, size }) => [start, start + size - 1])),
    ).sort()
    const names = nameAddresses(elf, addresses)
    const around = rows.toSorted((a, b) => a.start - b.start)
    for (const [i, address] of addresses.entries()) {
      // The innermost of those around it: any of those that begin last.
      const those = around.filter(({ start, size }) => start <= address && address < start + size)
      const last = Math.max(...those.map(({ start }) => start))
      const allowed = those.filter(({ start }) => start === last).map(({ name }) => name)
      expect(allowed, address.toString(16)).toContain(names[i])
    }
  })

  it.each(BINARIES)('of %s: the build-id that readelf prints', path => {
    const printed = /Build ID: ([0-9a-f]+)/.exec(run('readelf', ['-nW', path]))?.[1] ?? null
    expect(readBuildId(elfOf(path))).toBe(printed)
  })
})

describe.skipIf(process.platform !== 'linux' || !has('objdump'))('calls (need objdump)', () => {
  it('stand before the addresses where objdump shows them, and nearly nowhere else', () => {
    const path = BINARIES[0]!
    const elf = elfOf(path)
    const text = run('objdump', ['-d', '--no-show-raw-insn', '--section=.text', path])
    const code = elf.segments.find(({ type, flags }) => type === 1 && (flags & 1) === 1)!
    const instructions = [...text.matchAll(/^ +([0-9a-f]+):\t(\w+)/gm)].map(([, at, word]) => ({
      offset: Number.parseInt(at!, 16) - code.address + code.offset,
      isCall: /^(?:call|bl|blr)$/.test(word!),
    }))
    expect(addressOfOffset(elf, instructions[0]!.offset)).toBe(
      instructions[0]!.offset - code.offset + code.address,
    )
    let others = 0
    let mistaken = 0
    for (const [i, { isCall }] of instructions.entries()) {
      const next = instructions[i + 1]
      if (next === undefined || i % 7 !== 0) continue
      const found = hasCallBefore(elf, next.offset)
      if (isCall) expect(found, next.offset.toString(16)).toBe(true)
      else {
        others++
        if (found === true) mistaken++
      }
    }
    expect(others).toBeGreaterThan(10_000)
    expect(mistaken / others).toBeLessThan(0.05)
  })
})
