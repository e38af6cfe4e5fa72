import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Format } from '../format.ts'

const COUNTED = /^(?:.*\S)?[ \t]+-?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?[ \t]*$/
const SAMPLE_LINES = 400
/** Frames that the beginning of a stack must have which is longer than all that is looked at. */
const LONG_STACK = 500

/** Collapsed (folded) stacks: one line a stack, root first, and its count. */
export const collapsed: Format = {
  id: 'collapsed',
  name: 'Collapsed stacks',
  extensions: ['collapsed', 'folded', 'txt', 'collapse', 'raw'],
  producedBy: 'stackcollapse-*.pl, inferno, py-spy (raw), async-profiler, bpftrace tools, pyrometer',
  detect(head, name) {
    const text = decodeHead(head)
    if (text.includes('\0')) return 0
    const isNamedSo = /\.(folded|collapsed?)$/i.test(name ?? '')
    const lines = text.split('\n', SAMPLE_LINES + 1)
    // The last line of the head may be cut in the middle.
    const isOne = lines.length === 1
    if (!isOne) lines.pop()
    const stacks = lines.filter(line => line.trim() !== '' && !line.startsWith('# '))
    const counted = stacks.filter(line => COUNTED.test(line.endsWith('\r') ? line.slice(0, -1) : line))
    if (counted.length === 0 && isOne && isLongStack(text)) return isNamedSo ? 0.5 : 0.1
    if (counted.length === 0 || counted.length < 0.6 * stacks.length) return 0
    const hasPaths = counted.some(line => line.includes(';'))
    if (!hasPaths && counted.length < stacks.length && !isNamedSo) return 0
    return (hasPaths ? 0.5 : 0.1) + (isNamedSo ? 0.2 : 0)
  },
  async read(input, options) {
    const { readCollapsed } = await import('./read.ts')
    return readCollapsed(input, options)
  },
  needs: 'stacks',
  async write(recordings) {
    const { writeCollapsed } = await import('./write.ts')
    return writeCollapsed(recordings)
  },
  losses: recording =>
    lossesBut(recording, [
      ...(['stacks', 'lines', 'inlining', 'fractions'] as const),
      // A difference of two profiles is two counts a line.
      ...(recording.stacks?.valueTypes[0]?.name === 'before' ? (['value-types'] as const) : []),
    ]),
}

/** Whether a text without the end of its line may be the beginning of a deep stack. Programs on one line have braces and equal
 *  signs between their semicolons. */
function isLongStack(text: string): boolean {
  const frames = text.split(';')
  return frames.length >= LONG_STACK && !frames.some(frame => /[{}=]/.test(frame.replace(/<.*>|\(.*\)/g, '')))
}
