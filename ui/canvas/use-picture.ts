import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** What draws on a canvas. */
export interface Picture {
  /** CSS pixels, and device pixels a CSS pixel. */
  resize(width: number, height: number, ratio: number): void
  close?(): void
}

/** A picture that is as large as its host. */
export interface HostedPicture<P extends Picture> {
  readonly host: RefObject<HTMLDivElement | null>
  readonly canvas: RefObject<HTMLCanvasElement | null>
  /** Null until the host is on the page. */
  readonly picture: RefObject<P | null>
  /** Draws at once. */
  readonly draw: () => void
  /** Draws with the next frame of the screen, however often it is asked for before. */
  readonly request: () => void
}

/** The fonts that pictures write with. */
export function pictureFonts(): { readonly code: string; readonly ui: string } {
  const style = getComputedStyle(document.documentElement)
  return { code: style.getPropertyValue('--code'), ui: style.getPropertyValue('--ui') }
}

/**
 * Makes a picture for a canvas once, keeps it as large as its host, and draws it by what `draw` is in the newest render.
 * `onSize` is told the size in CSS pixels before the picture is drawn in it.
 */
export function usePicture<P extends Picture>(how: {
  readonly make: (canvas: HTMLCanvasElement, request: () => void) => P
  readonly draw: (picture: P) => void
  readonly onSize?: (size: { readonly width: number; readonly height: number }) => void
}): HostedPicture<P> {
  const host = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef<P>(null)
  const frame = useRef(0)
  const latest = useRef(how)
  latest.current = how
  const draw = () => {
    frame.current = 0
    if (picture.current !== null) latest.current.draw(picture.current)
  }
  const request = () => {
    if (frame.current === 0) frame.current = requestAnimationFrame(draw)
  }
  useLayoutEffect(() => {
    const made = how.make(canvas.current!, request)
    picture.current = made
    const fit = () => {
      const { clientWidth: width, clientHeight: height } = host.current!
      made.resize(width, height, devicePixelRatio)
      latest.current.onSize?.({ width, height })
      draw()
    }
    const observer = new ResizeObserver(fit)
    observer.observe(host.current!)
    return () => {
      observer.disconnect()
      made.close?.()
      cancelAnimationFrame(frame.current)
    }
  }, [])
  return { host, canvas, picture, draw, request }
}

/** Leaves a mark for measurements, once. */
export function markOnce(name: string): void {
  if (performance.getEntriesByName(name).length === 0) performance.mark(name)
}
