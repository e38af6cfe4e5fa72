/** A line of a call tree. */
export interface TreeLine {
  /** Where its count begins: how deep it is. */
  readonly column: number
  readonly count: number
  /** What stands behind the count. */
  readonly text: string
  /** Of a thread its number, where the line has it elsewhere. */
  readonly id?: number
}

const NODE = /^([\s+!:|]*)\*?(\d{1,15})\s+(\S.*)$/

/** Takes the marks of depth and the count off a line, null when it has no count. */
export function parseNode(text: string): TreeLine | null {
  const match = NODE.exec(text)
  if (match === null) return null
  const star = text[match[1]!.length] === '*' ? 1 : 0
  return { column: match[1]!.length + star, count: Number(match[2]), text: match[3]!.trimEnd() }
}

/** What the text of a line says of a frame. */
export interface SampledFrame {
  readonly name: string
  readonly image: string | null
  /** Where in the code; 0 unknown, or where the line stands for several places. */
  readonly address: bigint
  readonly file: string | null
  /** 1-based, -1 unknown. */
  readonly line: number
}

const ADDRESSES = /\s*\[(0x[0-9a-f]+(?:,[^\]]*)?)\](.*)$/i
/** `name  (in image) + 12`, `name  (in image)  load address 0x1 + 0x2`. */
const SAMPLE = /^(.*?)\s+\(in ([^()]*(?:\([^()]*\)[^()]*)*)\)(.*)$/
/** `name + 12 (image + 345)`, or without a name `??? (image + 345)`. */
const SPINDUMP = /^(.*?)(?: \+ \d+)?(?: \(([^()]*)\))? \((.+) \+ \d+\)$/
const PLACE = /^\s*(\S.*):(\d{1,9})\s*$/

/** Takes the text of a frame apart; what is in no known form is a name. */
export function parseFrame(text: string): SampledFrame {
  const addresses = ADDRESSES.exec(text)
  const body = addresses === null ? text : text.slice(0, addresses.index)
  const place = PLACE.exec(addresses?.[2]?.replace(/^\s*\d+(?:-\d+)?(?:, \d+(?:-\d+)?)*\s*$/, '') ?? '')
  const one = addresses === null || addresses[1]!.includes(',') ? null : addresses[1]!
  const found = {
    address: one === null || one.length > 18 ? 0n : BigInt(one),
    file: place?.[1] ?? null,
    line: place === null ? -1 : Number(place[2]) || -1,
  }
  const sample = SAMPLE.exec(body)
  if (sample !== null) return { name: nameOf(sample[1]!, one), image: sample[2]!, ...found }
  const spindump = SPINDUMP.exec(body)
  if (spindump !== null) return { name: nameOf(spindump[1]!, one), image: spindump[3]!, ...found }
  return { name: nameOf(body.trim(), one), image: null, ...found }
}

function nameOf(name: string, address: string | null): string {
  return (name === '???' || name === '') && address !== null ? address : name
}
