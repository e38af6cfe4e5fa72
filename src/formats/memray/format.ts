import type { Format } from '../format.ts'

const MAGIC = [0x6d, 0x65, 0x6d, 0x72, 0x61, 0x79, 0]
const LZ4 = [0x04, 0x22, 0x4d, 0x18]

/** memray's capture files. */
export const memray: Format = {
  id: 'memray',
  name: 'memray',
  extensions: ['bin'],
  producedBy: 'memray run, memray.Tracker',
  detect: head => (startsWith(head, 0, MAGIC) || startsWith(head, firstLiteral(head), MAGIC) ? 1 : 0),
  async read(input, options) {
    const { readMemray } = await import('./read.ts')
    return readMemray(input, options)
  },
}

/** Where the first bytes that an LZ4 frame packs stand: nothing comes before them that they could repeat. -1 none. */
function firstLiteral(head: Uint8Array): number {
  if (!startsWith(head, 0, LZ4)) return -1
  const flags = head[4]!
  const block = 7 + ((flags & 8) === 0 ? 0 : 8) + ((flags & 1) === 0 ? 0 : 4)
  const isStored = head[block + 3]! >>> 7 === 1
  if (isStored) return block + 4
  let at = block + 5
  if (head[block + 4]! >>> 4 === 15) while (head[at++] === 255);
  return at
}

function startsWith(head: Uint8Array, at: number, magic: readonly number[]): boolean {
  return at >= 0 && magic.every((byte, i) => head[at + i] === byte)
}
