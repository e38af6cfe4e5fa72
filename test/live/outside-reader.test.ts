import { describe, it } from 'vitest'
import { compareParked, PARKED, withProgram } from '../support/compare-parked.ts'
import { livePythons, RELEASES, titleOf } from '../support/live-pythons.ts'

describe('openPythonTarget() reads what the program says of its parked threads', () => {
  for (const release of RELEASES) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), async () => {
      await withProgram([python!.path, PARKED], compareParked)
    })
  }
})
