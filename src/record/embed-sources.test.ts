import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../test/support/recording-from-text.ts'
import { assertIntegrity } from '../model/integrity.ts'
import { LinesBuilder } from '../model/part-builders.ts'
import { SharedBuilder } from '../model/shared-builder.ts'
import { embedSources, hottestSources } from './embed-sources.ts'

const cwd = mkdtempSync(join(tmpdir(), 'pyrometer-embed-'))
writeFileSync(join(cwd, 'hot.py'), 'hot()\n')
writeFileSync(join(cwd, 'cold.py'), 'cold()\n')
writeFileSync(join(cwd, 'binary.py'), new Uint8Array([0xff, 0xfe, 0x00]))

const recording = recordingFromText(`
  1                9               1
  main[file:m.py]  a[file:hot.py]  b[file:binary.py]
  c[file:cold.py]
`)

describe('embedSources()', () => {
  it('embeds the text of the dearest files that can be read, by their path from the working directory', async () => {
    const texts = async (maxFiles: number) => {
      const embedded = await embedSources(recording, { cwd, maxFiles })
      assertIntegrity(embedded)
      const { sources, strings } = embedded.shared
      return Object.fromEntries(
        [...sources.path].map((path, i) => [strings[path], strings[sources.text[i]!] ?? null]),
      )
    }
    expect(await texts(10)).toEqual({
      'm.py': null,
      'hot.py': 'hot()\n',
      'binary.py': null,
      'cold.py': 'cold()\n',
    })
    expect(await texts(1)).toMatchObject({ 'hot.py': 'hot()\n', 'cold.py': null })
  })
})

describe('hottestSources()', () => {
  it('keeps sources whose lines ran in no time that is left, after all that took some', () => {
    const shared = new SharedBuilder()
    const lines = new LinesBuilder([{ name: 'time', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }])
    const [idle, slow, never] = ['idle.py', 'slow.py', 'never.py'].map(name => shared.source(name))
    lines.add({ source: never!, line: 1, func: -1, hits: 0 }, [0])
    lines.add({ source: idle!, line: 1, func: -1, hits: 7 }, [0])
    lines.add({ source: slow!, line: 1, func: -1, hits: 1 }, [5])
    const measured = { ...recording, stacks: null, shared: shared.finish(), lines: lines.finish() }
    expect(hottestSources(measured)).toEqual([slow, idle])
  })
})
