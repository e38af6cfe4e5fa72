import { type Growable, growableBigUint64, growableInt32, growableUint8 } from '../../base/growable.ts'
import { type ProtoReader, WireType } from '../decoding/protobuf/proto-reader.ts'

/** A value type as the file has it: indexes of strings. */
export interface RawValueType {
  readonly type: number
  readonly unit: number
}

/** Mapping of profile.proto. */
export interface RawMapping {
  readonly start: bigint
  readonly limit: bigint
  readonly offset: bigint
  readonly filename: number
  readonly buildId: number
}

/** The Locations of profile.proto and their Lines, as columns: there may be a million. */
export interface RawLocations {
  readonly ids: Id[]
  readonly mappingIds: Id[]
  readonly addresses: Growable<BigUint64Array>
  readonly isFolded: Growable<Uint8Array>
  /** Where the lines of each location start; one entry more than there are locations. Lines stand innermost first. */
  readonly lineStarts: Growable<Int32Array>
  readonly functionIds: Id[]
  /** 1-based, -1 unknown. */
  readonly lines: Growable<Int32Array>
  readonly columns: Growable<Int32Array>
}

/** Function of profile.proto. */
export interface RawFunction {
  readonly name: number
  readonly systemName: number
  readonly filename: number
  readonly startLine: number
}

/** An id: any 64-bit number. A double where that is exact, so that ids are cheap keys of a Map. */
export type Id = number | bigint

/** Everything in a Profile but its samples, strings decoded, the rest as in the file. */
export interface RawProfile {
  readonly valueTypes: RawValueType[]
  /** Where Sample fields that follow each other start and end in the file, and how many there are in all. */
  readonly samples: { readonly starts: number[]; readonly ends: number[]; count: number }
  readonly mappings: Map<Id, RawMapping>
  readonly locations: RawLocations
  readonly functions: Map<Id, RawFunction>
  readonly strings: string[]
  dropFrames: number
  keepFrames: number
  timeNanos: bigint
  durationNanos: number
  periodType: RawValueType | null
  period: number
  readonly comments: number[]
  defaultSampleType: number
  docUrl: number
}

/** The id in the varint read last. */
export function idOf(reader: ProtoReader): Id {
  const { low, high } = reader
  return high < 0x200000 ? high * 0x100000000 + low : (BigInt(high) << 32n) | BigInt(low)
}

/** Reads all of a Profile but the insides of its samples, which need the tables that follow them. @throws FormatError */
export function readTables(reader: ProtoReader): RawProfile {
  const profile: RawProfile = {
    valueTypes: [],
    samples: { starts: [], ends: [], count: 0 },
    mappings: new Map(),
    locations: noLocations(),
    functions: new Map(),
    strings: [],
    dropFrames: 0,
    keepFrames: 0,
    timeNanos: 0n,
    durationNanos: 0,
    periodType: null,
    period: 0,
    comments: [],
    defaultSampleType: 0,
    docUrl: 0,
  }
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  for (let at = reader.offset; reader.next(); at = reader.offset) {
    if (reader.field === SAMPLE) skipSample(reader, profile.samples, at)
    else readField(reader, profile, decoder)
  }
  return profile
}

function noLocations(): RawLocations {
  const lineStarts = growableInt32()
  lineStarts.push(0)
  return {
    ids: [],
    mappingIds: [],
    addresses: growableBigUint64(),
    isFolded: growableUint8(),
    lineStarts,
    functionIds: [],
    lines: growableInt32(),
    columns: growableInt32(),
  }
}

/** The field of a Profile that holds a sample. */
export const SAMPLE = 2

/** Passes over the sample whose field starts at `at`. */
function skipSample(reader: ProtoReader, samples: RawProfile['samples'], at: number): void {
  const { starts, ends } = samples
  samples.count++
  reader.offset = reader.message()
  if (ends.at(-1) !== at) {
    starts.push(at)
    ends.push(at)
  }
  ends[ends.length - 1] = reader.offset
}

