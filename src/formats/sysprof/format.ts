import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'
import { isCapture } from './is-capture.ts'

/** The XML that sysprof saved up to 1.2, and the captures of sysprof 3 and later. */
export const sysprof: Format = {
  id: 'sysprof',
  name: 'Sysprof',
  extensions: ['syscap', 'sysprof'],
  producedBy: 'sysprof',
  detect(head) {
    if (isCapture(head)) return 1
    const text = decodeHead(head.subarray(0, 4096))
    return /^\s*(?:<\?xml[^>]*>\s*)?<profile>\s*<size>\s*\d+\s*<\/size>/.test(text) ? 0.95 : 0
  },
  async read(input, options) {
    const { readSysprof } = await import('./read.ts')
    return readSysprof(input, options)
  },
}
