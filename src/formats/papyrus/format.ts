import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

const EVENT = /^\d+:(?:START|PUSH|POP|QUEUE_PUSH|QUEUE_POP):\d+/m

/** The log of Skyrim's script profiler. */
export const papyrus: Format = {
  id: 'papyrus',
  name: 'Papyrus profile',
  extensions: ['log'],
  producedBy: "Papyrus' StartStackProfiling, StartScriptProfiling (Skyrim, Fallout 4)",
  detect(head) {
    const text = decodeHead(head)
    if (!EVENT.test(text)) return 0
    return / log opened \(\w+\)\s*$/m.test(text.slice(0, 400)) ? 0.95 : 0.7
  },
  async read(input, options) {
    const { readPapyrus } = await import('./read.ts')
    return readPapyrus(input, options)
  },
}
