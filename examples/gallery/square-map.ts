import { mapSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** A square map: each box is as large as what was spent in it for the box around it. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return mapSvg(recording, { title: 'scatter', width: 1000, height: 480 })
}
