import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, it } from 'vitest'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { expectFacts } from '../../support/memray-facts.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'

const PROGRAM = join(import.meta.dirname, 'memray-program.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-memray-'))

afterAll(() => rmSync(folder, { recursive: true, force: true }))

const OPTIONS = [
  [],
  ['--aggregate'],
  ['--native'],
  ['--native', '--aggregate'],
  ['--trace-python-allocators'],
  ['--no-compress'],
] as const

describe.each(['memray-12', 'memray-12-python-3.10', 'memray-13'])('%s', name => {
  const peer = findPeer(name)
  it.skipIf(peer === null).each(OPTIONS.map(options => [options.join(' '), options] as const))(
    `${peerTitle(name)} %s writes what is read`,
    async (_, options) => {
      const path = join(folder, `${name}${options.join('')}.bin`)
      peer!.run(['-m', 'memray', 'run', '-q', '-f', ...options, '-o', path, PROGRAM])
      await expectFacts(peer!, path)
    },
  )
})

describe.skipIf(findPeer('memray-12') === null)(`${peerTitle('memray-12')} reads`, () => {
  const files = [...corpusFiles('memray'), ...fixtureFiles('memray')].filter(
    // The one of 88 million allocations is read by memray-large.test.ts.
    ({ name }) => name.endsWith('.bin') && !name.startsWith('C-killer'),
  )
  it.each(files.map(file => [file.path, file] as const))('%s as we do', async (_, file) => {
    const path = join(folder, file.name)
    writeFileSync(path, file.bytes())
    const version = file.bytes().length > 0 && file.name.includes('-13') ? 'memray-13' : 'memray-12'
    await expectFacts(findPeer(version)!, path, { isLarge: file.bytes().length > 1e5 })
  })
})
