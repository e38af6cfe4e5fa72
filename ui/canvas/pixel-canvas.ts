import { makeTextFitter, type TextFitter } from './text-fitter.ts'

const LABEL_FONT = '12px'

/** Where pixels go: a frame of `width` by `height` device pixels. */
export interface Surface {
  readonly pixels: Uint32Array
  readonly width: number
  readonly height: number
  /** Device pixels per CSS pixel. */
  readonly ratio: number
}

/** A canvas whose pixels are put by own code, with text and lines over them. */
export interface PixelCanvas {
  readonly context: CanvasRenderingContext2D
  /** CSS pixels; 0 before it has a place. */
  readonly width: number
  readonly height: number
  /** Fits the canvas to its place; in CSS pixels. */
  resize(width: number, height: number, ratio: number): void
  /** Puts what `paint` leaves in the pixels; null, and nothing is painted, before it has a place. */
  put<T>(paint: (surface: Surface) => T): { readonly painted: T; readonly fitter: TextFitter } | null
}

/** Makes a canvas one of pixels. `family` is the font family of its labels. */
export function makePixelCanvas(canvas: HTMLCanvasElement, family: string): PixelCanvas {
  // Pixels are put by the processor, many times a second: a canvas in main memory takes them without a copy.
  const context = canvas.getContext('2d', { alpha: false, willReadFrequently: true })!
  let image: ImageData | null = null
  let pixels = new Uint32Array(0)
  let fitter: TextFitter | null = null
  let size = { width: 0, height: 0, ratio: 1 }
  return {
    context,
    get width() {
      return size.width
    },
    get height() {
      return size.height
    },
    resize(width, height, ratio) {
      size = { width, height, ratio }
      canvas.width = Math.max(1, Math.round(width * ratio))
      canvas.height = Math.max(1, Math.round(height * ratio))
      image = context.createImageData(canvas.width, canvas.height)
      pixels = new Uint32Array(image.data.buffer)
      context.setTransform(ratio, 0, 0, ratio, 0, 0)
      context.font = `${LABEL_FONT} ${family}`
      fitter ??= makeTextFitter(text => context.measureText(text).width)
    },
    put(paint) {
      if (image === null || fitter === null) return null
      const painted = paint({ pixels, width: canvas.width, height: canvas.height, ratio: size.ratio })
      context.putImageData(image, 0, 0)
      return { painted, fitter }
    },
  }
}
