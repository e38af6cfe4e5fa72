import { generateRecording } from '../test/support/generate-recording.ts'
import { frameRows, measurePictureFrames, type PictureFrames } from './picture-frames.ts'
import type { Bench } from './result.ts'

/** What panning and zooming a square map costs. */
export interface MapFrames extends PictureFrames {
  readonly nodes: number
}

/** The square map of a hundred thousand nodes: its first picture, and panning and zooming it. */
export const bench: Bench = {
  title: 'Square map with a hundred thousand nodes',
  run: async () => frameRows(await measureMapFrames(), { firstPaint: 300, lateShare: null }),
}

/** Opens a generated recording in Chromium, pans and zooms its square map with real input events for `seconds`, and
 *  measures. Needs Chromium and the built application. */
export async function measureMapFrames(
  options: { nodes?: number; seconds?: number; width?: number; height?: number } = {},
): Promise<MapFrames> {
  const { nodes = 100_000, seconds = 10, width = 1440, height = 900 } = options
  const recording = generateRecording({ stacks: nodes, samples: nodes, funcs: 5000, maxDepth: 60 })
  const picture = { hash: 'view=map', canvas: '.map-canvas', mark: 'map-first-paint' }
  return { nodes, ...(await measurePictureFrames(recording, { ...picture, seconds, width, height })) }
}
