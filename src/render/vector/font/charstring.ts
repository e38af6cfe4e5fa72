import type { OutlineStep } from '../shapes.ts'
import { type CffIndex, readInteger } from './cff-data.ts'

/** Subroutines in one another; the format allows 10. */
const DEEPEST = 10
/** Operators that a glyph may have in all. */
const MOST = 100_000

/** Operators by their number. Those of hints draw nothing. */
const OP = {
  hstem: 1,
  vstem: 3,
  vmoveto: 4,
  rlineto: 5,
  hlineto: 6,
  vlineto: 7,
  rrcurveto: 8,
  callsubr: 10,
  return: 11,
  escape: 12,
  endchar: 14,
  hstemhm: 18,
  hintmask: 19,
  cntrmask: 20,
  rmoveto: 21,
  hmoveto: 22,
  vstemhm: 23,
  rcurveline: 24,
  rlinecurve: 25,
  vvcurveto: 26,
  hhcurveto: 27,
  callgsubr: 29,
  vhcurveto: 30,
  hvcurveto: 31,
} as const
const FLEX = { hflex: 34, flex: 35, hflex1: 36, flex1: 37 } as const

/** The outline that a Type 2 charstring draws. Source: Adobe Technical Note 5177, The Type 2 Charstring Format. */
export function drawCharstring(
  charstring: DataView,
  { global, local }: { global: CffIndex; local: CffIndex | null },
): OutlineStep[] {
  const pen = newPen()
  const calls = [{ data: charstring, at: 0 }]
  let stack: number[] = []
  let hints = 0
  for (let count = 0; calls.length > 0 && count < MOST; ) {
    const call = calls[calls.length - 1]!
    if (call.at >= call.data.byteLength) {
      calls.pop()
      continue
    }
    const byte = call.data.getUint8(call.at++)
    if (byte === 255) {
      stack.push(call.data.getInt32(call.at) / 65536)
      call.at += 4
      continue
    }
    if (byte === 28 || byte >= 32) {
      const [value, size] = readInteger(call.data, byte, call.at)
      stack.push(value)
      call.at += size
      continue
    }
    count++
    if (byte === OP.callsubr || byte === OP.callgsubr) {
      const data = subroutine(byte === OP.callsubr ? local : global, stack.pop() ?? 0)
      if (data !== null && calls.length <= DEEPEST) calls.push({ data, at: 0 })
      continue
    }
    if (byte === OP.return) {
      calls.pop()
      continue
    }
    if (byte === OP.endchar) break
    if (isHint(byte)) {
      hints += stack.length >> 1
      if (byte === OP.hintmask || byte === OP.cntrmask) call.at += (hints + 7) >> 3
    } else if (byte === OP.escape) pen.flex(call.data.getUint8(call.at++), stack)
    else pen.draw(byte, stack)
    stack = []
  }
  pen.close()
  return pen.steps
}

function isHint(byte: number): boolean {
  return (
    byte === OP.hstem ||
    byte === OP.vstem ||
    byte === OP.hstemhm ||
    byte === OP.vstemhm ||
    byte === OP.hintmask ||
    byte === OP.cntrmask
  )
}

function subroutine(index: CffIndex | null, number: number): DataView | null {
  if (index === null) return null
  const bias = index.count < 1240 ? 107 : index.count < 33900 ? 1131 : 32768
  const i = number + bias
  return i >= 0 && i < index.count ? index.at(i) : null
}

