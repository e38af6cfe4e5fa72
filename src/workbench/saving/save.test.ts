import { mkdtempSync, readdirSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { decodeRecording } from '../../model/codec/read.ts'
import { saveRecording } from './save.ts'
import { saveChunks } from './save-chunks.ts'

const newFolder = () => mkdtempSync(join(tmpdir(), 'pyrometer-save-'))

describe('saveRecording()', () => {
  it('writes a file that reads as the same recording, packed or not', async () => {
    const folder = newFolder()
    const recording = recordingFromText('a  b\nc  c')
    for (const compact of [false, true]) {
      await saveRecording(recording, join(folder, 'x.pyrometer'), { compact })
      expect(decodeRecording(new Uint8Array(readFileSync(join(folder, 'x.pyrometer'))))).toEqual(recording)
    }
    expect(readdirSync(folder)).toEqual(['x.pyrometer'])
  })
})

describe('saveChunks()', () => {
  it('leaves what stood there and nothing else when writing fails in the middle', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'x'), 'before')
    const failing = (function* () {
      yield new TextEncoder().encode('half')
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' })
    })()
    const saved = saveChunks(failing, join(folder, 'x'))
    await expect(saved).rejects.toMatchObject({ code: 'PYRO_WRITE', exitStatus: 2 })
    await expect(saved).rejects.toThrow(/^Cannot write .*x: the disk is full$/)
    expect(readdirSync(folder)).toEqual(['x'])
    expect(readFileSync(join(folder, 'x'), 'utf8')).toBe('before')
  })

  it('keeps the error of whoever makes the bytes when it is no error of writing', async () => {
    const failing = (function* (): Generator<Uint8Array> {
      yield new Uint8Array(1)
      throw new TypeError('a fault')
    })()
    await expect(saveChunks(failing, join(newFolder(), 'x'))).rejects.toThrow(TypeError)
  })

  it('says why a folder cannot be written to', async () => {
    const folder = newFolder()
    await expect(saveChunks([], join(folder, 'no', 'x'))).rejects.toThrow(
      /Cannot write .*: there is no such folder$/,
    )
    await expect(saveChunks([], folder)).rejects.toThrow(/it is a directory$/)
  })

  it('writes through a link and into a device', async () => {
    const folder = newFolder()
    writeFileSync(join(folder, 'real'), 'before')
    symlinkSync('real', join(folder, 'link'))
    await saveChunks([new TextEncoder().encode('after')], join(folder, 'link'))
    expect(readlinkSync(join(folder, 'link'))).toBe('real')
    expect(readFileSync(join(folder, 'real'), 'utf8')).toBe('after')
    await saveChunks([new Uint8Array(10)], '/dev/null')
  })

  it.skipIf(process.platform !== 'linux')('says that a full device is full (needs /dev/full)', async () => {
    await expect(saveChunks([new Uint8Array(10)], '/dev/full')).rejects.toThrow(
      'Cannot write /dev/full: the disk is full',
    )
  })
})
