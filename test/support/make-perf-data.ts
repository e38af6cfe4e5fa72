/** Appends numbers in one byte order. */
export class PerfBytes {
  readonly isLittle: boolean
  readonly bytes: number[] = []

  constructor(isLittle: boolean) {
    this.isLittle = isLittle
  }

  uint(value: number | bigint, size: number): this {
    const digits: number[] = []
    for (let rest = BigInt.asUintN(8 * size, BigInt(value)), i = 0; i < size; i++, rest >>= 8n) {
      digits.push(Number(rest & 0xffn))
    }
    this.bytes.push(...(this.isLittle ? digits : digits.reverse()))
    return this
  }

  u16(...values: readonly number[]): this {
    for (const value of values) this.uint(value, 2)
    return this
  }

  u32(...values: readonly number[]): this {
    for (const value of values) this.uint(value, 4)
    return this
  }

  u64(...values: readonly (number | bigint)[]): this {
    for (const value of values) this.uint(value, 8)
    return this
  }

  /** Text with a NUL, filled up to a multiple of 8. */
  text(text: string): this {
    const bytes = [...new TextEncoder().encode(`${text}\0`)]
    while (bytes.length % 8 !== 0) bytes.push(0)
    this.bytes.push(...bytes)
    return this
  }

  raw(bytes: Iterable<number>): this {
    this.bytes.push(...bytes)
    return this
  }
}

/** An event to describe: bits of its attributes. */
export interface MadeEvent {
  readonly type?: number
  readonly config?: number
  readonly period?: number
  readonly sampleType: number
  readonly readFormat?: number
  /** Numbers of the flags that are set. */
  readonly flags?: readonly number[]
  readonly branchType?: number
  readonly userRegisters?: number
  readonly ids?: readonly number[]
}

/** A record to write; `body` appends what stands behind its header. */
export interface MadeRecord {
  readonly type: number
  readonly misc?: number
  readonly body: (bytes: PerfBytes) => void
}

const ATTR_SIZE = 112

/** Makes perf.data files for tests, in any byte order, from the layout alone. */
export function makePerfData(
  isLittle: boolean,
  options: {
    events: readonly MadeEvent[]
    records: readonly MadeRecord[]
    /** Sections by number. */
    features?: Readonly<Record<number, (bytes: PerfBytes) => void>>
    magic?: string
    /** Bits of a word of the set of features. */
    featureWord?: 32 | 64
    isPipe?: boolean
  },
): Uint8Array {
  const { events, records, features = {}, featureWord = 64 } = options
  const magic = options.magic ?? (isLittle ? 'PERFILE2' : '2ELIFREP')
  const data = new PerfBytes(isLittle)
  if (options.isPipe === true) {
    for (const event of events) {
      appendRecord(data, {
        type: 64,
        body: bytes => bytes.raw(attributes(isLittle, event)).u64(...(event.ids ?? [])),
      })
    }
  }
  for (const record of records) appendRecord(data, record)
  const file = new PerfBytes(isLittle).raw(new TextEncoder().encode(magic))
  if (options.isPipe === true) return Uint8Array.from(file.u64(16).raw(data.bytes).bytes)
  const idsAt = 104
  const ids = events.flatMap(event => event.ids ?? [])
  const attrsAt = idsAt + 8 * ids.length
  const dataAt = attrsAt + (ATTR_SIZE + 16) * events.length
  file.u64(104, ATTR_SIZE + 16, attrsAt, (ATTR_SIZE + 16) * events.length, dataAt, data.bytes.length, 0, 0)
  const numbers = Object.keys(features).map(Number)
  const bits = new Uint8Array(256).map((_, bit) => (numbers.includes(bit) ? 1 : 0))
  for (let word = 0; word < 256; word += featureWord) {
    let value = 0n
    for (let bit = 0; bit < featureWord; bit++) value |= BigInt(bits[word + bit]!) << BigInt(bit)
    file.uint(value, featureWord / 8)
  }
  file.u64(...ids)
  let idAt = idsAt
  for (const event of events) {
    const size = 8 * (event.ids?.length ?? 0)
    file.raw(attributes(isLittle, event)).u64(idAt, size)
    idAt += size
  }
  file.raw(data.bytes)
  let at = dataAt + data.bytes.length + 16 * numbers.length
  const sections = numbers.map(number => {
    const section = new PerfBytes(isLittle)
    features[number]!(section)
    return section.bytes
  })
  for (const section of sections) {
    file.u64(at, section.length)
    at += section.length
  }
  for (const section of sections) file.raw(section)
  return Uint8Array.from(file.bytes)
}

function attributes(isLittle: boolean, event: MadeEvent): number[] {
  const { type = 0, config = 0, period = 1000, sampleType, readFormat = 0, flags = [] } = event
  const bytes = new PerfBytes(isLittle).u32(type, ATTR_SIZE).u64(config, period, sampleType, readFormat)
  // A bit field begins at the lowest bit of the first byte, or at its highest.
  const field = new Uint8Array(8)
  for (const flag of flags) field[flag >> 3]! |= 1 << (isLittle ? flag & 7 : 7 - (flag & 7))
  bytes
    .raw(field)
    .u32(0, 0)
    .u64(0, 0, event.branchType ?? 0, event.userRegisters ?? 0)
  return bytes.u32(0, 0).u64(0).u32(0).u16(0, 0).bytes
}

/** Appends a record with its header. */
export function appendRecord(data: PerfBytes, { type, misc = 0, body }: MadeRecord): void {
  const inside = new PerfBytes(data.isLittle)
  body(inside)
  data
    .u32(type)
    .u16(misc, 8 + inside.bytes.length)
    .raw(inside.bytes)
}