function newPen() {
  const steps: OutlineStep[] = []
  let [x, y] = [0, 0]
  const close = () => {
    if (steps.length > 0 && steps[steps.length - 1]![0] !== 'Z') steps.push(['Z'])
  }
  const move = (dx: number, dy: number) => {
    close()
    x += dx
    y += dy
    steps.push(['M', x, y])
  }
  const line = (dx: number, dy: number) => {
    x += dx
    y += dy
    steps.push(['L', x, y])
  }
  const curve = (a: number, b: number, c: number, d: number, e: number, f: number) => {
    steps.push(['C', x + a, y + b, x + a + c, y + b + d, x + a + c + e, y + b + d + f])
    x += a + c + e
    y += b + d + f
  }
  /** Lines or curves by turns along one axis and the other. */
  const lines = (numbers: readonly number[], isAcross: boolean) => {
    for (const [i, number] of numbers.entries())
      if ((i % 2 === 0) === isAcross) line(number, 0)
      else line(0, number)
  }
  const turns = (s: readonly number[], startsAcross: boolean) => {
    let isAcross = startsAcross
    for (let i = 0; i + 4 <= s.length; i += 4, isAcross = !isAcross) {
      const last = s.length - i === 5 ? s[i + 4]! : 0
      if (isAcross) curve(s[i]!, 0, s[i + 1]!, s[i + 2]!, last, s[i + 3]!)
      else curve(0, s[i]!, s[i + 1]!, s[i + 2]!, s[i + 3]!, last)
    }
  }
  /** Curves that begin and end along one axis. */
  const runs = (s: readonly number[], isAcross: boolean) => {
    let turn = s.length % 2 === 1 ? s[0]! : 0
    for (let i = s.length % 2; i + 4 <= s.length; i += 4, turn = 0) {
      if (isAcross) curve(s[i]!, turn, s[i + 1]!, s[i + 2]!, s[i + 3]!, 0)
      else curve(turn, s[i]!, s[i + 1]!, s[i + 2]!, 0, s[i + 3]!)
    }
  }
  const curves = (s: readonly number[], from: number, to: number) => {
    for (let i = from; i + 6 <= to; i += 6)
      curve(s[i]!, s[i + 1]!, s[i + 2]!, s[i + 3]!, s[i + 4]!, s[i + 5]!)
  }
  const straight = (s: readonly number[], from: number, to: number) => {
    for (let i = from; i + 2 <= to; i += 2) line(s[i]!, s[i + 1]!)
  }
  const draw = (op: number, s: readonly number[]) => {
    const n = s.length
    // A first number too many is the width.
    if (op === OP.rmoveto) move(s[n - 2] ?? 0, s[n - 1] ?? 0)
    else if (op === OP.hmoveto) move(s[n - 1] ?? 0, 0)
    else if (op === OP.vmoveto) move(0, s[n - 1] ?? 0)
    else if (op === OP.rlineto) straight(s, 0, n)
    else if (op === OP.hlineto || op === OP.vlineto) lines(s, op === OP.hlineto)
    else if (op === OP.rrcurveto) curves(s, 0, n)
    else if (op === OP.hvcurveto || op === OP.vhcurveto) turns(s, op === OP.hvcurveto)
    else if (op === OP.hhcurveto || op === OP.vvcurveto) runs(s, op === OP.hhcurveto)
    else if (op === OP.rcurveline) {
      curves(s, 0, n - 2)
      straight(s, n - 2, n)
    } else if (op === OP.rlinecurve) {
      straight(s, 0, n - 6)
      curves(s, n - 6, n)
    }
  }
  const flex = (op: number, numbers: readonly number[]) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, i = 0, j = 0, k = 0, l = 0] = numbers
    if (op === FLEX.flex) {
      curve(a, b, c, d, e, f)
      curve(g, h, i, j, k, l)
    } else if (op === FLEX.hflex) {
      curve(a, 0, b, c, d, 0)
      curve(e, 0, f, -c, g, 0)
    } else if (op === FLEX.hflex1) {
      curve(a, b, c, d, e, 0)
      curve(f, 0, g, h, i, -(b + d + h))
    } else if (op === FLEX.flex1) {
      const [dx, dy] = [a + c + e + g + i, b + d + f + h + j]
      const isAcross = Math.abs(dx) > Math.abs(dy)
      curve(a, b, c, d, e, f)
      curve(g, h, i, j, isAcross ? k : -dx, isAcross ? -dy : k)
    }
  }
  return { steps, draw, flex, close }
}
