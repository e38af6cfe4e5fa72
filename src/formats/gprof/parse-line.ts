import type { FuncKey } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { addDecimals } from '../importing/call-graph-entries.ts'

/** A name as gprof prints it. */
export interface PrintedName {
  readonly func: FuncKey
  /** Number in the call graph, -1 where it is not printed. */
  readonly index: number
  /** Whether this is `<cycle 1 as a whole>`, which is no function. */
  readonly isCycle: boolean
}

/** The line of a call graph that an entry is about. */
export interface PrimaryLine {
  readonly name: PrintedName
  readonly self: number
  readonly total: number
  /** Calls from others, NaN where the function was not counted; and from within itself or its cycle. */
  readonly calls: number
  readonly ownCalls: number
}

/** A line above (a caller) or below (a callee) the one an entry is about. */
export interface ArcLine {
  readonly name: PrintedName
  /** NaN within a cycle, where no time is passed on. */
  readonly self: number
  readonly total: number
  readonly calls: number
}

/** A line of the flat profile. */
export interface FlatLine {
  readonly name: PrintedName
  readonly self: number
  readonly calls: number
  /** Self and callees for one call, in the unit of the column; NaN where there is none. */
  readonly totalPerCall: number
}

const NUMBER = String.raw`(-?\d+\.\d+|-?nan)`
const PRIMARY = new RegExp(
  String.raw`^\[(\d+)\] +(?:\S+ +)?${NUMBER} +${NUMBER} +(?:(\d+)(?:\+(\d+))? +)?(?=\S)`,
)
const ARC = new RegExp(String.raw`^ +(?:${NUMBER} +${NUMBER} +)?(\d+)(?:/(\d+))? +(?=\S)`)
const FLAT = new RegExp(
  String.raw`^ *(?:${NUMBER} +)${NUMBER} +${NUMBER}(?: +(\d+)(?: +${NUMBER} +${NUMBER})?)? +(?=\S)`,
)

/** Null when the text is no such line. */
export function parsePrimary(text: string): PrimaryLine | null {
  const found = PRIMARY.exec(text)
  if (found === null) return null
  const [whole, index, self, children, calls, ownCalls] = found
  const name = parseName(text.slice(whole.length))
  return {
    name: { ...name, index: Number(index) },
    self: toNumber(self!),
    total: addNumbers(self!, children!),
    calls: calls === undefined ? Number.NaN : Number(calls),
    ownCalls: ownCalls === undefined ? 0 : Number(ownCalls),
  }
}

/** Null when the text is no such line. */
export function parseArc(text: string): ArcLine | null {
  const found = ARC.exec(text)
  if (found === null) return null
  const [whole, self, children, calls] = found
  const hasTimes = self !== undefined && children !== undefined
  return {
    name: parseName(text.slice(whole.length)),
    self: hasTimes ? toNumber(self) : Number.NaN,
    total: hasTimes ? addNumbers(self, children) : Number.NaN,
    calls: Number(calls),
  }
}

/** Null when the text is no such line. */
export function parseFlat(text: string): FlatLine | null {
  const found = FLAT.exec(text)
  if (found === null) return null
  const [whole, , , self, calls, , totalPerCall] = found
  return {
    name: parseName(text.slice(whole.length)),
    self: toNumber(self!),
    calls: calls === undefined ? Number.NaN : Number(calls),
    totalPerCall: totalPerCall === undefined ? Number.NaN : toNumber(totalPerCall),
  }
}

function toNumber(text: string): number {
  return text.endsWith('nan') ? 0 : Number(text)
}

function addNumbers(a: string, b: string): number {
  return a.endsWith('nan') || b.endsWith('nan') ? toNumber(a) + toNumber(b) : addDecimals(a, b)
}

/** `name <cycle 2> [14]`, `name (41)` (not in the graph), `name (file.c:12 @ 4005d0) [3]` (by lines). */
function parseName(text: string): PrintedName {
  let name = text.trim()
  const { rest, index } = splitIndex(name)
  name = rest
  if (/^<cycle \d+ as a whole>$/.test(name)) return { func: { name }, index, isCycle: true }
  if (name.endsWith('>')) {
    const cycle = name.lastIndexOf(' <cycle ')
    if (cycle > 0 && /^ <cycle \d+>$/.test(name.slice(cycle))) name = name.slice(0, cycle).trimEnd()
  }
  return { func: { ...placeOf(name), kind: FuncKind.native }, index, isCycle: false }
}

function splitIndex(text: string): { rest: string; index: number } {
  const open = text.endsWith(']') ? text.lastIndexOf('[') : text.endsWith(')') ? text.lastIndexOf('(') : -1
  const number = open > 0 ? text.slice(open + 1, -1) : ''
  // A C++ name may end in parentheses or in brackets, but not after a space and around a number.
  if (!/^\d{1,9}$/.test(number) || !/\s/.test(text[open - 1]!)) return { rest: text, index: -1 }
  return { rest: text.slice(0, open).trimEnd(), index: Number(number) }
}

function placeOf(text: string): FuncKey {
  const open = text.endsWith(')') ? text.lastIndexOf(' (') : -1
  const inside = open > 0 ? text.slice(open + 2, -1) : ''
  const at = inside.lastIndexOf(' @ ')
  const colon = inside.lastIndexOf(':', at)
  if (at <= 0 || colon <= 0 || !/^\d{1,9}$/.test(inside.slice(colon + 1, at))) return { name: text }
  return {
    name: text.slice(0, open),
    file: inside.slice(0, colon),
    line: Number(inside.slice(colon + 1, at)),
  }
}
