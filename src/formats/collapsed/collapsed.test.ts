import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputOf, readWith, writeWith } from '../../../test/support/read-format.ts'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import type { Recording } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import type { ReadOptions } from '../format.ts'
import { collapsed } from './format.ts'
import { formatFrameText, parseFrameText } from './frame-text.ts'
import { StackTable } from './stack-table.ts'

const bytesOf = (text: string) => new TextEncoder().encode(text)

async function read(text: string, options: ReadOptions = {}): Promise<Recording> {
  const [recording] = await collapsed.read!(inputOf(bytesOf(text), 'dir/x.folded'), options)
  return recording!
}

/** Stacks as text with their weights. */
function stacksOf({ shared, stacks }: Recording): [string, ...number[]][] {
  return Array.from(stacks!.samples.stack, (leaf, i) => {
    const names: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      names.unshift(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return [names.join(' > '), ...stacks!.weights.map(column => column[i]!)]
  })
}

describe('readCollapsed()', () => {
  it('adds equal stacks up in the order they first come', async () => {
    expect(stacksOf(await read('main;read 2\nmain;parse 1\nmain;read 3\n'))).toEqual([
      ['main > read', 5],
      ['main > parse', 1],
    ])
  })

  it('reads what it is told to leave as it stands the way flamegraph.pl does', async () => {
    const text = '# mode;a 3\na;b 1e3\na;b -4\na;c 7 \na;d .5\na;e 2.\na;f 3 5\na;f 3 5\na;g 1.5\na;g 1.5\n'
    expect(stacksOf(await read(text, { isPlain: true }))).toEqual([
      ['# mode > a', 3],
      ['a > e', 2],
      ['a > f 3', 5],
      ['a > f 3', 5],
      ['a > g', 1.5],
      ['a > g', 1.5],
    ])
  })

  it('is told by the beginning of a stack that is longer than what is looked at', () => {
    const head = (text: string) => bytesOf(text.slice(0, 1 << 16))
    const deep = head(Array.from({ length: 100_000 }, (_, i) => `f<T>${i}`).join(';'))
    expect(collapsed.detect(deep, 'x.folded')).toBe(0.5)
    expect(collapsed.detect(deep, 'x')).toBe(0.1)
    expect(collapsed.detect(head('a{b:c;d:e}'.repeat(10_000)), 'x.css')).toBe(0)
    expect(collapsed.detect(head('x=1;y=2;'.repeat(10_000)), 'x.js')).toBe(0)
  })

  it('splits at the last space when names have spaces', async () => {
    expect(stacksOf(await read('a b;c (d e) 12'))).toEqual([['a b > c (d e)', 12]])
  })

  it('takes fractions, exponents, negative counts and trailing blanks', async () => {
    const recording = await read('a;b 1.5\na;c 2e3\na;d -4\na;e 7 \t\na;f .5\na;g 12345678901234567000\n')
    expect(stacksOf(recording).map(([, count]) => count)).toEqual([
      1.5, 2000, -4, 7, 0.5, 12345678901234567000,
    ])
  })

  it('keeps the empty stack of py-spy and frames without a name', async () => {
    expect(stacksOf(await read('a;b 1\n 4\na;;b 2\na; 3\n'))).toEqual([
      ['a > b', 1],
      ['', 4],
      ['a >  > b', 2],
      ['a > ', 3],
    ])
  })

  it('reads two counts as before and after when every line has them', async () => {
    const recording = await read('a;b 0 12\na;c 11 15\n')
    expect(stacksOf(recording)).toEqual([
      ['a > b', 0, 12],
      ['a > c', 11, 15],
    ])
    expect(recording.stacks!.valueTypes.map(type => type.name)).toEqual(['before', 'after'])
    expect(recording.stacks!.defaultValueType).toBe(1)
  })

  it('reads numbers at the end of names as names when not every line has two', async () => {
    expect(stacksOf(await read('a;thread 7 12\na;c 15\n'))[0]).toEqual(['a > thread 7', 12])
  })

  it('warns of lines that are no stacks, with the first of them, and skips comments', async () => {
    const recording = await read('# made by x 12\na;b 1\nno count here\na;b;V.43 12V.43\n\na;b 2\n')
    expect(stacksOf(recording)).toEqual([['a > b', 3]])
    expect(recording.meta.warnings).toMatchObject([{ code: 'unreadable-lines', count: 2, firstAt: 'line 3' }])
  })

  it('warns of odd lines also after the lines it decides by', async () => {
    const recording = await read(`${'a;b 1\n'.repeat(100)}odd\n`)
    expect(recording.meta.warnings).toMatchObject([{ count: 1, firstAt: 'line 101' }])
    expect(stacksOf(recording)).toEqual([['a > b', 100]])
  })

  it('fails with the line when nothing is a stack', async () => {
    await expect(read('\nhello\n')).rejects.toThrow(
      'collapsed: line 2: expected lines of a stack and a count',
    )
  })

  it.each([0, 30, 1000])('adds the same up when the text of %i bytes is remembered', remembered => {
    const table = new StackTable('collapsed', 1, { remembered })
    const lines = [
      'main;read 1',
      'main;parse;token 2',
      'main;read 3',
      'main 4',
      ' 5',
      'main;parse;token 6',
      ' 7',
    ]
    for (const line of [...lines, ...lines]) table.add(bytesOf(line), 0, line.length)
    expect(stacksOf(table.finish(null, []))).toEqual([
      ['main > read', 8],
      ['main > parse > token', 16],
      ['main', 8],
      ['', 24],
    ])
  })

  it('adds the same up when so few texts come again that none is remembered any more', () => {
    const table = new StackTable('collapsed', 1, { remembered: 100 })
    const lines = Array.from({ length: 70_000 }, (_, i) => `main;f${i % 300};g${i} 1`)
    for (const line of [...lines, ...lines.slice(0, 1000)]) table.add(bytesOf(line), 0, line.length)
    const { samples, weights } = table.finish(null, []).stacks!
    expect(samples.length).toBe(70_000)
    expect(weights[0]!.subarray(0, 1000).every(weight => weight === 2)).toBe(true)
    expect(weights[0]!.subarray(1000).every(weight => weight === 1)).toBe(true)
  })

  it('finds the same stacks whatever came before a line', () => {
    const frame = fc.constantFrom('', 'a', 'ab', 'b', 'a b', 'abc')
    const lines = fc.array(fc.array(frame, { maxLength: 5 }), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(lines, stacks => {
        const texts = stacks.map(frames => `${frames.join(';')} 1`)
        const table = new StackTable('collapsed', 1, { remembered: 0 })
        const alone = new Map<string, number>()
        for (const text of texts) {
          table.add(bytesOf(text), 0, text.length)
          const own = new StackTable('collapsed', 1, { remembered: 0 })
          own.add(bytesOf(text), 0, text.length)
          const key = stacksOf(own.finish(null, []))[0]![0]!
          alone.set(key, (alone.get(key) ?? 0) + 1)
        }
        expect(stacksOf(table.finish(null, []))).toEqual([...alone])
      }),
    )
  })

  it('adds up stacks whose texts say the same', async () => {
    expect(stacksOf(await read('f (a.py:0) 1\nf (a.py) 2\n'))).toEqual([['f', 3]])
  })

  it('reads a stack of 100,000 frames', async () => {
    const frames = Array.from({ length: 100_000 }, (_, i) => `f${i % 1000}`)
    const recording = await read(`${frames.join(';')} 1\n`)
    expect(recording.shared.stacks.length).toBe(100_000)
  })

  it('refuses a stack of more frames than can be honest', async () => {
    await expect(read(`${';'.repeat(1_100_000)} 1\n`)).rejects.toMatchObject({ code: 'PYRO_LIMIT' })
  })
})

describe('parseFrameText()', () => {
  const plain = { file: null, line: -1, kind: FuncKind.unknown, isInlined: false }
  it.each([
    [
      'foo (dummy.py:12)',
      { name: 'foo', file: 'dummy.py', line: 12, kind: FuncKind.python, isInlined: false },
    ],
    [
      '<module> (<frozen importlib._bootstrap>:935)',
      {
        name: '<module>',
        file: '<frozen importlib._bootstrap>',
        line: 935,
        kind: FuncKind.python,
        isInlined: false,
      },
    ],
    ['run (a b/c.py)', { name: 'run', file: 'a b/c.py', line: -1, kind: FuncKind.python, isInlined: false }],
    [
      'lib/a.py:Class.run:7',
      {
        name: 'Class.run',
        file: 'lib/a.py',
        line: 7,
        kind: FuncKind.python,
        isInlined: false,
        isFileFirst: true,
      },
    ],
    ['sys_read_[k]', { ...plain, name: 'sys_read', kind: FuncKind.kernel }],
    ['inner_[i]', { ...plain, name: 'inner', isInlined: true }],
    ['Lorg/X;::run_[j]', { ...plain, name: 'Lorg/X;::run_[j]' }],
    ['std::map<int>::operator() (int)', { ...plain, name: 'std::map<int>::operator() (int)' }],
    ['PhaseIdealLoop::build (bool, bool)', { ...plain, name: 'PhaseIdealLoop::build (bool, bool)' }],
    ['ns::func:12', { ...plain, name: 'ns::func:12' }],
    ['[unknown]', { ...plain, name: '[unknown]' }],
  ])('takes %s apart', (text, wanted) => {
    expect(parseFrameText(text)).toEqual(wanted)
    if (!text.includes(':7')) expect(formatFrameText(parseFrameText(text))).toBe(text.replaceAll(';', ':'))
  })
})

describe('writeCollapsed()', () => {
  it('writes one line a stack, without semicolons and line ends inside names', async () => {
    const recording = recordingFromText(
      [
        '1                        2      4',
        'ma;in                    ma;in  other',
        'read[file:x.py][line:3]',
      ].join('\n'),
    )
    const text = new TextDecoder().decode(await writeWith(collapsed, [recording]))
    expect(text).toBe('ma:in;read (x.py:3) 1000000\nma:in 2000000\nother 4000000\n')
  })

  it('gives back what was read, byte for byte, when stacks are distinct', async () => {
    const text = 'a;b (x.py:3);c_[k] 1.25\n 4\na;;b 7\nmain 0.000001\n'
    const [recording] = await readWith(collapsed, bytesOf(text))
    expect(new TextDecoder().decode(await writeWith(collapsed, [recording!]))).toBe(text)
  })

  it('writes no exponents', async () => {
    const [recording] = await readWith(collapsed, bytesOf('a;b 1e25\na;c 1e-9\n'))
    const text = new TextDecoder().decode(await writeWith(collapsed, [recording!]))
    expect(text).toBe('a;b 10000000000000000905969664\na;c 0.00000000100000000000\n')
  })

  it('writes the two counts of a difference', async () => {
    const text = 'a;b 0 12\na;c 11 15\n'
    const [recording] = await readWith(collapsed, bytesOf(text))
    expect(new TextDecoder().decode(await writeWith(collapsed, [recording!]))).toBe(text)
    expect(collapsed.losses!(recording!)).toEqual([])
  })

  it('refuses a recording without stacks', async () => {
    const recording = { ...recordingFromText('a\nb'), stacks: null }
    await expect(writeWith(collapsed, [recording])).rejects.toThrow('The collapsed format holds stacks')
  })
})

describe('collapsed.detect()', () => {
  it.each([
    ['a;b 1\n', 'x', 0.5],
    ['main 5\nother 3\n', 'x', 0.1],
    ['main 5\nother 3\n', 'x.folded', 0.3],
    ['Chapter 1\nIt was a dark night\n', 'x', 0],
    ['{"a": 1}', 'x.json', 0],
    ['', 'x.folded', 0],
    ['hello\n', 'x.folded', 0],
    ['a;b 1\0', 'x', 0],
  ])('%j named %s is %d sure', (text, name, wanted) => {
    expect(collapsed.detect(bytesOf(text), name)).toBeCloseTo(wanted)
  })
})
