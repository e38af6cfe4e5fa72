import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../src/formats/opening/read-any.ts'
import type { Recording } from '../../src/model/recording.ts'
import { corpusFiles, fixtureFiles } from '../support/corpus.ts'
import { tally } from '../support/tally.ts'

const files = corpusFiles('perf-data')
const byName = new Map(files.map(file => [file.name, file]))
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-perf-data-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** What a file says of its records and of the first moment of its clock. */
interface PerfExtra {
  readonly firstTime: string | null
  readonly records: Readonly<Record<string, number>>
}

function extraOf(recording: Recording): PerfExtra {
  return (recording.meta.extra as { perfData: PerfExtra }).perfData
}

/** The samples as lines `pid tid time period ip`, in the order of the clock. */
function plainSamples(recording: Recording): string[] {
  const { shared, meta } = recording
  const { samples, weights, valueTypes } = recording.stacks!
  const first = BigInt(extraOf(recording).firstTime!)
  const isPeriod = valueTypes.map(({ name }) => !name.endsWith('samples'))
  return Array.from(samples.stack, (leaf, i) => {
    const thread = samples.thread[i]!
    const pid = shared.processes.pid[shared.threads.process[thread]!]
    const period = weights.reduce((sum, column, k) => sum + (isPeriod[k] === true ? column[i]! : 0), 0)
    const address = shared.frames.address[shared.stacks.frame[leaf]!]
    expect(meta.importedFrom?.format).toBe('perf-data')
    return `${pid} ${shared.threads.tid[thread]} ${first + BigInt(samples.time[i]!)} ${period} ${address}`
  })
}

/** quipper's text: every sample with its fields. Without a period in the file it writes none, and the attributes' holds. */
function quipperSamples(text: string): string[] {
  const fixed = /sample_period: (\d+)/.exec(text)?.[1]
  return [...text.matchAll(/\n {2}sample_event \{\n([\s\S]*?)\n {2}\}\n/g)].map(([, body]) => {
    const field = (name: string) => new RegExp(`^ {4}${name}: (\\d+)`, 'm').exec(body!)?.[1]
    return `${field('pid')} ${field('tid')} ${field('sample_time_ns')} ${field('period') ?? fixed} ${field('ip')}`
  })
}

describe('perf.data by quipper', () => {
  const texts = files.filter(({ name }) => name.endsWith('.pb_text'))
  it.each(texts.map(file => [file.path, file] as const))('%s has the same samples', async (_, text) => {
    const file = byName.get(text.name.replace(/\.pb_text$/, ''))!
    const [recording, ...more] = await readAny(file.bytes(), file.name)
    expect(more).toEqual([])
    const wanted = quipperSamples(Buffer.from(text.bytes()).toString('utf8'))
    expect(wanted.length).toBeGreaterThan(0)
    expect(plainSamples(recording!).sort()).toEqual(wanted.sort())
    tally('perf-data', 'oracle')
  })

  const buildIds = files.filter(({ name }) => name.endsWith('.buildids'))
  it.each(
    buildIds.map(file => [file.path, file] as const),
  )('%s are those of the libraries', async (_, list) => {
    const file = byName.get(list.name.replace(/\.buildids$/, ''))!
    const [{ shared }] = (await readAny(file.bytes(), file.name)) as [Recording]
    const wanted = new Map(
      Buffer.from(list.bytes())
        .toString('utf8')
        .trim()
        .split('\n')
        .map(line => [line.slice(41), line.slice(0, 40)]),
    )
    let found = 0
    for (let lib = 0; lib < shared.libs.length; lib++) {
      const path = shared.strings[shared.libs.path[lib]!]!.replace(/^(\[kernel\.kallsyms\]).*/, '$1')
      const id = wanted.get(path)
      if (id === undefined) continue
      expect(shared.strings[shared.libs.buildId[lib]!]).toBe(id)
      found++
    }
    expect(found).toBeGreaterThan(0)
  })
})

/** `perf report --stats` of the corpus, made with perf 6.1: `SAMPLE=12 MMAP=3 …`. */
describe('perf.data by perf report --stats', () => {
  const counted = files.filter(({ notes }) => /--stats: TOTAL=\d/.test(notes))
  it.each(counted.map(file => [file.path, file] as const))('%s has the same records', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const { records } = extraOf(recording!)
    const wanted = [.../--stats: (.*)/.exec(file.notes)![1]!.matchAll(/(\w+)=(\d+)/g)]
    for (const [, name, count] of wanted) {
      if (name !== 'TOTAL') expect(`${name}=${records[name!]}`).toBe(`${name}=${count}`)
    }
    tally('perf-data', 'oracle')
  })
})

const perf = spawnSync('perf', ['--version'], { encoding: 'utf8' }).stdout ?? ''

