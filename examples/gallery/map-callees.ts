import { mapSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** What a function called: in its box stand its callees, as large as what they cost for it. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  const look = { callees: 'total_wave', width: 1000, height: 320 }
  return mapSvg(recording, { title: 'What total_wave called', ...look })
}
