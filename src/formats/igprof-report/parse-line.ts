/** A function as the report names it. */
export interface RankedName {
  readonly name: string
  /** Number in the report, -1 where it is not printed. */
  readonly rank: number
  /** Library, with `--libs`; '' otherwise. */
  readonly lib: string
}

/** A line of either flat profile. */
export interface FlatRow extends RankedName {
  readonly value: number
  /** NaN where the report has no calls. */
  readonly calls: number
}

/** A line of the call tree that an entry is about. */
export interface EntryRow extends RankedName {
  readonly total: number
  readonly self: number
  readonly calls: number
}

/** A caller or callee: what it and the function it is listed with have in common. */
export interface ArcRow extends RankedName {
  readonly value: number
  readonly calls: number
}

/** Which columns a table has besides. */
export interface ExtraColumns {
  readonly calls: boolean
  readonly paths: boolean
}

const N = String.raw`(-?[\d'.,]+)`
const FLAT = new RegExp(String.raw`^ *\S+ +${N} +(?=\S)`)
const ENTRY = new RegExp(String.raw`^\[(\d{1,9})\] +\S+ +${N} +${N} +/ +${N} +(?=\S)`)
const ARC = new RegExp(String.raw`^ {8} *\S+ +\.{3,} +${N} +/ +${N} +(?=\S)`)
const ONE = new RegExp(`^${N} +`)
const TWO = new RegExp(`^${N} +/ +${N} +`)

/** Null when the text is no such line; so for the others. */
export function parseFlatRow(text: string, extra: ExtraColumns): FlatRow | null {
  const found = FLAT.exec(text)
  if (found === null) return null
  const { numbers, rest } = takeExtra(text.slice(found[0].length), extra, ONE)
  const name = parseRanked(rest)
  return name.rank === -1 ? null : { ...name, value: toNumber(found[1]!), calls: numbers.calls }
}

export function parseEntryRow(text: string, extra: ExtraColumns): EntryRow | null {
  const found = ENTRY.exec(text)
  if (found === null) return null
  const { numbers, rest } = takeExtra(text.slice(found[0].length), extra, ONE)
  const [, rank, total, self] = found
  return {
    name: rest.trim(),
    rank: Number(rank),
    lib: '',
    total: toNumber(total!),
    self: toNumber(self!),
    calls: numbers.calls,
  }
}

export function parseArcRow(text: string, extra: ExtraColumns): ArcRow | null {
  const found = ARC.exec(text)
  if (found === null) return null
  const { numbers, rest } = takeExtra(text.slice(found[0].length), extra, TWO)
  const name = parseRanked(rest)
  return name.rank === -1 ? null : { ...name, value: toNumber(found[1]!), calls: numbers.calls }
}

function takeExtra(
  text: string,
  extra: ExtraColumns,
  pattern: RegExp,
): { numbers: { calls: number }; rest: string } {
  let rest = text
  let calls = Number.NaN
  for (const column of ['calls', 'paths'] as const) {
    const found = extra[column] ? pattern.exec(rest) : null
    if (found === null) continue
    if (column === 'calls') calls = toNumber(found[1]!)
    rest = rest.slice(found[0].length)
  }
  return { numbers: { calls }, rest }
}

/** `name [12]` or `name [12]  libfoo.so`. */
function parseRanked(text: string): RankedName {
  const trimmed = text.trim()
  for (let close = trimmed.lastIndexOf(']'); close > 0; close = trimmed.lastIndexOf(']', close - 1)) {
    const open = trimmed.lastIndexOf(' [', close)
    if (open === -1) break
    const rank = trimmed.slice(open + 2, close)
    if (/^\d{1,9}$/.test(rank)) {
      return { name: trimmed.slice(0, open).trim(), rank: Number(rank), lib: trimmed.slice(close + 1).trim() }
    }
    if (close < trimmed.length - 4096) break
  }
  return { name: trimmed, rank: -1, lib: '' }
}

/** Thousands are parted by apostrophes. */
function toNumber(text: string): number {
  const value = Number(text.replaceAll("'", '').replaceAll(',', ''))
  return Number.isFinite(value) ? value : 0
}
