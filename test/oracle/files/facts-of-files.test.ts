import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Profile } from 'pprof-format'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { unwrapBytes } from '../../../src/formats/opening/unwrap-chunks.ts'
import { detectWrapper } from '../../../src/formats/opening/wrapper.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { CORPUS, corpusFiles, hasCorpus } from '../../support/corpus.ts'

/** A line number as a reader may take it: Julia writes -1 where it knows none. */
function lineOf(line: number | bigint): number {
  return Number(line) < 2 ** 31 ? Number(line) : 0
}

/** The whole of each value type. */
function totalsOf(recording: Recording): number[] {
  return recording.stacks!.weights.map(column => column.reduce((sum, value) => sum + value, 0))
}

/** Self and total by a name of each func, a recursive func counted once a sample: slow and plain on purpose. */
function functionShares(recording: Recording, nameOf: (func: number) => string) {
  const { shared, stacks } = recording
  const self = new Map<string, number>()
  const total = new Map<string, number>()
  const add = (to: Map<string, number>, key: string, value: number) => to.set(key, (to.get(key) ?? 0) + value)
  const weights = stacks!.weights[stacks!.defaultValueType]!
  for (let i = 0; i < weights.length; i++) {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      names.push(nameOf(shared.frames.func[shared.stacks.frame[at]!]!))
    }
    if (names.length > 0) add(self, names[0]!, weights[i]!)
    for (const name of new Set(names)) add(total, name, weights[i]!)
  }
  return { self, total }
}

const counted = [...corpusFiles('collapsed'), ...corpusFiles('py-spy')].filter(
  file => /stacks=[1-9]\d* sum=/.test(file.notes) && !/austin__flames|-diff\.txt/.test(file.name),
)

describe.skipIf(!hasCorpus)('collapsed stacks (needs the corpus)', () => {
  it.each(
    counted.map(file => [file.path, file] as const),
  )('%s adds up to what the index says', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    expect(totalsOf(recording!)[0]).toBeCloseTo(Number(/sum=([\d.]+)/.exec(file.notes)![1]), 6)
  })

  it('are enough to count', () => expect(counted.length).toBeGreaterThan(15))

  it.each([
    'jrfonseca-gprof2dot__collapse__digits.collapse',
    'jrfonseca-gprof2dot__keywords.collapse',
    'jrfonseca-gprof2dot__synapse.collapse',
  ])('%s has the shares that gprof2dot draws', async name => {
    const file = corpusFiles('collapsed').find(found => found.name === name)!
    const [recording] = await readAny(file.bytes(), name)
    const whole = totalsOf(recording!)[0]!
    const { strings, sources, funcs } = recording!.shared
    const { self, total } = functionShares(recording!, func => {
      const source = funcs.source[func]!
      const label = source === -1 ? [] : [strings[sources.path[source]!]!]
      return [...label, strings[funcs.name[func]!]!].join('\\n')
    })
    const dot = readFileSync(join(CORPUS, 'collapsed', `${name}.gprof2dot.dot`), 'utf8')
    const nodes = [...dot.matchAll(/label="(.*)\\n([\d.]+)%\\n\(([\d.]+)%\)"/g)]
    expect(nodes.length).toBeGreaterThan(3)
    for (const [, label, totalShare, selfShare] of nodes) {
      expect((100 * (self.get(label!) ?? 0)) / whole, label).toBeCloseTo(Number(selfShare), 1)
      // gprof2dot estimates the totals of functions in a cycle; those outside are exact.
      const isExact = Math.abs((100 * total.get(label!)!) / whole - Number(totalShare)) < 0.006
      if (name.includes('synapse')) continue
      expect(isExact, label).toBe(true)
    }
  })
})

const profiles = corpusFiles('pprof')

describe.skipIf(!hasCorpus)('pprof files (needs the corpus)', () => {
  it.each(
    profiles.map(file => [file.path, file] as const),
  )('%s is as pprof-format decodes it', async (_, file) => {
    const bytes = file.bytes()
    const wrapper = detectWrapper(bytes)
    const profile = Profile.decode(wrapper === null ? bytes : await unwrapBytes(bytes, wrapper))
    const text = (index: unknown) => profile.stringTable.strings[Number(index)] ?? ''
    const [recording] = await readAny(bytes, file.name)
    const { samples, valueTypes } = recording!.stacks!
    expect(samples.length).toBe(profile.sample.length)
    expect(valueTypes.map(type => type.name)).toEqual(
      profile.sampleType.map(type => text(type.type) || 'value'),
    )
    const functions = new Map(profile.function.map(func => [BigInt(func.id), func]))
    const locations = new Map(profile.location.map(location => [BigInt(location.id), location]))
    const { shared } = recording!
    for (const [i, sample] of profile.sample.entries()) {
      expect(recording!.stacks!.weights.map(column => column[i])).toEqual(
        valueTypes.map((_, k) => Number(BigInt.asIntN(64, BigInt(sample.value[k] ?? 0)))),
      )
      const wanted = sample.locationId.flatMap(id => {
        const location = locations.get(BigInt(id))
        if (location === undefined) return []
        const address = BigInt(location.address)
        const names = location.line.map(line => {
          const func = functions.get(BigInt(line.functionId))
          return `${text(func?.name) || text(func?.systemName) || `0x${address.toString(16)}`}:${lineOf(line.line)}@${address}`
        })
        return names.length === 0 ? [`0x${address.toString(16)}:0@${address}`] : names
      })
      const found: string[] = []
      for (let at = samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
        const frame = shared.stacks.frame[at]!
        const name = shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]!
        found.push(`${name}:${Math.max(0, shared.frames.line[frame]!)}@${shared.frames.address[frame]}`)
      }
      expect(found).toEqual(wanted)
    }
    expect(shared.libs.length).toBeLessThanOrEqual(profile.mapping.length)
  })
})

describe.skipIf(!hasCorpus)('speedscope and cpuprofile files (needs the corpus)', () => {
  it.each(
    corpusFiles('speedscope')
      .filter(file => /profiles=\[/.test(file.notes) && !/invalid/.test(file.name))
      .map(file => [file.path, file] as const),
  )('%s has the profiles that the index names', async (_, file) => {
    const recordings = await readAny(file.bytes(), file.name)
    const facts = [...file.notes.matchAll(/\('(\w+)', '(\w+)', (\d+), ([\d.]+)\)/g)]
    expect(recordings.reduce((sum, recording) => sum + recording.shared.threads.length, 0)).toBe(facts.length)
    const whole = facts.reduce((sum, fact) => sum + Number(fact[4]), 0)
    expect(recordings.reduce((sum, recording) => sum + totalsOf(recording)[0]!, 0)).toBeCloseTo(whole, 6)
  })

  it.each(
    corpusFiles('cpuprofile')
      .filter(file => /samples=\d/.test(file.notes))
      .map(file => [file.path, file] as const),
  )('%s has the samples and the length that the index names', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    const fact = (name: string) => Number(new RegExp(`${name}=(\\d+)`).exec(file.notes)![1])
    expect(recording!.stacks!.samples.length).toBe(fact('samples'))
    const length = (fact('end') - fact('start')) * 1000
    expect(recording!.meta.duration).toBe(length)
    // The samples fill the time from the first of them to the end.
    expect(totalsOf(recording!)[0]! + recording!.stacks!.samples.time[0]!).toBeCloseTo(length, -1)
  })
})
