import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import { readStackprofData } from '../../../src/formats/stackprof/data.ts'
import { queryFunctions } from '../../../src/query/functions/functions.ts'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { sayingsOf } from '../../support/paths-and-calls.ts'
import { tally } from '../../support/tally.ts'

const files = [...corpusFiles('stackprof'), ...fixtureFiles('stackprof')].map(
  file => [file.path, file] as const,
)

describe('stackprof', () => {
  it.each(files)('%s gives every function the samples that stackprof counted itself', async (_, file) => {
    const data = readStackprofData(file.bytes())
    const [recording] = await readAny(file.bytes(), file.name)
    const part = (recording!.stacks ?? recording!.calls)!
    const valueType = part.valueTypes.findIndex(({ name }) => name === 'samples')
    const { rows } = queryFunctions(recording!, { valueType })
    const self = new Map<string, number>()
    const total = new Map<string, number>()
    const key = (name: string, path: string | null, line: number) => `${name}|${path ?? ''}|${line}`
    for (const frame of data.frames) {
      const text = key(frame.name, frame.file, frame.line)
      self.set(text, (self.get(text) ?? 0) + frame.self)
      total.set(text, (total.get(text) ?? 0) + frame.total)
    }
    const { strings, funcs, sources } = recording!.shared
    for (let i = 0; i < rows.length; i++) {
      const func = rows.func[i]!
      const source = funcs.source[func]!
      const text = key(
        strings[funcs.name[func]!]!,
        source === -1 ? null : strings[sources.path[source]!]!,
        funcs.line[func]!,
      )
      expect(rows.self[i], text).toBe(self.get(text) ?? 0)
      // The totals of old versions count a garbage collection where it stands only.
      if (data.version === '1.2' && !text.startsWith('('))
        expect(rows.total[i], text).toBeLessThanOrEqual(total.get(text)!)
    }
    tally('stackprof', 'oracle')
  })

  const program = ['/usr/bin/stackprof', '/usr/local/bin/stackprof'].find(existsSync) ?? null
  it.skipIf(program === null).each(fixtureFiles('stackprof').map(file => [file.path, file] as const))(
    '%s says the same as the JSON that stackprof makes of it (needs stackprof)',
    async (path, file) => {
      const { stdout } = spawnSync(program!, ['--json', path], { encoding: 'buffer', maxBuffer: 1 << 28 })
      const [ours] = await readAny(file.bytes(), 'x')
      const [json] = await readAny(new Uint8Array(stdout), 'x')
      expect(sayingsOf(ours!)).toEqual(sayingsOf(json!))
      tally('stackprof', 'oracle')
    },
  )
})
