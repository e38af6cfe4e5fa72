/** The words of a CPU profile: how wide they are, in which order their bytes stand, and what the header says. */
export interface CpuHeader {
  /** Bytes of a word. */
  readonly width: 4 | 8
  readonly isLittle: boolean
  /** 0: addresses of machine code. 1: Java; numbers that the text at the end names. */
  readonly version: 0 | 1
  /** Microseconds between samples. */
  readonly period: number
}

/** Words of the header: 0, 3 (words that follow), version, period, 0. */
export const HEADER_WORDS = 5

/** Recognises the header in any of the four layouts, null when it is none. */
export function headerOf(head: Uint8Array): CpuHeader | null {
  const view = new DataView(head.buffer, head.byteOffset, head.byteLength)
  for (const width of [4, 8] as const) {
    if (head.length < HEADER_WORDS * width) continue
    for (const isLittle of [true, false]) {
      const [zero, words, version, period, padding] = Array.from({ length: HEADER_WORDS }, (_, i) => {
        const low = view.getUint32(i * width + (width === 8 && !isLittle ? 4 : 0), isLittle)
        const high = width === 4 ? 0 : view.getUint32(i * width + (isLittle ? 4 : 0), isLittle)
        return high * 2 ** 32 + low
      }) as [number, number, number, number, number]
      const isHeader = zero === 0 && words === 3 && padding === 0 && period > 0 && period < 2 ** 32
      if (isHeader && (version === 0 || version === 1)) return { width, isLittle, version, period }
    }
  }
  return null
}
