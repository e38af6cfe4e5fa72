import type { Format } from '../format.ts'

const LOCAL_FILE = [0x50, 0x4b, 0x03, 0x04]
const FIRST_NAME = 'recording.json'

/** Pyrometer's own recording file: everything a recording holds. See docs/file-format.md. */
export const pyrometer: Format = {
  id: 'pyrometer',
  name: 'Pyrometer recording',
  extensions: ['pyrometer'],
  producedBy: 'pyrometer',
  detect(head) {
    if (LOCAL_FILE.some((byte, i) => head[i] !== byte)) return 0
    for (let i = 0; i < FIRST_NAME.length; i++) {
      if (head[30 + i] !== FIRST_NAME.charCodeAt(i)) return 0
    }
    return 1
  },
  async read(input) {
    const { decodeRecording } = await import('../../model/codec/read.ts')
    return [decodeRecording(await input.bytes())]
  },
  async write(recordings) {
    const { writeRecording } = await import('../../model/codec/write.ts')
    const { onlyRecording } = await import('../exporting/only-recording.ts')
    return writeRecording(onlyRecording(recordings, 'A .pyrometer file'))
  },
  losses: () => [],
}
