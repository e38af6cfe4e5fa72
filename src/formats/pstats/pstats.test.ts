import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inputOf, readWith, writeWith } from '../../../test/support/read-format.ts'
import { FormatError, PyrometerError } from '../../base/errors.ts'
import { seededRandom } from '../../base/random.ts'
import type { Recording } from '../../model/recording.ts'
import { pstats } from './format.ts'
import { parseMarshal } from './marshal.ts'
import { MarshalWriter } from './marshal-writer.ts'

const FIXTURES = join(import.meta.dirname, '../../../test/fixtures/pstats')
const fixture = (name: string) => new Uint8Array(readFileSync(join(FIXTURES, name)))

/** Bytes from text (one byte a character) and numbers (32 bits). */
function bytesOf(...parts: readonly (string | number)[]): Uint8Array {
  const bytes: number[] = []
  for (const part of parts) {
    if (typeof part === 'number')
      bytes.push(part & 255, (part >> 8) & 255, (part >> 16) & 255, (part >> 24) & 255)
    else for (const char of part) bytes.push(char.charCodeAt(0))
  }
  return Uint8Array.from(bytes)
}

interface Row {
  readonly calls: number
  readonly primitiveCalls: number
  readonly callers: Record<string, readonly number[]>
}

/** The call graph by printed names: (calls, primitive calls) of functions, and of callers with self and total. */
function graphOf({ shared, calls }: Recording): Record<string, Row> {
  const part = calls!
  const nameOf = (row: number) => {
    const func = part.rows.func[row]!
    const source = shared.funcs.source[func]!
    const file = source === -1 ? '~' : shared.strings[shared.sources.path[source]!]!
    return `${file}:${shared.funcs.line[func]}:${shared.strings[shared.funcs.name[func]!]}`
  }
  const rows: Record<string, Row> = {}
  for (let row = 0; row < part.rows.length; row++) {
    const callers: Record<string, readonly number[]> = {}
    for (let edge = 0; edge < part.edges.length; edge++) {
      if (part.edges.callee[edge] !== row) continue
      callers[nameOf(part.edges.caller[edge]!)] = [
        part.edges.calls[edge]!,
        part.edges.primitiveCalls[edge]!,
        part.edgeSelf[0]![edge]!,
        part.edgeTotal[0]![edge]!,
      ]
    }
    rows[nameOf(row)] = {
      calls: part.rows.calls[row]!,
      primitiveCalls: part.rows.primitiveCalls[row]!,
      callers,
    }
  }
  return rows
}

async function onlyRecording(bytes: Uint8Array): Promise<Recording> {
  const [recording] = await readWith(pstats, bytes, 'folder/x.prof')
  return recording!
}

