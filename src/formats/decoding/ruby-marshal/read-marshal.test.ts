import { describe, expect, it } from 'vitest'
import { readMarshal } from './read-marshal.ts'

const read = (...bytes: (number | string)[]) =>
  readMarshal(
    Uint8Array.from([
      4,
      8,
      ...bytes.flatMap(part => (typeof part === 'string' ? [...Buffer.from(part)] : [part])),
    ]),
    'test',
  )

// The dumps were made with Ruby 3.1: Marshal.dump(…).
describe('readMarshal()', () => {
  it('reads numbers of every width', () => {
    expect(
      read(
        '[',
        15,
        'i',
        0,
        'i',
        6,
        'i',
        0x7f,
        'i',
        1,
        0x7b,
        'i',
        2,
        0,
        1,
        'i',
        0xfa,
        'i',
        0xff,
        0x84,
        'i',
        0xfe,
        0,
        0xff,
        'l',
        '+',
        7,
        0,
        0,
        0,
        0x40,
        'f',
        8,
        '1.5',
      ),
    ).toEqual([0, 1, 122, 123, 256, -1, -124, -256, 1073741824, 1.5])
  })

  it('reads text, symbols and what refers to them', () => {
    const bytes = ['[', 10, 'I', '"', 7, 'hé', 6, ':', 6, 'E', 'T'] as const
    void bytes
    expect(
      read('[', 9, 'I', '"', 8, 'h', 0xc3, 0xa9, 6, ':', 6, 'E', 'T', ':', 6, 'a', ';', 6, '@', 6),
    ).toEqual(['hé', 'a', 'a', 'hé'])
  })

  it('reads hashes, and objects as data', () => {
    expect(read('{', 7, ':', 6, 'a', 'i', 6, 'i', 7, '0')).toEqual(
      new Map<unknown, unknown>([
        ['a', 1],
        [2, null],
      ]),
    )
    expect(read('o', ':', 11, 'Object', 6, ':', 7, '@x', 'T')).toEqual({
      className: 'Object',
      data: new Map([['@x', true]]),
    })
  })

  it.each([
    ['an array longer than the file', ['[', 4, 0xff, 0xff, 0xff, 0x7f]],
    ['an object that is not there', ['@', 9]],
    ['an unknown type', ['z']],
    ['the end', ['[', 6]],
  ])('fails with the byte on %s', (_, bytes) => {
    expect(() => read(...bytes)).toThrow(/^test: byte \d+: /)
  })

  it('fails on values that are too deep, and on other versions', () => {
    expect(() => read(...Array.from({ length: 1000 }, () => ['[', 6]).flat())).toThrow('deep')
    expect(() => readMarshal(Uint8Array.of(4, 9, 48), 'test')).toThrow('version Marshal 4.9 is not supported')
  })
})
