import { flameSvg, openMerged } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** What flamegraph.pl draws of the same stacks. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  return flameSvg(recording, { title: 'scatter', countName: 'ms', compat: 'flamegraph' })
}
