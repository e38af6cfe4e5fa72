import { mapSvg, openMerged } from '../../src/index.ts'
import { FASTER, SCATTER, SURROUNDINGS } from './recordings.ts'

/** What a change brought: boxes as large as the larger of both costs, coloured by how much their own time fell or rose. */
export async function picture(): Promise<string> {
  const recording = await openMerged([FASTER], { ...SURROUNDINGS, base: SCATTER, normalize: 'none' })
  return mapSvg(recording, {
    title: 'scatter, with a cheap test first',
    width: 1000,
    height: 360,
    widths: 'union',
  })
}
