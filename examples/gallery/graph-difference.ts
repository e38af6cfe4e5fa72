import { callGraphSvg, formatSeconds, openMerged, queryCallGraph } from '../../src/index.ts'
import { FASTER, SCATTER, SURROUNDINGS } from './recordings.ts'

/** What a change brought to each function and each call: figures of both sides, their difference as the colour. */
export async function picture(): Promise<string> {
  const recording = await openMerged([FASTER], { ...SURROUNDINGS, base: SCATTER, normalize: 'none' })
  const answer = queryCallGraph(recording, { isBySelf: true })
  const look = { theme: 'heat', skew: 1, labels: { formatTime: formatSeconds } } as const
  const title = 'scatter, with a cheap test first'
  return callGraphSvg({ answer, recording, title, look, isBySelf: true, layout: 'layered' })
}