describe('reading pstats', () => {
  it.each([
    '2.7',
    '3.7',
    '3.10',
    '3.12',
  ])('counts calls as the program made them, with %s of cProfile and of profile', async version => {
    for (const module of ['cprofile', 'profile']) {
      const graph = graphOf(await onlyRecording(fixture(`${module}-${version}.prof`)))
      // ping(6) calls pong(5), that ping(5) and so on down to ping(0).
      expect(graph['ring.py:1:ping']).toMatchObject({ calls: 7, primitiveCalls: 1 })
      expect(graph['ring.py:5:pong']).toMatchObject({ calls: 6, primitiveCalls: 1 })
      expect(graph['ring.py:10:<lambda>']).toMatchObject({ calls: 3, primitiveCalls: 3 })
      const { callers } = graph['ring.py:1:ping']!
      expect(callers['ring.py:5:pong']!.slice(0, 2)).toEqual([6, module === 'profile' ? Number.NaN : 1])
      expect(Number.isNaN(callers['ring.py:5:pong']![3]!)).toBe(module === 'profile')
    }
  })

  it('names a code object as Python prints it, without its address', async () => {
    for (const version of ['2.7', '3.7', '3.10', '3.12']) {
      const names = Object.keys(graphOf(await onlyRecording(fixture(`profile-${version}.prof`))))
      expect(names).toContain('profile:0:<code object <module>, file "ring.py", line 1>')
    }
  })

  it('adds up tuples of callers that pstats of Python 2.5 put behind one another', async () => {
    const writer = new MarshalWriter()
    const key = (name: string) => {
      writer.tuple(3)
      writer.text('a.py')
      writer.number(1)
      writer.text(name)
    }
    writer.openDict()
    key('f')
    writer.tuple(5)
    for (const value of [3, 5, 0.5, 1.5]) writer.number(value)
    writer.openDict()
    key('g')
    writer.tuple(8)
    for (const value of [2, 1, 0.25, 0.5, 3, 2, 0.25, 1]) writer.number(value)
    writer.closeDict()
    writer.closeDict()
    const graph = graphOf(await onlyRecording(writer.take()))
    expect(graph['a.py:1:f']!.callers['a.py:1:g']).toEqual([5, 3, 0.5, 1.5])
    expect(Number.isNaN(graph['a.py:1:g']!.calls)).toBe(true)
  })

  it('takes the counts of profiling.sampling for samples, and gives them back', async () => {
    const writer = new MarshalWriter()
    const key = (name: string) => {
      writer.tuple(3)
      writer.text('a.py')
      writer.number(1)
      writer.text(name)
    }
    writer.openDict()
    key('f')
    writer.tuple(5)
    for (const value of [30, 40]) writer.number(value)
    for (const value of [0.3, 0.4]) writer.float(value)
    writer.openDict()
    key('main')
    writer.number(40)
    writer.closeDict()
    writer.tuple(1)
    writer.text('__sampled__')
    writer.true()
    writer.closeDict()
    const bytes = writer.take()
    const recording = await onlyRecording(bytes)
    expect(recording.calls!.valueTypes[0]!.precision).toBe('sampled')
    const { calls, callers } = graphOf(recording)['a.py:1:f']!
    expect(calls).toBeNaN()
    expect(callers['a.py:1:main']![3]).toBeCloseTo(0.4)
    expect(await writeWith(pstats, [recording])).toEqual(bytes)
  })

  it('knows itself by its content', () => {
    expect(pstats.detect(fixture('cprofile-3.12.prof'), null)).toBeGreaterThan(0.9)
    expect(pstats.detect(fixture('profile-2.7.prof'), 'x.txt')).toBeGreaterThan(0.9)
    expect(pstats.detect(bytesOf('{0'), null)).toBeGreaterThan(0)
    expect(pstats.detect(bytesOf('{"a": 1}'), 'x.prof')).toBe(0)
    expect(pstats.detect(bytesOf('main;f 3\n'), 'x.pstats')).toBe(0)
    expect(pstats.detect(new Uint8Array(), null)).toBe(0)
  })
})

describe('parseMarshal()', () => {
  const parse = (...parts: readonly (string | number)[]) => parseMarshal(bytesOf(...parts)).value

  it('reads every kind of number', () => {
    expect(parse('i', -5)).toBe(-5)
    expect(parse('I', 1, 1)).toBe(2 ** 32 + 1)
    expect(parse('l', 3, '\x01\x00\x00\x00\x01\x00')).toBe(2 ** 30 + 1)
    expect(parse('l', -1, '\x07\x00')).toBe(-7)
    expect(parse('f', '\x041.25')).toBe(1.25)
    expect(parse('g', '\x00\x00\x00\x00\x00\x00\xf4\x3f')).toBe(1.25)
  })

  it('reads every kind of text', () => {
    expect(parse('u', 2, '\xc3\xa9')).toBe('é')
    expect(parse('z', '\x02ab')).toBe('ab')
    expect(parse('a', 1, '\xe9')).toBe('é')
    // Lone surrogates stand for the bytes of file names that are no UTF-8.
    expect(parse('u', 3, '\xed\xb3\xa9')).toBe('\udce9')
  })

  it('numbers references in the order in which objects begin, code objects and their parts included', () => {
    const code = [
      ...['\xe3', 0, 0, 0, 0, 0, 's', 0, '\xa9\x00', '\xa9\x01', '\xfa\x01v', ')\x00', 's', 0],
      ...['\xfa\x04a.py', '\xfa\x01f', '\xfa\x03C.f', 7, 's', 0, 's', 0],
    ]
    // 0 the tuple, 1 the code, 2 and 3 its tuples, 4 'v', 5 'a.py', 6 'f', 7 'C.f'.
    expect(parse('\xa9\x03', ...code, 'r', 5, 'r', 1)).toMatchObject({
      items: [{ kind: 'code', name: 'f', file: 'a.py', line: 7 }, 'a.py', { name: 'f' }],
    })
  })

  it('numbers the interned text of Python 2', () => {
    expect(parse('(', 3, 't', 1, 'a', 't', 1, 'b', 'R', 1)).toMatchObject({ items: ['a', 'b', 'b'] })
  })

  it('reads what 3.14 and 3.15 added', () => {
    expect(parse(')\x02', ':NNN', 'T')).toMatchObject({ items: [{ kind: 'other' }, true] })
    expect(parse('}', 'N', 'T', '0')).toMatchObject({ kind: 'dict', keys: [null], values: [true] })
  })

  it('takes nesting of any depth and cycles', () => {
    const depth = 60_000
    expect(parse('[\x01\x00\x00\x00'.repeat(depth), 'N')).toMatchObject({ kind: 'list' })
    const cycle = parse('\xdb', 1, 'r', 0)
    expect(cycle).toMatchObject({ kind: 'list' })
  })

  it.each([
    ['', 0, 'expected a marshalled object'],
    ['{(', 2, 'expected the length of the items of a tuple'],
    ['(\xff\xff\xff\x7f', 1, 'found a length of 2147483647'],
    ['(\xff\xff\xff\xff', 1, 'found a length of -1'],
    ['{N0', 2, "the end mark of a dict ('0')"],
    ['r\x05\x00\x00\x00', 0, 'one of the 0 objects before it, found 5'],
    ['{Q', 1, "found the type 'Q'"],
    ['f\x03abc', 1, 'expected a float in digits'],
    ['l\x01\x00\x00\x00\xff\xff', 5, 'expected a digit below 32768'],
  ])('names the byte and what was expected in %j', (text, offset, message) => {
    const error = (() => {
      try {
        parseMarshal(bytesOf(text))
      } catch (caught) {
        return caught
      }
    })()
    expect(error).toBeInstanceOf(FormatError)
    expect((error as FormatError).offset).toBe(offset)
    expect((error as FormatError).message).toContain(message)
  })

  it('refuses a file of nothing but empty tuples', () => {
    const count = 2_000_000
    const bytes = new Uint8Array(5 + 2 * count)
    bytes.set(bytesOf('(', count))
    for (let i = 0; i < count; i++) bytes[5 + 2 * i] = 0x29
    expect(() => parseMarshal(bytes)).toThrow('more objects than a profile of this size can hold')
  })
})

