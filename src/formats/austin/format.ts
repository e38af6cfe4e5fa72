import { decodeHead } from '../decoding/text/lines.ts'
import type { Format } from '../format.ts'
import { austinLosses, nameLosses } from './losses.ts'

/** `P12;T0:34;a.py:f:7 120`, `… 120,0,4096`: Austin 3 and 4. */
const SAMPLE = /^P\d+;T[^;\s]+(?:;.*)? -?\d+(?:,[01],-?\d+)?$/
/** `Process 12;Thread 7f01;f (a.py:7) 120`, `… f (a.py);L7 120 0 0`: Austin 1 and 2. */
const OLD_SAMPLE = /^(?:Process \d+;)?Thread [\da-fA-F]+(?:;.*(?:\)|L\d+))?(?: -?\d+){1,3}$/
const METADATA = /^# [\w-]+: /
const TRIAL_LINES = 200

/** Austin's text: a line a sample, with process, thread, frames and what it measured. */
export const austin: Format = {
  id: 'austin',
  name: 'Austin',
  extensions: ['austin'],
  producedBy: 'Austin 1 to 4, austin-python (mojo2austin, austin-compress), pyrometer',
  detect(head) {
    const lines = decodeHead(head).split('\n', TRIAL_LINES + 1)
    // The last line of the head may be cut in the middle.
    if (lines.length > 1 && head.length >= 1 << 16) lines.pop()
    const full = lines.map(line => line.trimEnd()).filter(line => line !== '')
    const data = full.filter(line => !METADATA.test(line))
    if (data.length === 0) return full[0]?.startsWith('# austin: ') === true ? 0.8 : 0
    const samples = data.filter(line => SAMPLE.test(line)).length
    if (samples >= 0.8 * data.length) return 0.95
    const old = data.filter(line => OLD_SAMPLE.test(line)).length
    return old >= 0.8 * data.length ? 0.85 : 0
  },
  async read(input, options) {
    const { readAustin } = await import('./read.ts')
    return readAustin(input, options)
  },
  needs: 'stacks',
  async write(recordings) {
    const { writeAustin } = await import('./write.ts')
    return writeAustin(recordings)
  },
  losses: recording => [
    ...austinLosses(recording, ['stacks', 'threads', 'time-order', 'lines', 'addresses']),
    ...nameLosses(recording),
  ],
}
