import { flameSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** Colours by name instead of heat, and names that are marked. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return flameSvg(recording, {
    title: 'scatter, by kind of code',
    countName: 'ms',
    colors: 'python',
    search: 'is_inside_contour',
    static: true,
  })
}
