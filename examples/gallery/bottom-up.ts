import { flameSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** Bottom-up: each function that cost something itself, under its callers. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return flameSvg(recording, { title: 'scatter, bottom-up', countName: 'ms', reverse: true, inverted: true })
}
