import { generateRecording } from '../test/support/generate-recording.ts'
import { frameRows, measurePictureFrames, type PictureFrames } from './picture-frames.ts'
import type { Bench } from './result.ts'

/** What panning and zooming a call graph costs. */
export interface GraphFrames extends PictureFrames {
  readonly nodes: number
}

/** A call graph of five hundred nodes: its first picture, and panning and zooming it. */
export const bench: Bench = {
  title: 'Call graph of five hundred functions in the browser',
  run: async () => frameRows(await measureGraphFrames(), { firstPaint: null, lateShare: null }),
}

/** Opens a generated recording in Chromium, pans and zooms its call graph with real input events for `seconds`, and
 *  measures. Needs Chromium and the built application. */
export async function measureGraphFrames(
  options: { nodes?: number; seconds?: number; width?: number; height?: number } = {},
): Promise<GraphFrames> {
  const { nodes = 500, seconds = 10, width = 1440, height = 900 } = options
  const recording = generateRecording({ stacks: 1500, samples: 20_000, funcs: 700, maxDepth: 25 })
  const picture = { hash: `view=graph&nodes=${nodes}`, canvas: '.graph-canvas', mark: 'graph-first-paint' }
  return { nodes, ...(await measurePictureFrames(recording, { ...picture, seconds, width, height })) }
}
