import { chmodSync, mkdirSync, mkdtempSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { encodeRecording } from '../../model/codec/write.ts'
import { newestRecording, openInputs } from './open.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-open-'))
const nothing = (async function* (): AsyncGenerator<Uint8Array> {})()
const stdinOf = (text: string) =>
  (async function* () {
    for (const character of text) yield new TextEncoder().encode(character)
  })()
const open = (paths: readonly string[], stdin = nothing) => openInputs(paths, { cwd: folder, stdin })
const write = (name: string, content: string | Uint8Array) => writeFileSync(join(folder, name), content)

describe('openInputs()', () => {
  it('says where the threads are of which Valgrind left an empty file', async () => {
    write('callgrind.out.7', '')
    write('callgrind.out.7-01', 'events: Ir\nfn=main\n1 5\n')
    await expect(open(['callgrind.out.7'])).rejects.toMatchObject({
      message: 'callgrind.out.7 is empty',
      hint: 'Its parts stand beside it: open callgrind.out.7-*',
    })
  })

  it('finds the format by the content whatever the name, and takes wrappers off', async () => {
    write('profile.pstats', 'main;read 2\n')
    write('twice.json', gzipSync(gzipSync('main;read 2\n')))
    write('x.txt', encodeRecording(recordingFromText('a\nb')))
    const recordings = await open(['profile.pstats', join(folder, 'twice.json'), 'x.txt'])
    expect(recordings.map(({ meta }) => meta.importedFrom?.format ?? 'own')).toEqual([
      'collapsed',
      'collapsed',
      'own',
    ])
    expect(recordings[0]!.meta.name).toBe('profile.pstats')
  })

  it.each([
    ['as text', (text: string) => text],
    ['as text with a mark', (text: string) => `\ufeff${text}`],
    ['in UTF-16', (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le')],
    ['wrapped', (text: string) => gzipSync(text)],
  ])('reads a file of many pieces %s', async (_, encode) => {
    const stacks = Array.from({ length: 10_000 }, (_, i) => `main;${'x'.repeat(i % 97)}${i} ${i + 1}`)
    write('pieces.folded', encode(stacks.join('\n')))
    const [recording] = await open(['pieces.folded'])
    const { shared, stacks: part } = recording!
    const leaves = Array.from(part!.samples.stack, (stack, i) => {
      const func = shared.frames.func[shared.stacks.frame[stack]!]!
      return `main;${shared.strings[shared.funcs.name[func]!]} ${part!.weights[0]![i]}`
    })
    expect(leaves).toEqual(stacks)
  })

  it('reads JSON of many pieces', async () => {
    const names = Array.from({ length: 10_000 }, (_, i) => `${'y'.repeat(i % 89)}${i}`)
    const profile = { type: 'sampled', name: 'p', unit: 'none', startValue: 0, endValue: names.length }
    const json = {
      $schema: 'https://www.speedscope.app/file-format-schema.json',
      shared: { frames: names.map(name => ({ name })) },
      profiles: [{ ...profile, samples: names.map((_, i) => [i]), weights: names.map(() => 1) }],
    }
    write('pieces.json', JSON.stringify(json))
    const [recording] = await open(['pieces.json'])
    const { funcs, strings } = recording!.shared
    expect(Array.from(funcs.name, name => strings[name])).toEqual(names)
  })

  it('reads standard input byte by byte', async () => {
    const [recording] = await open(['-'], stdinOf('main;read 2\nmain 1\n'))
    expect(recording!.stacks!.samples.length).toBe(2)
    await expect(open(['-', '-'], stdinOf('a'))).rejects.toMatchObject({ code: 'PYRO_USAGE' })
    await expect(openInputs(['-'], { cwd: folder })).rejects.toMatchObject({ code: 'PYRO_USAGE' })
  })

  it('opens the newest recording of the folder when no path is given', async () => {
    await expect(open([])).rejects.toThrow(/No file is given, and \.pyrometer\/ here has no recording/)
    mkdirSync(join(folder, '.pyrometer'))
    for (const [i, name] of ['new', 'old', '.hidden'].entries()) {
      write(`.pyrometer/${name}.pyrometer`, encodeRecording(recordingFromText('a\nb', { name })))
      utimesSync(join(folder, `.pyrometer/${name}.pyrometer`), 100, name === '.hidden' ? 900 : 500 - i)
    }
    expect((await open([]))[0]!.meta.name).toBe('new')
    expect(await newestRecording(folder)).toBe(join(folder, '.pyrometer', 'new.pyrometer'))
  })

  it('tells the bytes of the file that were read when it is wrapped', async () => {
    write('big.gz', gzipSync('main;read 2\n'.repeat(10_000)))
    const told: number[] = []
    const size = gzipSync('main;read 2\n'.repeat(10_000)).length
    await openInputs(['big.gz'], {
      cwd: folder,
      stdin: nothing,
      onProgress: progress => told.push(progress.bytesRead),
    })
    expect(told.at(-1)).toBe(size)
  })

  it.each([
    ['a missing file', 'missing', 'PYRO_USAGE', /^Cannot read missing: there is no such file$/],
    ['a directory', '.', 'PYRO_USAGE', /^\. is a directory, not a file$/],
    ['an empty file', 'empty', 'PYRO_UNKNOWN_FORMAT', /^empty is empty$/],
    [
      'an unknown text',
      'prose',
      'PYRO_UNKNOWN_FORMAT',
      /^prose is in no format Pyrometer knows; it begins with "Once upon a time"$/,
    ],
    ['a program', 'program', 'PYRO_UNKNOWN_FORMAT', /: it is a program or a library$/],
    ['unknown bytes', 'bytes', 'PYRO_UNKNOWN_FORMAT', /begins with the bytes 7f 46 4c 45 02 01$/],
    [
      'a broken file',
      'broken',
      'PYRO_FORMAT',
      /^broken: speedscope: byte \d+: expected JSON, found the end$/,
    ],
    ['a gzip file that is cut off', 'cut.gz', 'PYRO_FORMAT', /^cut\.gz: gzip: the data is broken or cut off/],
    ['too many wrappers', 'nested', 'PYRO_LIMIT', /^nested: gzip: the input is wrapped more than 4 times$/],
    ['a link to itself', 'loop', 'PYRO_USAGE', /^Cannot read loop: /],
  ])('fails in one line for %s', async (_, name, code, message) => {
    write('empty', '')
    write('prose', 'Once upon a time\nthere was')
    write('program', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 2, 1))
    write('bytes', Uint8Array.of(0x7f, 0x46, 0x4c, 0x45, 2, 1))
    write('broken', '{"$schema":"https://www.speedscope.app/file-format-schema.json",')
    write('cut.gz', gzipSync('main;read 2\n'.repeat(1000)).subarray(0, 40))
    write(
      'nested',
      [1, 2, 3, 4, 5].reduce(bytes => gzipSync(bytes), Buffer.from('a;b 1\n')),
    )
    if (name === 'loop') symlinkSync(join(folder, 'loop'), join(folder, 'loop'))
    const opened = open([name])
    await expect(opened).rejects.toMatchObject({ code, exitStatus: 2 })
    await expect(opened).rejects.toThrow(message)
  })

  it.skipIf(process.getuid?.() === 0)(
    'fails in one line for a file it may not read (not as root)',
    async () => {
      write('secret', 'a;b 1')
      chmodSync(join(folder, 'secret'), 0)
      await expect(open(['secret'])).rejects.toThrow('Cannot read secret: permission is denied')
    },
  )
})
