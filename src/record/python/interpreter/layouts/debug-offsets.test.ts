import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../../base/random.ts'
import { parseDebugOffsets } from './debug-offsets.ts'

function tableOf(name: string): Uint8Array {
  return new Uint8Array(
    readFileSync(new URL(`../../../../../test/fixtures/debug-offsets/${name}.bin`, import.meta.url)),
  )
}

/** What offsetof printed, from the headers the tables were compiled from (see ORIGIN.md). */
const EXPECTED = {
  '3.13': { chunk: 232, code: 200, cachedKeys: 880, dictKeys: 32, compact: 56, stackTop: 64, lock: [8, 16] },
  '3.13t': {
    chunk: 232,
    code: 216,
    cachedKeys: 896,
    dictKeys: 48,
    compact: 72,
    stackTop: 64,
    lock: [16, 24],
  },
  '3.14': { chunk: 232, code: 208, cachedKeys: 880, dictKeys: 32, compact: 56, stackTop: 64, lock: [8, 16] },
  '3.14t': {
    chunk: 232,
    code: 232,
    cachedKeys: 896,
    dictKeys: 48,
    compact: 72,
    stackTop: 64,
    lock: [16, 24],
  },
  '3.15': { chunk: 256, code: 208, cachedKeys: 888, dictKeys: 32, compact: 56, stackTop: 64, lock: [8, 16] },
  '3.15t': {
    chunk: 256,
    code: 232,
    cachedKeys: 904,
    dictKeys: 48,
    compact: 72,
    stackTop: 64,
    lock: [16, 24],
  },
} as const

describe('parseDebugOffsets()', () => {
  for (const [name, expected] of Object.entries(EXPECTED)) {
    it(`reads the table of ${name}`, () => {
      const layout = parseDebugOffsets(tableOf(name))!
      const isFree = name.endsWith('t')
      expect(layout.release).toBe(name.replace('t', ''))
      expect(layout.isFreeThreaded).toBe(isFree)
      expect({
        chunk: layout.thread.chunk,
        code: layout.code.instructions,
        cachedKeys: layout.object.typeCachedKeys,
        dictKeys: layout.dict.keys,
        compact: layout.text.compact,
        stackTop: layout.frame.stackTop,
        lock: [layout.gil.lastHolder, layout.gil.locked],
      }).toEqual(expected)
      expect(layout.dict.values).toBe(layout.dict.keys + 8)
      expect(layout.frame.function).toBe(16)
      expect(layout.thread.frame).toBe(72)
      expect(layout.object.typeBasicSize).toBe(isFree ? 48 : 32)
      expect(layout.object.typeDictOffset).toBe(isFree ? 304 : 288)
      expect(layout.text.kindShift).toBe(isFree && layout.number >= 314 ? 8 : 2)
      expect(layout.frame.tlbcIndex).toBe(isFree && layout.number >= 314 ? 72 : -1)
      expect(layout.gil.enabled).toBe(isFree ? 0 : -1)
    })
  }

  it('reads the first betas of 3.15, whose table lacks one word', () => {
    const table = tableOf('3.15')
    const early = new Uint8Array(table.length - 8)
    early.set(table.subarray(0, 232))
    early.set(table.subarray(240), 232)
    const layout = parseDebugOffsets(early)
    expect(layout?.thread.chunk).toBe(256)
    expect(layout?.code.instructions).toBe(208)
  })

  it('refuses what is no table, a release it does not know and offsets outside their structure', () => {
    expect(parseDebugOffsets(new Uint8Array(1024))).toBeNull()
    expect(parseDebugOffsets(new Uint8Array(3))).toBeNull()
    const newer = tableOf('3.15')
    newer[10] = 16
    expect(parseDebugOffsets(newer)).toBeNull()
    const wild = tableOf('3.14')
    new DataView(wild.buffer).setBigUint64(208, 1n << 40n, true)
    expect(parseDebugOffsets(wild)).toBeNull()
  })

  it('survives mutation', () => {
    const original = tableOf('3.14')
    const random = seededRandom(3)
    for (let round = 0; round < 5000; round++) {
      const bytes = original.slice()
      for (let i = 0; i < 6; i++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      const layout = parseDebugOffsets(bytes.subarray(0, Math.floor(random() * bytes.length) + 200))
      if (layout !== null) expect(layout.frame.size).toBeLessThanOrEqual(1024)
    }
  })
})
