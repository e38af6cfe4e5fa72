import type { Confidence, Format } from '../format.ts'

/** Method traces of Android's runtime. */
export const artTrace: Format = {
  id: 'art-trace',
  name: 'Android ART method trace',
  extensions: ['trace'],
  producedBy: 'Android (Debug.startMethodTracing, am profile, Android Studio)',
  detect: detectArtTrace,
  async read(input) {
    const { readArtTrace } = await import('./read.ts')
    return readArtTrace(await input.bytes(), input.name)
  },
}

/** Text that begins with its version, or "SLOW" and a version (0xf0 where it was streamed). */
function detectArtTrace(head: Uint8Array): Confidence {
  const start = String.fromCharCode(...head.subarray(0, 12))
  if (/^\*version\n\d{1,2}\n/.test(start)) return 1
  const version = (head[4] ?? 0) & 0x0f
  const isTrace = start.startsWith('SLOW') && head[5] === 0 && version > 0 && version < 8
  return isTrace ? 1 : 0
}
