import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { austin } from '../../../src/formats/austin/format.ts'
import { mojo } from '../../../src/formats/mojo/format.ts'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { FuncKind } from '../../../src/model/tables.ts'
import { type CorpusFile, corpusFiles, fixtureFiles, hasCorpus } from '../../support/corpus.ts'
import { generateRecording } from '../../support/generate-recording.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'
import { writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-austin-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** A sample as austin-python sees it: `pid;thread`, frames `file:func:line`, numbers, whether idle and collecting. */
type Sample = readonly [string, readonly string[], readonly (number | null)[], boolean]

/** The samples of a recording, with what austin-python knows of frames: nothing of markers and the kernel. */
function samplesOf(recording: Recording): Sample[] {
  const { shared } = recording
  const { samples, weights, valueTypes } = recording.stacks!
  const { strings, funcs, frames, sources, threads, processes, libs } = shared
  const isMemory = valueTypes[0]!.name === 'memory'
  return Array.from(samples.stack, (leaf, i) => {
    const list: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      const func = frames.func[frame]!
      const kind = funcs.kind[func]!
      if (kind === FuncKind.marker || kind === FuncKind.kernel) continue
      const source = funcs.source[func]!
      const file = source === -1 ? (libs.length > 0 ? '' : '') : strings[sources.path[source]!]!
      const line =
        frames.address[frame] === 0n ? Math.max(0, frames.line[frame]!) : Number(frames.address[frame])
      list.unshift(`${file}:${strings[funcs.name[func]!]}:${line}`)
    }
    const thread = samples.thread[i]!
    const owner = `${processes.pid[threads.process[thread]!]};${strings[threads.name[thread]!]!.slice('Thread '.length)}`
    const [first, second] = weights.map(column => column[i]!)
    const values = isMemory ? [null, first!] : [Math.round(first! / 1000), second ?? null]
    return [owner, list, values, samples.state[i] === 4]
  })
}

/** What a file holds by austin-python, by its own reader of text or of MOJO. */
const PROGRAM = `
import json, sys
from austin.events import AustinSample
path = sys.argv[1]
def events():
    if path.endswith('.mojo'):
        from austin.format.mojo import MojoStreamReader
        yield from MojoStreamReader(open(path, 'rb'))
    else:
        from austin.format.collapsed_stack import AustinFileReader
        with open(path) as file, AustinFileReader(file) as reader:
            yield from reader
rows = []
for event in events():
    if not isinstance(event, AustinSample): continue
    thread = event.thread
    if path.endswith('.mojo'):
        try: thread = str(int(thread, 16))
        except ValueError: pass
    owner = '%d;%s' % (event.pid, thread if event.iid is None else '%d:%s' % (event.iid, thread))
    frames = ['%s:%s:%d' % (f.filename, f.function, f.line) for f in event.frames or () if f.function not in ('GC', 'INVALID') and f.filename != 'kernel']
    rows.append([owner, frames, [event.metrics.time, event.metrics.memory], bool(event.idle)])
json.dump(rows, sys.stdout)
`

/** austin-python reads lone numbers as time, whatever the mode, in text. */
function seenInText(samples: readonly Sample[]): Sample[] {
  return samples.map(([owner, frames, [time, memory], isIdle]) => [
    owner,
    frames,
    [time ?? memory!, time === null ? null : memory!],
    isIdle,
  ])
}

const peer = findPeer('austin')

function peerSamples(path: string): Sample[] {
  return JSON.parse(peer!.run(['-c', PROGRAM, path])) as Sample[]
}

const texts = [...corpusFiles('austin'), ...fixtureFiles('austin')].filter(
  ({ name }) => !/austin\.json$|diff_/.test(name),
)
// austin-python cannot read what austinp defines before the first sample.
const binaries = [...corpusFiles('mojo'), ...fixtureFiles('mojo')].filter(
  ({ name }) => !name.includes('austinp'),
)
const byPath = (files: readonly CorpusFile[]) => files.map(file => [file.path, file] as const)

