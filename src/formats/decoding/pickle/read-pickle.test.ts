import { describe, expect, it } from 'vitest'
import { PickleWriter } from './pickle-writer.ts'
import { readPickle } from './read-pickle.ts'
import { className, entryOf, isDict, isObject, type PickleValue } from './values.ts'

const read = (text: string) => readPickle(new Uint8Array(Buffer.from(text, 'latin1')), 'test').value

describe('readPickle()', () => {
  // Each as Python's pickle.dumps or pickletools gives it.
  it.each<[string, string, PickleValue]>([
    ['None', 'N.', null],
    ['a bool of protocol 0', 'I01\n.', true],
    ['a long of protocol 0', 'L-12345678901L\n.', -12345678901],
    ['a float of protocol 0', 'F1.5\n.', 1.5],
    ['a negative long', '\x80\x02\x8a\x02\x00\xff.', -256],
    ['a long of no bytes', '\x80\x02\x8a\x00.', 0],
    ['an int of 255', '\x80\x02\x8a\x02\xff\x00.', 255],
    ['a float', 'G\x3f\xf8\x00\x00\x00\x00\x00\x00.', 1.5],
    ['a str of Python 2 with escapes', "S'a\\n\\x41\\'\\xc3\\xa9'\n.", "a\nA'é"],
    ['unicode of protocol 0', 'V\\u20ac\xe9\n.', '€é'],
    ['a tuple with marks', '(K\x01K\x02t.', [1, 2]],
    ['a list that is appended to', '(lp0\nI5\naI6\na.', [5, 6]],
    ['the same object twice', ']q\x00(]q\x01h\x01e.', [[], []]],
    ['memo numbers that skip', ']r\xff\xff\x00\x00(j\xff\xff\x00\x00e.', []],
    ['marks dropped and popped', 'K\x05((0K\x011.', 5],
  ])('reads %s', (_, text, wanted) => {
    const value = read(text)
    if (text.startsWith(']r')) expect((value as PickleValue[])[0]).toBe(value)
    else expect(value).toEqual(wanted)
  })

  it('names the class of an object in every protocol', () => {
    for (const text of [
      "ccopy_reg\n_reconstructor\n(cmod\nName\nc__builtin__\nobject\nNtR(dS'a'\nI1\nsb.",
      "(imod\nName\n(dS'a'\nI1\nsb.",
      'cmod\nName\n)\x81}U\x01aK\x01sb.',
      '\x80\x04\x8c\x03mod\x8c\x04Name\x93)\x81}\x8c\x01aK\x01sb.',
      '\x80\x04\x8c\x03mod\x8c\x04Name\x93)}\x92}\x8c\x01aK\x01sb.',
    ]) {
      const value = read(text)
      expect(isObject(value) && className(value)).toBe('mod.Name')
      const state = isObject(value) ? value.state : null
      expect(isDict(state ?? undefined) && entryOf(state as never, 'a')).toBe(1)
    }
  })

  it('reads a nesting of 200,000 lists', () => {
    expect(() => read(`${']'.repeat(10)}${'a'.repeat(9)}.`)).not.toThrow()
    const deep = `${'(l'.repeat(200_000)}${'a'.repeat(199_999)}.`
    expect(() => read(deep)).not.toThrow()
  })

  it.each([
    ['\x80\x02K', /byte 3: expected an integer/],
    ['t.', /byte 0: expected a mark before this/],
    ['\x80\x06N.', /version 6 of pickle is not supported/],
    ['h\x07.', /byte 0: expected the number of an object before it, found 7/],
    ['X\xff\xff\xff\xff.', /expected text of at most 1 bytes, found a length of 4294967295/],
    ['N', /byte 1: expected an operation of a pickle/],
    ['K\x01K\x02a.', /expected a list to append to, found a number/],
    ['\xff', /found the byte 0xff/],
  ])('fails with the place for %j', (text, message) => {
    expect(() => read(text)).toThrow(message)
  })

  it('refuses more objects than bytes justify', () => {
    expect(() => read(`${']'.repeat(2_000_000)}.`)).toThrow(/more objects than a pickle of this size/)
  })
})

describe('PickleWriter', () => {
  it.each([
    0,
    1,
    -1,
    255,
    2 ** 31,
    -(2 ** 31) - 1,
    127,
    128,
    -128,
    -129,
    2 ** 53,
    1.5,
    -0.1,
  ])('writes %d so that it reads the same', number => {
    const writer = new PickleWriter()
    writer.begin()
    writer.number(number)
    writer.end()
    expect(readPickle(writer.take(), 'test').value).toBe(number)
  })
})
