import type { Dice, RandomGraph } from './random-graphs.ts'

/** What cProfile saves; times as a program's own: not one is made of another. */
export function writePstats({ names, edges }: RandomGraph, { below, chance, random }: Dice): Uint8Array {
  const time = () => (chance(0.2) ? 0 : chance(0.3) ? below(100) / 64 : random() * 10 ** (below(5) - 3))
  const isOld = chance(0.15)
  const files = [
    '~',
    '/usr/lib/python3/json/decoder.py',
    'a.b/c.d.py',
    '.hidden',
    '<frozen importlib>',
    '/x/ü.pyc',
  ]
  const keys = names.map(
    (name, func): Marshalled => ['(', [files[func % files.length]!, (func * 7) % 30, name]],
  )
  const entries = names.map((_, func): [Marshalled, Marshalled] => {
    const callers = edges.filter(edge => edge.callee === func)
    const calls = callers.reduce((sum, edge) => sum + edge.calls, 1)
    const rows = callers.map(({ caller, calls: count }): [Marshalled, Marshalled] => [
      keys[caller]!,
      isOld ? count : ['(', [count, 1 + below(count), { double: time() }, { double: time() }]],
    ])
    const value: Marshalled = [
      '(',
      [calls, calls + below(3), { double: time() }, { double: time() }, ['{', rows]],
    ]
    return [keys[func]!, value]
  })
  return Buffer.concat([marshal(['{', entries])])
}

type Marshalled =
  | number
  | string
  | { readonly double: number }
  | readonly ['(', readonly Marshalled[]]
  | readonly ['{', readonly (readonly [Marshalled, Marshalled])[]]

/** Python's marshal, of its version 2. */
function marshal(value: Marshalled): Buffer {
  const int = (number: number) => {
    const bytes = Buffer.alloc(4)
    bytes.writeInt32LE(number)
    return bytes
  }
  if (typeof value === 'number') return Buffer.concat([Buffer.from('i'), int(value)])
  if (typeof value === 'string') {
    const text = Buffer.from(value, 'utf8')
    return Buffer.concat([Buffer.from('u'), int(text.length), text])
  }
  if ('double' in value) {
    const bytes = Buffer.alloc(9)
    bytes.write('g')
    bytes.writeDoubleLE(value.double, 1)
    return bytes
  }
  if (value[0] === '(')
    return Buffer.concat([Buffer.from('('), int(value[1].length), ...value[1].map(marshal)])
  const pairs = value[1].flatMap(([key, own]) => [marshal(key), marshal(own)])
  return Buffer.concat([Buffer.from('{'), ...pairs, Buffer.from('0')])
}
