import { flameSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** The same upside down, with the least boxes left out. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return flameSvg(recording, {
    title: 'scatter, from the top',
    countName: 'ms',
    inverted: true,
    minWidth: { pixels: 2 },
  })
}
