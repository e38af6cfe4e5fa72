import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { sourceText } from './source-text.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-source-'))
afterAll(() => rmSync(folder, { recursive: true }))
mkdirSync(join(folder, 'new/pkg'), { recursive: true })
writeFileSync(join(folder, 'new/pkg/a.py'), 'text of a\n')
writeFileSync(join(folder, 'binary.py'), 'a\0b')

/** A recording whose only source has this path. */
function of(path: string, meta: Partial<Recording['meta']> = {}): Recording {
  const recording = recordingFromText('f[file:PATH]')
  const strings = recording.shared.strings.map(text => (text === 'PATH' ? path : text))
  return { ...recording, meta: { ...recording.meta, ...meta }, shared: { ...recording.shared, strings } }
}
const read = async (recording: Recording, sourceRoots: string[] = []) =>
  (await sourceText(recording, 0, { cwd: folder, sourceRoots })).text

describe('sourceText()', () => {
  it('reads the file that the recording names, relative to where it was made or to here', async () => {
    expect(await read(of(join(folder, 'new/pkg/a.py')))).toBe('text of a\n')
    expect(await read(of('new/pkg/a.py'))).toBe('text of a\n')
    expect(await read(of('pkg/a.py', { cwd: join(folder, 'new') }))).toBe('text of a\n')
  })
  it('prefers the text that is embedded', async () => {
    const recording = of(join(folder, 'new/pkg/a.py'))
    const { shared } = recording
    const strings = [...shared.strings, 'embedded']
    const sources = { ...shared.sources, text: Int32Array.of(strings.length - 1) }
    expect(await read({ ...recording, shared: { ...shared, strings, sources } })).toBe('embedded')
  })
  it('looks where a source root says, whole folders only', async () => {
    const moved = of('/cluster/old/pkg/a.py')
    expect(await read(moved, [`/cluster/old=${join(folder, 'new')}`])).toBe('text of a\n')
    expect(await read(moved, [`/cluster/o=${join(folder, 'new')}`])).toBeNull()
    await expect(read(moved, ['/cluster'])).rejects.toThrow(UsageError)
  })
  it('gives nothing for what is missing, a folder, a device or no text', async () => {
    for (const path of ['/no/such/file.py', folder, '/dev/zero', join(folder, 'binary.py'), '<string>', '']) {
      expect(await read(of(path)), path).toBeNull()
    }
  })
  it('says when the file was changed after the recording began', async () => {
    const path = join(folder, 'new/pkg/a.py')
    utimesSync(path, 2000, 2000)
    const isNewer = async (seconds: number) =>
      (await sourceText(of(path, { startTime: `${seconds}000000000` }), 0, { cwd: folder })).isNewer
    expect([await isNewer(1999), await isNewer(2001)]).toEqual([true, false])
  })
})
