import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'vitest'
import { corpusFiles } from '../../support/corpus.ts'
import { expectFacts } from '../../support/memray-facts.ts'
import { findPeer, peerTitle } from '../../support/peers.ts'

const file = corpusFiles('memray').find(({ name }) => name.startsWith('C-killer'))
const peer = findPeer('memray-12')

// 88 million allocations: some 10 s for each of the two.
describe.skipIf(peer === null || file === undefined)(peerTitle('memray-12'), () => {
  it('has the same peak of a large capture', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pyrometer-memray-'))
    try {
      const path = join(folder, file!.name)
      writeFileSync(path, file!.bytes())
      await expectFacts(peer!, path, { isLarge: true })
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