function readField(reader: ProtoReader, profile: RawProfile, decoder: TextDecoder): void {
  switch (reader.field) {
    case 1:
      profile.valueTypes.push(readValueType(reader))
      break
    case 3:
      readMapping(reader, profile.mappings)
      break
    case 4:
      readLocation(reader, profile.locations)
      break
    case 5:
      readFunction(reader, profile.functions)
      break
    case 6: {
      const end = reader.message()
      profile.strings.push(decoder.decode(reader.bytes.subarray(reader.offset, end)))
      reader.offset = end
      break
    }
    case 7:
      profile.dropFrames = reader.index()
      break
    case 8:
      profile.keepFrames = reader.index()
      break
    case 9:
      profile.timeNanos = BigInt.asIntN(64, reader.uint64())
      break
    case 10:
      profile.durationNanos = reader.int64()
      break
    case 11:
      profile.periodType = readValueType(reader)
      break
    case 12:
      profile.period = reader.int64()
      break
    case 13:
      reader.repeated(() => profile.comments.push(reader.low))
      break
    case 14:
      profile.defaultSampleType = reader.index()
      break
    case 15:
      profile.docUrl = reader.index()
      break
    default:
      reader.skip()
  }
}

function readValueType(reader: ProtoReader): RawValueType {
  let type = 0
  let unit = 0
  reader.inside(() => {
    while (reader.next()) {
      if (reader.field === 1) type = reader.index()
      else if (reader.field === 2) unit = reader.index()
      else reader.skip()
    }
  })
  return { type, unit }
}

function readMapping(reader: ProtoReader, mappings: Map<Id, RawMapping>): void {
  const mapping = { start: 0n, limit: 0n, offset: 0n, filename: 0, buildId: 0 }
  let id: Id = 0
  reader.inside(() => {
    while (reader.next()) {
      if (reader.field === 1) id = readId(reader)
      else if (reader.field === 2) mapping.start = reader.uint64()
      else if (reader.field === 3) mapping.limit = reader.uint64()
      else if (reader.field === 4) mapping.offset = reader.uint64()
      else if (reader.field === 5) mapping.filename = reader.index()
      else if (reader.field === 6) mapping.buildId = reader.index()
      else reader.skip()
    }
  })
  mappings.set(id, mapping)
}

function readLocation(reader: ProtoReader, locations: RawLocations): void {
  const outer = reader.end
  const end = reader.message()
  let id: Id = 0
  let mappingId: Id = 0
  let address = 0n
  let isFolded = false
  reader.end = end
  while (reader.next()) {
    if (reader.field === 1) id = readId(reader)
    else if (reader.field === 2) mappingId = readId(reader)
    else if (reader.field === 3) address = reader.uint64()
    else if (reader.field === 4) readLine(reader, locations)
    else if (reader.field === 5) isFolded = reader.boolean()
    else reader.skip()
  }
  reader.offset = end
  reader.end = outer
  locations.ids.push(id)
  locations.mappingIds.push(mappingId)
  locations.addresses.push(address)
  locations.isFolded.push(isFolded ? 1 : 0)
  locations.lineStarts.push(locations.lines.length)
}

function readLine(reader: ProtoReader, { functionIds, lines, columns }: RawLocations): void {
  const outer = reader.end
  const end = reader.message()
  let functionId: Id = 0
  let line = -1
  let column = -1
  reader.end = end
  while (reader.next()) {
    if (reader.field === 1) functionId = readId(reader)
    else if (reader.field === 2) line = lineNumber(reader.int64())
    else if (reader.field === 3) column = lineNumber(reader.int64())
    else reader.skip()
  }
  reader.offset = end
  reader.end = outer
  functionIds.push(functionId)
  lines.push(line)
  columns.push(column)
}

function readFunction(reader: ProtoReader, functions: Map<Id, RawFunction>): void {
  const func = { name: 0, systemName: 0, filename: 0, startLine: -1 }
  let id: Id = 0
  reader.inside(() => {
    while (reader.next()) {
      if (reader.field === 1) id = readId(reader)
      else if (reader.field === 2) func.name = reader.index()
      else if (reader.field === 3) func.systemName = reader.index()
      else if (reader.field === 4) func.filename = reader.index()
      else if (reader.field === 5) func.startLine = lineNumber(reader.int64())
      else reader.skip()
    }
  })
  functions.set(id, func)
}

function readId(reader: ProtoReader): Id {
  if (reader.type !== WireType.varint) reader.fail(`field ${reader.field}: expected a number`)
  reader.readVarint()
  return idOf(reader)
}

/** 0 is pprof's "unknown"; what no source file can have is unknown too. */
function lineNumber(line: number): number {
  return line > 0 && line <= 0x7fffffff ? line : -1
}
