import { flameSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** Centred on a function: who called it above, what it called below. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return flameSvg(recording, { title: 'total_wave', countName: 'ms', center: 'total_wave' })
}
