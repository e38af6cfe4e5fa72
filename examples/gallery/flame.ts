import { flameSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** A flame graph: where the time of a program went, callees on their callers. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return flameSvg(recording, { title: 'scatter', countName: 'ms' })
}
