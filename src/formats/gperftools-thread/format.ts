import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'

/** Where every thread or goroutine stood at one moment: /threadz, Go's goroutine and threadcreate profiles as text. */
export const gperftoolsThread: Format = {
  id: 'gperftools-thread',
  name: 'Thread stacks (threadz, goroutines)',
  extensions: ['thread', 'threadz', 'goroutine'],
  producedBy:
    'Google servers (/threadz), Go (goroutine and threadcreate, debug=1 and debug=2, stack traces of a crash)',
  detect(head) {
    const text = decodeHead(head)
    if (/^\s*--- (?:threadz \d+ ---|Thread [0-9a-f]+ \(name: .*\/\d+\) stack: ---)/i.test(text)) return 0.95
    if (/^\s*(?:#.*\n\s*)*\w+ profile: total \d+\r?\n(?:\s*\d+ @|\s*$)/.test(text)) return 0.95
    return /(?:^|\n)goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[[^\]\n]+\]:\r?\n\S[^\n]*\r?\n\t\S+:\d+/.test(
      text,
    )
      ? 0.8
      : 0
  },
  async read(input, options) {
    const { readThreads } = await import('./read.ts')
    return readThreads(input, options)
  },
}
