import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { formatById } from '../../../src/formats/registry.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import {
  firefoxProfilerTitle,
  hasFirefoxProfiler,
  openInFirefoxProfiler,
} from '../../support/firefox-profiler.ts'
import { writeWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

/** Files of V8, and how many samples of a function may go to another where the file has samples out of order. */
const FILES = [
  ['cpuprofile', /sucrase\.cpuprofile/, 0],
  ['chrome-trace', /Chrome__116__Trace/, 1],
] as const

/** Self and total by function as the profiler has them. */
async function functionsOf(bytes: Uint8Array): Promise<Map<string, [number, number]>> {
  const threads = await openInFirefoxProfiler(bytes, { atMost: 40 })
  const found = new Map<string, [number, number]>()
  for (const { functions } of threads) {
    for (const { name, self, total } of functions) {
      const [knownSelf, knownTotal] = found.get(name) ?? [0, 0]
      if (total > 0) found.set(name, [knownSelf + self, knownTotal + total])
    }
  }
  return found
}

describe.skipIf(!hasFirefoxProfiler || !hasCorpus)(firefoxProfilerTitle, () => {
  it.each(
    FILES,
  )('finds the same in a %s and in the trace events that are written of it', async (folder, name, slack) => {
    const file = corpusFiles(folder).find(found => name.test(found.name))!
    const recordings = await readAny(file.bytes(), file.name)
    const written = await functionsOf(await writeWith(formatById('chrome-trace')!, recordings))
    const given = await functionsOf(file.bytes())
    expect([...written.keys()].sort()).toEqual([...given.keys()].sort())
    for (const [key, [self, total]] of given) {
      const [ownSelf, ownTotal] = written.get(key)!
      expect(Math.abs(ownSelf - self), key).toBeLessThanOrEqual(slack)
      expect(Math.abs(ownTotal - total), key).toBeLessThanOrEqual(slack)
    }
    tally('chrome-trace', 'oracle')
  })
})