/** A sample as perf script prints it: names, numbers, and the addresses leaf first (places in files for user code). */
function scriptSamples(path: string): { lines: string[]; hasStacks: boolean } | null {
  const fields = 'comm,pid,tid,time,period,event,ip'
  const options = [
    'script',
    '-i',
    path,
    '--ns',
    '--no-inline',
    '--no-itrace',
    '--max-stack',
    '4096',
    '-F',
    fields,
  ]
  const { status, stdout } = spawnSync('perf', options, { encoding: 'utf8', maxBuffer: 1 << 28 })
  if (status !== 0 || stdout === '') return null
  const samples: string[][] = []
  let hasStacks = false
  for (const line of stdout.split('\n')) {
    const head = /^ *(.*?) +(-?\d+)\/(-?\d+) +(\d+)\.(\d{9}): +(\d+) +(\S+?): *([0-9a-f]+)?(?: .*)?$/.exec(
      line,
    )
    if (head !== null) {
      const [, comm, pid, tid, seconds, nanoseconds, period, event, ip] = head
      const time = BigInt(seconds!) * 1_000_000_000n + BigInt(nanoseconds!)
      samples.push([`${comm} ${pid}/${tid} ${time} ${period} ${event}`, ...(ip === undefined ? [] : [ip])])
    } else if (line.trim() !== '') {
      samples.at(-1)!.push(line.trim().split(' ')[0]!)
      hasStacks = true
    }
  }
  return { hasStacks, lines: samples.map(([head, ...addresses]) => `${head}: ${addresses.join(' ')}`) }
}

/** The same of a recording. perf prints addresses of lone samples as they are, those of stacks as places in files. */
function ourSamples(recordings: readonly Recording[], hasStacks: boolean): string[] {
  return recordings.flatMap(recording => {
    const { shared, stacks } = recording
    const { samples, valueTypes, weights } = stacks!
    const first = BigInt(extraOf(recording).firstTime!)
    const lines: string[] = []
    for (let i = 0; i < samples.length; i++) {
      const thread = samples.thread[i]!
      const pid = shared.processes.pid[shared.threads.process[thread]!]
      const name = shared.strings[shared.threads.name[thread]!]
      const owner = `${name} ${pid}/${shared.threads.tid[thread]} ${first + BigInt(samples.time[i]!)}`
      for (const [k, { name: event }] of valueTypes.entries()) {
        const period = weights[k]![i]!
        if (event.endsWith('samples') || period === 0) continue
        lines.push(
          `${owner} ${period} ${event}: ${addressesOf(recording, samples.stack[i]!, hasStacks).join(' ')}`,
        )
      }
    }
    return lines
  })
}

function addressesOf({ shared }: Recording, leaf: number, hasStacks: boolean): string[] {
  const { frames, libs, strings } = shared
  const addresses: string[] = []
  for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
    const frame = shared.stacks.frame[at]!
    const lib = frames.lib[frame]!
    const path = lib === -1 ? '' : strings[libs.path[lib]!]!
    const isPlace = path.startsWith('/') && !path.startsWith('//') && !/\.ko(\.\w+)?$|^\/dev\/zero/.test(path)
    const address = frames.address[frame]!
    const isVdso = path === '[vdso]' || path === '[vsyscall]'
    addresses.push(
      (hasStacks && (isPlace || isVdso) ? address - libs.start[lib]! + libs.offset[lib]! : address).toString(
        16,
      ),
    )
  }
  return addresses
}

describe.skipIf(perf === '')(`perf.data by perf script, live (${perf.trim() || 'perf is missing'})`, () => {
  const seen = [...files, ...fixtureFiles('perf-data')].filter(
    ({ name }) => !/\.(?:pb_text|buildids|txt|perfparser|gz)$/.test(name),
  )
  // Stacks that perf unwinds itself, with the binaries of this machine; and files without samples.
  const others = /dwarf|contentsize|fibo|stat\.data/
  it.each(
    seen.filter(({ name }) => !others.test(name)).map(file => [file.path, file] as const),
  )('%s has the same samples', async (_, file) => {
    const path = join(folder, 'perf.data')
    writeFileSync(path, file.bytes())
    const wanted = scriptSamples(path)
    // What this perf is too old for is compared with what its own writer's tests say of it, if at all.
    if (wanted === null) return
    const found = ourSamples(await readAny(file.bytes(), file.name), wanted.hasStacks)
    expect(found.sort()).toEqual(wanted.lines.sort())
    tally('perf-data', 'oracle')
  })

  it('reads what this perf writes, compressed and not', async () => {
    const path = join(folder, 'live.data')
    for (const extra of [[], ['-z'], ['-o', '-']]) {
      const args = ['record', '-N', '-q', '-e', 'cpu-clock', '-F', '999', '-g', '-o', path, ...extra]
      const program = ['--', 'sh', '-c', 'i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done']
      const { status, stdout } = spawnSync('perf', [...args, ...program], { maxBuffer: 1 << 26 })
      // Where the kernel forbids it there is nothing to compare.
      if (status !== 0) return
      if (stdout.length > 0) writeFileSync(path, stdout)
      const bytes = new Uint8Array(
        stdout.length > 0 ? stdout : execFileSync('cat', [path], { maxBuffer: 1 << 26 }),
      )
      const found = ourSamples(await readAny(bytes, 'live.data'), true)
      expect(found.length).toBeGreaterThan(10)
      expect(found.sort()).toEqual(scriptSamples(path)!.lines.sort())
    }
  })
})
