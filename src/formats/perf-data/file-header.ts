import { FormatError } from '../../base/errors.ts'
import { attrSizeAt, type PerfEvent, parseEventAttr } from './event-attr.ts'
import { type Block, bigint64, blockOf, FORMAT, number64, textAt } from './perf-bytes.ts'

/** A range of bytes of the file. */
export interface Section {
  readonly offset: number
  readonly size: number
}

/** The head of a perf.data file. */
export interface FileHeader {
  readonly events: PerfEvent[]
  readonly data: Section
  /** Whether the size of the data was never filled in: perf was killed. */
  readonly isUnfinished: boolean
  /** Feature sections by number. */
  readonly features: ReadonlyMap<number, Section>
  /** Sections that reach past the end of the file, which was cut off. */
  readonly isCutOff: boolean
}

/** Bytes of the head of a stream, and of a file without its features and with them. */
export const PIPE_HEADER = 16
const SHORT_HEADER = 72
const FULL_HEADER = 104
/** Bytes of one entry of the old table of events: id and name. */
const EVENT_TYPE_SIZE = 72

/** Whether numbers come lowest byte first, and whether it is a stream; null while there are too few bytes.
 *  @throws FormatError when the head is none of perf's. */
export function readMagic(head: Uint8Array): { isLittle: boolean; isPipe: boolean } | null {
  if (head.length < PIPE_HEADER) return null
  const magic = String.fromCharCode(...head.subarray(0, 8))
  // The first version has the same letters in both orders: the size of the header tells.
  const isLittle = magic === 'PERFILE2' || (magic === 'PERFFILE' && head[8] !== 0)
  if (magic !== 'PERFILE2' && magic !== '2ELIFREP' && magic !== 'PERFFILE') {
    throw new FormatError(FORMAT, 'expected "PERFILE2" or "PERFFILE"', { offset: 0 })
  }
  const size = number64(blockOf(head, isLittle), 8)
  if (size < PIPE_HEADER) {
    throw new FormatError(FORMAT, `expected a header of 16, 72 or 104 bytes, found ${size}`, { offset: 8 })
  }
  return { isLittle, isPipe: size === PIPE_HEADER }
}

/** Reads the head of a file whose bytes are all there. @throws FormatError */
export function readFileHeader(block: Block): FileHeader {
  const { bytes } = block
  if (bytes.length < SHORT_HEADER) {
    throw new FormatError(FORMAT, 'the file ends within its header', { offset: bytes.length })
  }
  const size = number64(block, 8)
  const entrySize = number64(block, 16)
  const attrs = sectionAt(block, 24)
  const written = sectionAt(block, 40)
  const isUnfinished = written.size === 0
  const end = bytes.length
  const data = {
    offset: written.offset,
    size: isUnfinished ? Math.max(0, end - written.offset) : written.size,
  }
  const dataEnd = data.offset + data.size
  const features = new Map<number, Section>()
  let isCutOff = dataEnd > end
  if (size >= FULL_HEADER && !isUnfinished) {
    let at = dataEnd
    for (const feature of featureBits(block)) {
      const section = at + 16 <= end ? sectionAt(block, at) : null
      if (section !== null && section.offset + section.size <= end) features.set(feature, section)
      else isCutOff = true
      at += 16
    }
  }
  const events = readEvents(block, { attrs, entrySize })
  nameEvents(events, { block, table: sectionAt(block, 56) })
  return {
    events,
    data: { offset: Math.min(data.offset, end), size: Math.max(0, Math.min(data.size, end - data.offset)) },
    isUnfinished,
    features,
    isCutOff,
  }
}

function sectionAt(block: Block, at: number): Section {
  return { offset: number64(block, at), size: number64(block, at + 8) }
}

/** The numbers of the features that are there, rising. The set is one of machine words, of 64 or of 32 bits. */
function featureBits(block: Block): number[] {
  const { view, isLittle } = block
  if (block.bytes.length < FULL_HEADER) return []
  const wide: number[] = []
  const narrow: number[] = []
  for (let bit = 0; bit < 256; bit++) {
    const word = bigint64(block, 72 + 8 * (bit >> 6))
    if ((word >> BigInt(bit & 63)) & 1n) wide.push(bit)
    if ((view.getUint32(72 + 4 * (bit >> 5), isLittle) >>> (bit & 31)) & 1) narrow.push(bit)
  }
  // A host name is always written, so its bit tells the width, as perf does.
  return !wide.includes(3) && narrow.includes(3) ? narrow : wide
}

/** Each entry: the attributes of an event and the section of its ids. */
function readEvents(block: Block, { attrs, entrySize }: { attrs: Section; entrySize: number }): PerfEvent[] {
  const { bytes } = block
  if (attrs.size === 0) return []
  if (entrySize < 64 + 16 || attrs.offset + attrs.size > bytes.length) {
    throw new FormatError(FORMAT, 'expected the attributes of events', { offset: 24 })
  }
  const events: PerfEvent[] = []
  let idBytes = 0
  for (let at = attrs.offset; at + entrySize <= attrs.offset + attrs.size; at += entrySize) {
    const attr = parseEventAttr(block, at, Math.min(entrySize - 16, attrSizeAt(block, at)))
    const section = sectionAt(block, at + entrySize - 16)
    idBytes += section.size
    // Sections that lie over one another would be read again and again.
    if (section.offset + section.size > bytes.length || idBytes > bytes.length) {
      throw new FormatError(FORMAT, 'the ids of an event lie outside of the file', {
        offset: at + entrySize - 16,
      })
    }
    const ids: bigint[] = []
    for (let id = section.offset; id + 8 <= section.offset + section.size; id += 8)
      ids.push(bigint64(block, id))
    events.push({ attr, name: null, ids })
  }
  return events
}

/** Names events by the table that files had before Linux 3.2. */
function nameEvents(events: readonly PerfEvent[], { block, table }: { block: Block; table: Section }): void {
  const end = table.offset + table.size
  if (table.size === 0 || end > block.bytes.length) return
  const names = new Map<bigint, string>()
  for (let at = table.offset; at + EVENT_TYPE_SIZE <= end; at += EVENT_TYPE_SIZE) {
    names.set(bigint64(block, at), textAt(block, at + 8, at + EVENT_TYPE_SIZE))
  }
  for (const event of events) {
    // The table has no types: a cycle and a nanosecond of the clock both have the number 0.
    if (event.attr.type === 2) event.name ??= names.get(event.attr.config) ?? null
  }
}
