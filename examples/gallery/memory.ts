import { openMerged, plotSvg } from '../../src/index.ts'
import { GROW, SURROUNDINGS } from './recordings.ts'

/** Memory over time, with the functions that were decorated as spans below. */
export async function picture(): Promise<string> {
  const recording = await openMerged([GROW], SURROUNDINGS)
  return plotSvg([recording], { title: 'grow.py', width: 1000 })
}
