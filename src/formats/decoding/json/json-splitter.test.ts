import { describe, expect, it } from 'vitest'
import { JsonSplitter } from './json-splitter.ts'

/** What comes out of a text that arrives in pieces of some bytes. */
function split(text: string, size: number): { parts: unknown[]; isWhole: boolean } {
  const parts: unknown[] = []
  const splitter = new JsonSplitter('test', {
    streamed: new Set(['', 'list']),
    skipped: new Set(['skip']),
    items: (key, items) => parts.push(...items.map(item => [key, item])),
    field: (key, value) => parts.push([key, value]),
  })
  const bytes = new TextEncoder().encode(text)
  for (let at = 0; at < bytes.length; at += size) splitter.add(bytes.subarray(at, at + size))
  return { parts, isWhole: splitter.finish() }
}

describe('JsonSplitter', () => {
  it.each([1, 2, 3, 5, 8, 1000])('gives the same for pieces of %i bytes', size => {
    const text =
      ' {"a\\"b":[1, 2 ,"\\\\",{"x":"]}"} ] ,"s":"t\\\\","list":[ {"a":"ü"},\n2,"\\"",[1],\ntrue ] , "skip":"\\\\" ,"n":-1.5} '
    expect(split(text, size)).toEqual({
      isWhole: true,
      parts: [
        ['a"b', [1, 2, '\\', { x: ']}' }]],
        ['s', 't\\'],
        ...[{ a: 'ü' }, 2, '"', [1], true].map(item => ['list', item]),
        ['n', -1.5],
      ],
    })
  })

  it.each([
    ['[1,2', [1]],
    ['[{"a":1},{"b"', [{ a: 1 }]],
    ['[{"a":1},', [{ a: 1 }]],
    ['["x\\', []],
  ])('ends %s after its last whole item', (text, items) => {
    expect(split(text, 3)).toEqual({ isWhole: false, parts: items.map(item => ['', item]) })
  })

  it.each([
    ['', 'expected JSON, found nothing'],
    ['7', 'byte 0: expected an object, found "7"'],
    ['{"a":}', 'byte 5: expected a value, found "}"'],
    ['{"list":[1}', 'byte 10: expected an item or "]", found "}"'],
    ['{"list":[1 2]}', 'byte 11: expected JSON, found "2"'],
    ['[1] x', 'byte 4: expected the end, found "x"'],
    ['[01]', 'byte 2: expected JSON, found "1"'],
  ])('says where %j is broken', (text, message) => {
    expect(() => split(text, 1000)).toThrow(`test: ${message}`)
  })

  it('takes nested brackets as deep as they come', () => {
    const deep = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
    expect(split(deep, 4096).isWhole).toBe(true)
  })
})
