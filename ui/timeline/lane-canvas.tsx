import { useLayoutEffect, useRef } from 'preact/hooks'
import { theme } from '../state/theme.ts'
import type { LaneSurface } from './paint-lane.ts'

/** A canvas as large as its place that is painted anew when `paint`, its size or the theme change. */
export function LaneCanvas({ paint, label }: { paint: (surface: LaneSurface) => void; label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const shown = theme.value
  useLayoutEffect(() => {
    const element = canvas.current!
    const draw = () => {
      const ratio = devicePixelRatio
      const width = Math.round(element.clientWidth * ratio)
      const height = Math.round(element.clientHeight * ratio)
      if (width === 0 || height === 0) return
      element.width = width
      element.height = height
      const context = element.getContext('2d')!
      paint({ context, width, height, ratio, theme: shown })
    }
    draw()
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    return () => observer.disconnect()
  }, [paint, shown])
  // A lane whose room is kept for what is not there (yet) is no picture of anything.
  const picture = label === '' ? {} : ({ role: 'img', 'aria-label': label } as const)
  return <canvas ref={canvas} class="lane-canvas" {...picture} />
}
