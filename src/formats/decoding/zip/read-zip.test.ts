import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readZip } from './read-zip.ts'

const text = (length: number) => new Uint8Array(Buffer.from('abc '.repeat(length / 4)))

describe('readZip()', () => {
  it('reads stored and deflated files', async () => {
    const archive = zipSync({ 'a.txt': text(100_000), 'b/c.txt': [text(40), { level: 0 }] })
    const entries = readZip(archive, 'test')
    expect(entries.map(({ name, size }) => [name, size])).toEqual([
      ['a.txt', 100_000],
      ['b/c.txt', 40],
    ])
    expect(await entries[0]!.read()).toEqual(text(100_000))
    expect(await entries[1]!.read()).toEqual(text(40))
  })

  it('fails with the byte when the archive is cut off or broken', async () => {
    const archive = zipSync({ 'a.txt': text(100_000) })
    expect(() => readZip(archive.subarray(0, 50), 'test')).toThrow(
      'test: byte 50: the zip directory is missing',
    )
    const broken = archive.slice()
    broken[60]! ^= 0xff
    await expect(readZip(broken, 'test')[0]!.read()).rejects.toThrow(/^test: byte 0: a\.txt /)
  })

  it('does not believe the sizes that an archive claims', async () => {
    const archive = zipSync({ 'a.txt': text(100_000) })
    const view = new DataView(archive.buffer)
    const directory = view.getUint32(archive.length - 6, true)
    view.setUint32(directory + 24, 10, true)
    await expect(readZip(archive, 'test')[0]!.read()).rejects.toThrow('a.txt is longer than 10 bytes')
    view.setUint32(directory + 24, 0xfffffff0, true)
    await expect(readZip(archive, 'test')[0]!.read()).rejects.toThrow(
      'a.txt is 100000 bytes long, not 4294967280',
    )
  })

  it('refuses what unpacks to a thousand times its size', async () => {
    const archive = zipSync({ bomb: new Uint8Array(100 * 2 ** 20) }, { level: 9 })
    await expect(readZip(archive, 'test')[0]!.read()).rejects.toThrow(/bomb unwraps to more than/)
  })
})
