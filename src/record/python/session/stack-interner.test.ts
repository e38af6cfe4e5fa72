import { describe, expect, it } from 'vitest'
import { SharedBuilder } from '../../../model/shared-builder.ts'
import type { CodeInfo } from '../code/code-info.ts'
import type { RawStack } from '../stacks/raw-stack.ts'
import { StackInterner, stackMemory } from './stack-interner.ts'

function code(address: number, name: string): CodeInfo {
  return {
    address,
    name,
    file: `${name}.py`,
    firstLine: 1,
    locate: instruction => ({ line: 10 + instruction, endLine: -1, column: -1, endColumn: -1 }),
  }
}

/** A stack of [address, instruction], leaf first. */
function raw(...frames: (readonly [number, number])[]): RawStack {
  return {
    depth: frames.length,
    code: Float64Array.from(frames, ([address]) => address),
    instruction: Int32Array.from(frames, ([, instruction]) => instruction),
  }
}

function names(shared: SharedBuilder, stack: number): string[] {
  const { strings, funcs, frames, stacks } = shared.finish()
  const found: string[] = []
  for (let at = stack; at !== -1; at = stacks.prefix[at]!) {
    const frame = stacks.frame[at]!
    found.push(`${strings[funcs.name[frames.func[frame]!]!]}:${frames.line[frame]}`)
  }
  return found
}

describe('StackInterner', () => {
  const [main, read, parse] = [0x7f88_1234_5670, 0x7fff_ffff_fff0, 0x55aa_8000_0010]

  it('gives equal stacks the same index, whatever thread they come from', () => {
    const codes = new Map([main, read, parse].map((address, i) => [address, code(address, 'abc'[i]!)]))
    const shared = new SharedBuilder()
    const interner = new StackInterner(shared, address => codes.get(address) ?? null)
    const [one, other] = [stackMemory(), stackMemory()]
    const first = interner.intern(raw([read, 2], [main, 1]), one, 0)
    const second = interner.intern(raw([parse, 3], [main, 1]), one, 0)
    expect(interner.intern(raw([read, 2], [main, 1]), one, 0)).toBe(first)
    expect(interner.intern(raw([read, 2], [main, 1]), other, 0)).toBe(first)
    expect(names(shared, first)).toEqual(['b:12', 'a:11'])
    expect(names(shared, second)).toEqual(['c:13', 'a:11'])
    expect(interner.intern(raw(), one, 0)).toBe(-1)
  })

  it('notices that another code object lives at the same address', () => {
    let info = code(main, 'before')
    const shared = new SharedBuilder()
    const interner = new StackInterner(shared, () => info)
    const first = interner.intern(raw([main, 1]), stackMemory(), 0)
    info = code(main, 'after')
    const second = interner.intern(raw([main, 1]), stackMemory(), 10)
    expect(names(shared, first)).toEqual(['before:11'])
    expect(names(shared, second)).toEqual(['after:11'])
  })

  it('names what it cannot read and counts it', () => {
    const shared = new SharedBuilder()
    const interner = new StackInterner(shared, () => null)
    expect(names(shared, interner.intern(raw([main, 1]), stackMemory(), 0))).toEqual(['[unknown]:-1'])
    expect(interner.unresolved).toBe(1)
  })

  it('takes no line for true that cannot be one', () => {
    const info: CodeInfo = {
      ...code(main, 'odd'),
      firstLine: -1397171588,
      locate: () => ({ line: 2 ** 40, endLine: -7, column: Number.NaN, endColumn: 3 }),
    }
    const shared = new SharedBuilder()
    new StackInterner(shared, () => info).intern(raw([main, 1]), stackMemory(), 0)
    const { funcs, frames } = shared.finish()
    expect([funcs.line[0], frames.line[0], frames.endLine[0], frames.column[0], frames.endColumn[0]]).toEqual(
      [-1, -1, -1, -1, 3],
    )
  })

  it('takes stacks of 100,000 frames', () => {
    const info = code(main, 'deep')
    const shared = new SharedBuilder()
    const interner = new StackInterner(shared, () => info)
    const memory = stackMemory()
    const deep = raw(...Array.from({ length: 100_000 }, () => [main, 1] as const))
    const stack = interner.intern(deep, memory, 0)
    expect(interner.intern(deep, memory, 0)).toBe(stack)
    expect(shared.stacks.length).toBe(100_000)
  })
})