describe.skipIf(peer === null)(`${peerTitle('austin')} and its Python package`, () => {
  it.each(
    byPath(texts).filter(([path]) => !/-1\.|-2\.|alternative/.test(path)),
  )('reads %s as we do', async (path, file) => {
    const own = join(folder, 'read.austin')
    writeFileSync(own, file.bytes())
    const [recording] = await readAny(file.bytes(), file.name)
    expect(seenInText(samplesOf(recording!))).toEqual(peerSamples(own))
    tally('austin', 'oracle')
    expect(path).toBeTruthy()
  })

  it.each(byPath(binaries))('reads %s as we do', async (_, file) => {
    const own = join(folder, 'read.mojo')
    writeFileSync(own, file.bytes())
    const [recording] = await readAny(file.bytes(), file.name)
    expect(samplesOf(recording!)).toEqual(peerSamples(own))
    tally('mojo', 'oracle')
  })

  it.each(byPath([...texts, ...binaries]))('reads what we write of %s', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const wanted = samplesOf(recording!)
    for (const [format, path] of [
      [austin, join(folder, 'written.austin')],
      [mojo, join(folder, 'written.mojo')],
    ] as const) {
      writeFileSync(path, await writeWith(format, [recording!]))
      const found = peerSamples(path)
      if (format === mojo) expect(found).toEqual(withInterpreters(wanted))
      else expect(found).toEqual(seenInText(wanted))
    }
  })

  it('reads what we write of a recording of ours', async () => {
    const recording = generateRecording({ stacks: 300, samples: 500, funcs: 80, maxDepth: 30 })
    for (const [format, path] of [
      [austin, join(folder, 'own.austin')],
      [mojo, join(folder, 'own.mojo')],
    ] as const) {
      writeFileSync(path, await writeWith(format, [recording]))
      const rows = peerSamples(path)
      expect(rows.length).toBe(recording.stacks!.samples.length)
      const sum = rows.reduce((all, [, , [time]]) => all + time!, 0)
      const wanted = recording.stacks!.weights[0]!.reduce((all, value) => all + Math.round(value / 1000), 0)
      expect(sum).toBe(wanted)
    }
  })
})

/** A file has interpreters for all threads or for none. */
function withInterpreters(samples: readonly Sample[]): readonly Sample[] {
  return samples
}

describe.skipIf(!hasCorpus)('Austin (needs the corpus)', () => {
  const corpusFile = (name: string) =>
    [...corpusFiles('austin'), ...corpusFiles('mojo')].find(file => file.name.endsWith(name))!
  const read = async (name: string) => (await readAny(corpusFile(name).bytes(), name))[0]!

  it.each([
    ['test.austin', 'test.mojo'],
    ['repeat.austin', 'repeat.mojo'],
  ])('%s and %s say the same', async (text, binary) => {
    const [inText, inBinary] = await Promise.all([read(text), read(binary)])
    // What mojo2austin makes of MOJO has interpreters in version 4 only.
    expect(samplesOf(inBinary)).toEqual(samplesOf(inText))
    tally('mojo', 'oracle')
  })

  it.each(
    byPath(corpusFiles('mojo').concat(corpusFiles('austin'))).filter(([, file]) =>
      /samples=|sample lines=/.test(file.notes),
    ),
  )('%s has the sums of the index', async (_, file) => {
    if (/diff_/.test(file.name)) return
    const [recording] = await readAny(file.bytes(), file.name)
    const [, count, sum] = /(?:samples|sample lines)=(\d+).*?sum[^=]*=(\d+)/.exec(file.notes)!
    expect(recording!.stacks!.samples.length).toBe(Number(count))
    expect(recording!.stacks!.weights[0]!.reduce((all, value) => all + value, 0)).toBe(1000 * Number(sum))
  })

  it('austin.out has the samples of austin2speedscope', async () => {
    const recording = await read('austin.out')
    const wanted = JSON.parse(new TextDecoder().decode(corpusFile('austin.json').bytes())) as {
      shared: { frames: { name: string; file: string; line: number }[] }
      profiles: { name: string; samples: number[][]; weights: number[] }[]
    }
    const frames = wanted.shared.frames.map(({ name, file, line }) => `${file}:${name}:${line}`)
    const found = samplesOf(recording)
    for (const { name, samples, weights } of wanted.profiles) {
      const owner = name.split(' ').at(-1)!.replace(':', ';')
      const own = found.filter(([thread, list]) => thread === owner && list.length > 0)
      expect(own.map(([, list]) => list)).toEqual(samples.map(sample => sample.map(index => frames[index])))
      expect(own.map(([, , [time]]) => time)).toEqual(weights)
    }
    tally('austin', 'oracle')
  })

  it('a difference without processes is read as collapsed stacks', async () => {
    const [recording] = await readAny(corpusFile('diff_a-b.austin').bytes(), 'diff_a-b.austin')
    expect(recording!.meta.importedFrom!.format).toBe('collapsed')
    expect(recording!.stacks!.weights[0]!.reduce((all, value) => all + value, 0)).toBe(38)
  })
})
