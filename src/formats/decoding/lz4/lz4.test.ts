import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../../base/random.ts'
import { decodeLz4 } from './decode-frames.ts'
import { XxHash32 } from './xxh32.ts'

const bytesOf = (base64: string) => new Uint8Array(Buffer.from(base64, 'base64'))

/** `memray` thirty times and the bytes from 0 to 255, three times over. */
const CONTENT = Buffer.concat(
  Array(3).fill(
    Buffer.concat([Buffer.from('memray'.repeat(30)), Buffer.from(Array.from({ length: 256 }, (_, i) => i))]),
  ),
)
const BYTES = Buffer.from(Array.from({ length: 256 }, (_, i) => i)).toString('base64')

/** What Python's lz4 4.4.5 makes of it: the head, the only block, what follows. */
const HEADS = {
  'independent blocks, size, block and content checksums': ['BCJNGHxAHAUAAAAAAABD', 'P4E4YAAAAADnXGev'],
  'linked blocks, content checksum': ['BCJNGGRApw==', 'AAAAAOdcZ68='],
  'linked blocks, size': ['BCJNGGhAHAUAAAAAAABK', 'AAAAAA=='],
} as const
const BLOCK = Buffer.concat([
  bytesOf('GAEAAG9tZW1yYXkGAJv/8Q=='),
  bytesOf(BYTES),
  bytesOf('tAH///9TUPv8/f7/'),
])

const FRAMES = Object.entries(HEADS).map(
  ([name, [head, tail]]) =>
    [name, new Uint8Array(Buffer.concat([bytesOf(head), BLOCK, bytesOf(tail)]))] as const,
)

function unpack(bytes: Uint8Array): Buffer {
  return Buffer.concat([...decodeLz4(bytes)])
}

describe('decodeLz4()', () => {
  it.each(FRAMES)('unpacks %s', (_, frame) => expect(unpack(frame).equals(CONTENT)).toBe(true))

  it('unpacks frames after each other and skips what is to be skipped', () => {
    const skipped = Buffer.from([0x53, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3])
    const all = new Uint8Array(Buffer.concat([skipped, FRAMES[0]![1], skipped, FRAMES[1]![1]]))
    expect(unpack(all).length).toBe(2 * CONTENT.length)
  })

  it('keeps what is stored as it is, and matches that reach into the block before', () => {
    const head = bytesOf('BCJNGEBAwA==')
    const stored = Buffer.from([3, 0, 0, 0x80, 97, 98, 99])
    const frame = new Uint8Array(
      Buffer.concat([head, stored, Buffer.from([6, 0, 0, 0, 0x02, 3, 0, 0x20, 120, 121]), Buffer.alloc(4)]),
    )
    expect(unpack(frame).toString()).toBe('abcabcabcxy')
  })

  it('fails with the place where checksums, distances or lengths are wrong', () => {
    const flipped = FRAMES[0]![1].slice()
    flipped[60]! ^= 1
    expect(() => unpack(flipped)).toThrow('a block does not match its checksum')
    const content = FRAMES[1]![1].slice()
    content[60]! ^= 1
    expect(() => unpack(content)).toThrow('the data does not match its checksum')
    const head = FRAMES[1]![1].slice()
    head[4]! ^= 8
    expect(() => unpack(head)).toThrow('expected a head that matches its checksum')
    const far = new Uint8Array(
      Buffer.concat([bytesOf('BCJNGEBAwA=='), Buffer.from([4, 0, 0, 0, 0x10, 97, 9, 0]), Buffer.alloc(4)]),
    )
    expect(() => unpack(far)).toThrow('lz4: byte 15: expected a distance inside what was unpacked')
  })

  it('ends cleanly whatever is cut off or changed', () => {
    const random = seededRandom(3)
    for (let i = 0; i < 3000; i++) {
      const bytes = FRAMES[i % 3]![1].slice(0, random() < 0.3 ? Math.floor(random() * 400) : undefined)
      for (let k = 0; k < 3; k++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      try {
        expect(unpack(bytes).length).toBeLessThan(300_000)
      } catch (error) {
        expect((error as { code?: string }).code, String(error)).toBe('PYRO_FORMAT')
      }
    }
  })
})

describe('XxHash32', () => {
  // Of the reference implementation.
  it.each([
    ['', 0x02cc5d05],
    ['a', 0x550d7456],
    ['abc', 0x32d153ff],
    ['Nobody inspects the spammish repetition', 0xe2293b2f],
  ])('of %j', (text, wanted) => {
    for (const size of [1, 5, 100]) {
      const hash = new XxHash32()
      const bytes = Buffer.from(text)
      for (let at = 0; at < bytes.length; at += size)
        hash.update(new Uint8Array(bytes.subarray(at, at + size)))
      expect(hash.digest()).toBe(wanted)
    }
  })
})
