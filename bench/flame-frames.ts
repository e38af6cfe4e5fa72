import { generateRecording } from '../test/support/generate-recording.ts'
import { frameRows, measurePictureFrames, type PictureFrames } from './picture-frames.ts'
import type { Bench } from './result.ts'

/** What panning and zooming a flame graph costs. */
export interface FlameFrames extends PictureFrames {
  readonly callNodes: number
}

/** The flame graph of a million call nodes: its first picture, and panning and zooming it. */
export const bench: Bench = {
  title: 'Flame graph with a million frames',
  run: async () => frameRows(await measureFlameFrames(), { firstPaint: 1000, lateShare: 0.05 }),
}

/** Opens a generated recording in Chromium, pans and zooms its flame graph with real input events for `seconds`, and
 *  measures. Needs Chromium and the built application. */
export async function measureFlameFrames(
  options: { callNodes?: number; seconds?: number; width?: number; height?: number } = {},
): Promise<FlameFrames> {
  const { callNodes = 1_000_000, seconds = 10, width = 1440, height = 900 } = options
  const recording = generateRecording({ stacks: callNodes, samples: callNodes, funcs: 20_000, maxDepth: 60 })
  const picture = { hash: '', canvas: '.flame-canvas', mark: 'flame-first-paint' }
  return { callNodes, ...(await measurePictureFrames(recording, { ...picture, seconds, width, height })) }
}
