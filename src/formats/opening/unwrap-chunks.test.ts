import { execFileSync } from 'node:child_process'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import { unwrapBytes } from './unwrap-chunks.ts'
import { detectWrapper } from './wrapper.ts'

const random = seededRandom(11)
const noise = Uint8Array.from({ length: 70_000 }, () => Math.floor(random() * 256))
const SAMPLES: readonly (readonly [string, Uint8Array])[] = [
  ['nothing', new Uint8Array(0)],
  ['one byte', Uint8Array.of(7)],
  ['text', new TextEncoder().encode('main;read 12\n'.repeat(9000))],
  ['long runs', new Uint8Array(1_000_003).fill(65)],
  ['noise', noise],
  ['runs of 3 to 6', Uint8Array.from({ length: 5000 }, (_, i) => Math.floor(i / (3 + (i % 4))) % 7)],
]
const bytesOf = (buffer: Buffer) => new Uint8Array(buffer)

/** Packs with Python's bz2, which every Python has. */
const hasPython = canRun('python3', ['-c', 'import bz2'])
const hasZstd = canRun('zstd', ['--version'])

function canRun(program: string, args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

function bzip2(bytes: Uint8Array, level = 9): Uint8Array {
  const code = `import bz2,sys; sys.stdout.buffer.write(bz2.compress(sys.stdin.buffer.read(), ${level}))`
  return bytesOf(execFileSync('python3', ['-c', code], { input: bytes, maxBuffer: 1e8 }))
}

describe('unwrapBytes() of gzip', () => {
  it.each(SAMPLES)('gives %s back, also from several members', async (_, bytes) => {
    const packed = bytesOf(gzipSync(bytes))
    expect(detectWrapper(packed)).toBe('gzip')
    expect(Buffer.from(await unwrapBytes(packed, 'gzip')).equals(bytes)).toBe(true)
    const twice = bytesOf(Buffer.concat([gzipSync(bytes), gzipSync(bytes)]))
    expect(Buffer.from(await unwrapBytes(twice, 'gzip')).equals(Buffer.concat([bytes, bytes]))).toBe(true)
  })

  it('fails in one line wherever it is cut off or broken', async () => {
    const packed = bytesOf(gzipSync(SAMPLES[2]![1]))
    for (let end = 3; end < packed.length; end += 5) {
      await expect(unwrapBytes(packed.subarray(0, end), 'gzip')).rejects.toMatchObject({
        code: 'PYRO_FORMAT',
      })
    }
    const broken = packed.slice()
    broken.fill(0xff, 20, 60)
    await expect(unwrapBytes(broken, 'gzip')).rejects.toThrow(/^gzip: (?:byte \d+: )?the data is /)
  })

  it('refuses what unwraps to a thousand times its size', async () => {
    const bomb = bytesOf(gzipSync(new Uint8Array(200 << 20)))
    await expect(unwrapBytes(bomb, 'gzip')).rejects.toMatchObject({ code: 'PYRO_LIMIT' })
  })
})

describe.skipIf(!hasPython)('unwrapBytes() of bzip2 (needs python3)', () => {
  it.each(SAMPLES)('gives %s back, also from several streams', async (_, bytes) => {
    const packed = bzip2(bytes)
    expect(detectWrapper(packed)).toBe('bzip2')
    expect(Buffer.from(await unwrapBytes(packed, 'bzip2')).equals(bytes)).toBe(true)
    const twice = bytesOf(Buffer.concat([packed, bzip2(bytes, 1)]))
    expect(Buffer.from(await unwrapBytes(twice, 'bzip2')).equals(Buffer.concat([bytes, bytes]))).toBe(true)
  })

  it('fails in one line wherever it is cut off or changed', async () => {
    const packed = bzip2(SAMPLES[5]![1])
    for (let end = 4; end < packed.length; end += 7) {
      await expect(unwrapBytes(packed.subarray(0, end), 'bzip2')).rejects.toMatchObject({
        code: 'PYRO_FORMAT',
      })
    }
    for (let at = 4; at < packed.length; at += 3) {
      const broken = packed.slice()
      broken[at]! ^= 0x10
      await expect(unwrapBytes(broken, 'bzip2'), `byte ${at}`).rejects.toMatchObject({ code: 'PYRO_FORMAT' })
    }
  })
})

describe.skipIf(!hasZstd)('unwrapBytes() of zstd (needs zstd)', () => {
  it.each(SAMPLES)('gives %s back', async (_, bytes) => {
    const packed = bytesOf(execFileSync('zstd', ['-c', '-'], { input: bytes, maxBuffer: 1e8 }))
    expect(detectWrapper(packed)).toBe('zstd')
    expect(Buffer.from(await unwrapBytes(packed, 'zstd')).equals(bytes)).toBe(true)
  })
})

describe('unwrapBytes() of a zstd file made by hand', () => {
  // One frame: magic, header (single segment, size 5), a last raw block of five bytes.
  const FRAME = Uint8Array.of(
    0x28,
    0xb5,
    0x2f,
    0xfd,
    0x20,
    0x05,
    0x29,
    0x00,
    0x00,
    ...new TextEncoder().encode('a;b 1'),
  )

  it('gives its bytes', async () => {
    expect(detectWrapper(FRAME)).toBe('zstd')
    expect(new TextDecoder().decode(await unwrapBytes(FRAME, 'zstd'))).toBe('a;b 1')
  })

  it('fails in one line when it is cut off', async () => {
    await expect(unwrapBytes(FRAME.subarray(0, 11), 'zstd')).rejects.toMatchObject({ code: 'PYRO_FORMAT' })
  })
})

describe('detectWrapper()', () => {
  it('sees nothing in plain text that begins like bzip2', () => {
    expect(detectWrapper(new TextEncoder().encode('BZh9;main 1'))).toBeNull()
    expect(detectWrapper(new Uint8Array(0))).toBeNull()
  })
})