describe('broken pstats files', () => {
  const FILES = ['cprofile-3.12.prof', 'profile-2.7.prof', 'profile-3.10.prof']

  it.each(FILES)('%s cut anywhere is a FormatError that names a byte', async name => {
    const bytes = fixture(name)
    for (let length = 0; length < bytes.length; length++) {
      const error = await pstats.read!(inputOf(bytes.subarray(0, length)), {}).then(
        () => null,
        (caught: unknown) => caught,
      )
      expect(error, `${length} bytes`).toBeInstanceOf(FormatError)
      expect((error as FormatError).message).toMatch(/^pstats: byte \d+: expected/)
    }
  })

  it('never fails but with an error for people, whatever bytes change', async () => {
    const random = seededRandom(20_26)
    const originals = FILES.map(fixture)
    const end = Date.now() + 1000
    let refused = 0
    for (let round = 0; round < 20_000 && Date.now() < end; round++) {
      const bytes = originals[round % originals.length]!.slice()
      const changes = 1 + Math.floor(random() * 6)
      for (let i = 0; i < changes; i++)
        bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256)
      try {
        const [recording] = await readWith(pstats, bytes)
        await writeWith(pstats, [recording!])
      } catch (error) {
        if (!(error instanceof PyrometerError)) throw error
        refused++
      }
    }
    expect(refused).toBeGreaterThan(0)
  })
})

describe('writing pstats', () => {
  it.each(['2.7', '3.12'])('gives back what was read of %s', async version => {
    for (const module of ['cprofile', 'profile']) {
      const before = await onlyRecording(fixture(`${module}-${version}.prof`))
      const after = await onlyRecording(await writeWith(pstats, [before]))
      expect({ ...after, meta: null }).toEqual({ ...before, meta: null })
    }
  })

  it('adds several recordings together', async () => {
    const one = await onlyRecording(fixture('cprofile-3.12.prof'))
    const both = graphOf(await onlyRecording(await writeWith(pstats, [one, one])))
    const single = graphOf(one)
    for (const [name, row] of Object.entries(both)) expect(row.calls).toBe(2 * single[name]!.calls)
  })

  it('refuses a recording without a call graph', async () => {
    const recording = { ...(await onlyRecording(fixture('cprofile-3.12.prof'))), calls: null }
    await expect(writeWith(pstats, [recording])).rejects.toThrow('it has no call graph')
  })

  it('holds any names and numbers', () => {
    const name = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\udce9', '<x>', '~', 'é', '\u{1f525}'),
    )
    const value = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger(), name)
    fc.assert(
      fc.property(fc.array(value), values => {
        const writer = new MarshalWriter()
        writer.tuple(values.length)
        for (const item of values) {
          if (typeof item === 'string') writer.text(item)
          else writer.number(item)
        }
        expect(parseMarshal(writer.take()).value).toMatchObject({
          items: values.map(item => (item === 0 ? 0 : item)),
        })
      }),
      { numRuns: 30 },
    )
  })
})
