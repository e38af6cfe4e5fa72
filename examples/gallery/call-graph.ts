import { callGraphSvg, formatSeconds, openMerged, queryCallGraph } from '../../src/index.ts'
import { SCATTER, SURROUNDINGS } from './recordings.ts'

/** A call graph: each function once, coloured by its own time. */
export async function picture(): Promise<string> {
  const recording = await openMerged([SCATTER], SURROUNDINGS)
  const answer = queryCallGraph(recording, { isBySelf: true })
  const look = { theme: 'heat', skew: 1, labels: { formatTime: formatSeconds } } as const
  return callGraphSvg({ answer, recording, title: 'scatter', look, isBySelf: true, layout: 'layered' })
}
