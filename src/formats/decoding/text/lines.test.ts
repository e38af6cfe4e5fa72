import { describe, expect, it } from 'vitest'
import { decodeHead, forEachLine } from './lines.ts'

/** The lines of bytes that come in pieces of `size`. */
async function linesOf(bytes: Uint8Array, size: number): Promise<string[]> {
  const lines: string[] = []
  const pieces: Uint8Array[] = []
  for (let at = 0; at < bytes.length; at += size) pieces.push(bytes.slice(at, at + size))
  await forEachLine(pieces, {
    format: 'test',
    handle(line, start, end, number) {
      expect(number).toBe(lines.length + 1)
      lines.push(new TextDecoder().decode(line.subarray(start, end)))
    },
  })
  return lines
}

const TEXT = 'a;b 1\n\nµ;€;😀 2\nlast 3'
const WANTED = TEXT.split('\n')
const ENCODINGS: readonly (readonly [string, Buffer])[] = [
  ['UTF-8', Buffer.from(TEXT)],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`)],
  ['CRLF', Buffer.from(TEXT.replaceAll('\n', '\r\n'))],
  ['UTF-16 LE', Buffer.from(`\ufeff${TEXT}`, 'utf16le')],
  ['UTF-16 BE', Buffer.from(`\ufeff${TEXT}`, 'utf16le').swap16()],
]

describe('forEachLine()', () => {
  it.each(ENCODINGS)('gives the same lines for %s however the pieces are cut', async (_, buffer) => {
    const bytes = new Uint8Array(buffer)
    for (let size = 1; size <= bytes.length + 1; size++) expect(await linesOf(bytes, size)).toEqual(WANTED)
  })

  it('gives no line for no bytes and none after the last line end', async () => {
    expect(await linesOf(new Uint8Array(0), 1)).toEqual([])
    expect(await linesOf(new Uint8Array(Buffer.from('a\n')), 1)).toEqual(['a'])
    expect(await linesOf(new Uint8Array(Buffer.from('a')), 1)).toEqual(['a'])
  })

  it('tells how many bytes were read', async () => {
    const told: number[] = []
    await forEachLine([Buffer.from('ab\n'), Buffer.from('cd')], {
      format: 'test',
      handle: () => undefined,
      onProgress: bytes => told.push(bytes),
    })
    expect(told).toEqual([3, 5])
  })

  it('refuses a line without an end when it passes the limit', async () => {
    const piece = new Uint8Array(1 << 26).fill(97)
    await expect(
      forEachLine([piece, piece, piece], { format: 'test', handle: () => undefined }),
    ).rejects.toThrow(/line 1 is longer/)
  })
})

describe('decodeHead()', () => {
  it('drops the character that is cut at the end, wherever that is, and no other', () => {
    const text = 'aé€😀z'
    const bytes = new TextEncoder().encode(text)
    for (let end = 0; end <= bytes.length; end++) {
      const cut = bytes.slice(0, end)
      expect(decodeHead(cut)).toBe(new TextDecoder().decode(cut, { stream: true }))
      const marked = Uint8Array.from([0xef, 0xbb, 0xbf, ...cut])
      expect(decodeHead(marked)).toBe(decodeHead(cut.slice()))
    }
  })

  it('takes bytes that are no text as they come', () => {
    for (const bytes of [[0x80], [0xff, 0xff, 0xff], [0x41, 0x80, 0x80, 0x80, 0x80], [0xc3, 0x41]])
      expect(decodeHead(Uint8Array.from(bytes))).toBe(new TextDecoder().decode(Uint8Array.from(bytes)))
  })
})
