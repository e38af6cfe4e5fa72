import { zipSync } from 'fflate'
import { describe, expect, it } from 'vitest'
import { readWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { sleepy } from './format.ts'

const zip = (files: Record<string, string>) =>
  zipSync(
    Object.fromEntries(
      Object.entries(files).map(([name, text]) => [name, new Uint8Array(Buffer.from(text))]),
    ),
  )

async function read(bytes: Uint8Array): Promise<Recording> {
  expect(sleepy.detect(bytes, null)).toBeGreaterThan(0.8)
  return (await readWith(sleepy, bytes))[0]!
}

describe('readSleepy()', () => {
  it('reads stacks of threads as 0.92 has them, entries in a folder and in lower case', async () => {
    const recording = await read(
      zip({
        'run/stats.txt': 'Filename: C:\\a.exe\r\nDuration: 2.5\r\nSamples: 3\r\n',
        'run/symbols.txt': '0x10 "a" "main" "C:\\\\a.c" 7\r\n0x20 "a" "say \\"hi\\"" "" 0\r\n',
        'run/callstacks.txt': '0x20 0x10\r\n11 0.5\r\n12 1.25\r\n0x10\r\n11 0.25\r\n',
        'run/threads.txt': '11\r\nMain\r\n12\r\n-\r\n',
        'run/Version 0.92 required': '0.92\r\n',
      }),
    )
    const { shared, stacks, meta } = recording
    expect([...stacks!.weights[0]!]).toEqual([0.5e9, 1.25e9, 0.25e9])
    expect([...shared.threads.name].map(name => shared.strings[name])).toEqual(['Main', 'thread 12'])
    expect([...shared.funcs.name].map(name => shared.strings[name])).toEqual(['main', 'say "hi"'])
    expect(shared.strings[shared.sources.path[0]!]).toBe('C:\\a.c')
    expect(meta).toMatchObject({ duration: 2.5e9, command: ['C:\\a.exe'], warnings: [] })
  })

  it('keeps stacks of symbols that are not described', async () => {
    const recording = await read(
      zip({
        'Symbols.txt': 'sym0 "m" "f" "c:\\x" 3\n',
        'Callstacks.txt': '0.001 sym0 sym9\nnonsense\n',
        'Version 0.82 required': '',
      }),
    )
    expect(recording.meta.warnings.map(({ code }) => code)).toEqual(['missing-symbol', 'unreadable-stacks'])
    expect(recording.shared.strings[recording.shared.sources.path[0]!]).toBe('c:\\x')
    expect(recording.shared.funcs.line[0]).toBe(3)
  })

  it('reads the CSV of the list of functions', async () => {
    const csv =
      '"main",0.5,2.25,22.2,100,"app","C:\\\\a.c",12\r\n"[00007FF7]",1.75,1.75,77.8,77.8,"","",0\r\n'
    const { calls, shared } = await read(new Uint8Array(Buffer.from(csv)))
    expect([...calls!.self[0]!]).toEqual([0.5e9, 1.75e9])
    expect([...calls!.total[0]!]).toEqual([2.25e9, 1.75e9])
    expect(shared.funcs.line[0]).toBe(12)
  })

  it('fails when a part is missing', async () => {
    await expect(readWith(sleepy, zip({ 'Stats.txt': '' }))).rejects.toThrow(
      'sleepy: expected Symbols.txt and Callstacks.txt, found stats.txt',
    )
  })
})
