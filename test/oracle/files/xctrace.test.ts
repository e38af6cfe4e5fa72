import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { corpusFiles, hasCorpus } from '../../support/corpus.ts'
import { pathsOf } from '../../support/folded-paths.ts'
import { tally } from '../../support/tally.ts'

/** Folds an export with patterns alone: no tree, no streaming, none of the reader's code. */
function fold(xml: string): Map<string, number> {
  const frames = new Map<string, string>()
  for (const [, id, name] of xml.matchAll(/<frame id="(\d+)" name="([^"]*)"/g)) {
    frames.set(id!, name!.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'))
  }
  const traces = new Map<string, string>()
  const paths = new Map<string, number>()
  for (const [row] of xml.matchAll(/<row>.*?<\/row>/gs)) {
    const [, attribute, id, inside] = /<backtrace (id|ref)="(\d+)"(?:\/>|>(.*?)<\/backtrace>)/s.exec(row)!
    if (attribute === 'id') {
      const names = [...inside!.matchAll(/<frame (?:id|ref)="(\d+)"/g)].map(
        ([, frame]) => frames.get(frame!)!,
      )
      traces.set(id!, names.reverse().join(';'))
    }
    const path = traces.get(id!)!
    paths.set(path, (paths.get(path) ?? 0) + 1)
  }
  return paths
}

describe.skipIf(!hasCorpus)('exports of xctrace (needs the corpus)', () => {
  it.each(
    corpusFiles('xctrace')
      .filter(({ name }) => name.endsWith('.xml'))
      .map(file => [file.path, file] as const),
  )('%s has the rows that patterns find', async (_, file) => {
    const [recording] = await readAny(file.bytes(), file.name)
    expect(pathsOf(recording!, 1)).toEqual(fold(new TextDecoder().decode(file.bytes())))
    expect(recording!.stacks!.weights[0]!.every(weight => weight === 1e6)).toBe(true)
    expect(recording!.stacks!.isTimed).toBe(true)
    tally('xctrace', 'oracle')
  })
})
