import { decodeHead } from '../decoding/text/lines.ts'
import { lossesBut, unitLosses } from '../exporting/losses.ts'
import type { Confidence, Format } from '../format.ts'

/** Google's Trace Event Format: chrome://tracing, DevTools, Perfetto's JSON. */
export const chromeTrace: Format = {
  id: 'chrome-trace',
  name: 'Chrome trace events',
  extensions: ['trace.json', 'chrome.json', 'trace'],
  producedBy:
    'Chrome DevTools, chrome://tracing, Node.js (--trace-events), viztracer, py-spy, Hermes, Bazel, clang -ftime-trace, PyTorch, pyrometer',
  detect: detectChromeTrace,
  async read(input, options) {
    const { readChromeTrace } = await import('./read.ts')
    return readChromeTrace(input, options)
  },
  needs: 'stacks',
  holdsSeveral: true,
  async write(recordings) {
    const { writeChromeTrace } = await import('./write.ts')
    return writeChromeTrace(recordings)
  },
  losses: recording => [
    ...unitLosses(recording, 'microseconds'),
    ...lossesBut(recording, [
      ...([
        'stacks',
        'threads',
        'time-order',
        'lines',
        'columns',
        'fractions',
        'timelines',
        'marks',
      ] as const),
      ...(holdsValueTypes(recording.stacks?.valueTypes.map(type => type.name))
        ? ['value-types' as const]
        : []),
    ]),
  ],
}

/** The value types that events say by themselves: how long, and how often or how many samples. */
function holdsValueTypes(names: readonly string[] | undefined): boolean {
  return names?.join() === 'wall,calls' || names?.join() === 'wall,samples'
}

/** The list of events under its key, or a list whose first objects have a phase and a time or a process. */
function detectChromeTrace(head: Uint8Array): Confidence {
  const text = decodeHead(head)
  const [open] = /^\s*[[{]/.exec(text) ?? ['']
  if (open === '') return 0
  const hasEvents = /"ph"\s*:\s*"[A-Za-z(),=]"/.test(text) && /"(?:ts|pid|tid)"\s*:/.test(text)
  if (open.endsWith('[')) return hasEvents ? 0.8 : 0
  if (/"traceEvents"\s*:\s*\[/.test(text)) return 0.95
  return hasEvents || /"stackFrames"\s*:\s*\{/.test(text) ? 0.5 : 0
}
