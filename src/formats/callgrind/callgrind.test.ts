import { describe, expect, it } from 'vitest'
import { generateCallgrind } from '../../../bench/generate-callgrind.ts'
import { readWith, writeWith } from '../../../test/support/read-format.ts'
import type { Recording } from '../../model/recording.ts'
import { callgrind } from './format.ts'
import { readCallgrind } from './read.ts'

const HEAD = 'events: Ir\n'

async function readAll(text: string): Promise<readonly Recording[]> {
  return readWith(callgrind, new TextEncoder().encode(text), 'dir/callgrind.out')
}

async function read(text: string): Promise<Recording> {
  return (await readAll(text))[0]!
}

function nameOf({ shared }: Recording, func: number): string {
  const source = shared.funcs.source[func]!
  const file = source === -1 ? '' : `${shared.strings[shared.sources.path[source]!]}:`
  return `${file}${shared.strings[shared.funcs.name[func]!]}`
}

/** "name self total calls" of each function. */
function functionsOf(recording: Recording): string[] {
  const { rows, self, total } = recording.calls!
  return Array.from(
    rows.func,
    (func, i) => `${nameOf(recording, func)} ${self[0]![i]} ${total[0]![i]} ${rows.calls[i]}`,
  )
}

/** "caller -> callee calls cost @line" of each edge. */
function edgesOf(recording: Recording): string[] {
  const { rows, edges, edgeTotal } = recording.calls!
  const name = (row: number) => nameOf(recording, rows.func[row]!)
  return Array.from(
    edges.caller,
    (caller, i) =>
      `${name(caller)} -> ${name(edges.callee[i]!)} ${edges.calls[i]} ${edgeTotal[0]![i]} @${edges.line[i]}`,
  )
}

/** "file:line value function" of each line. */
function linesOf(recording: Recording): string[] {
  const { rows, values } = recording.lines!
  const { strings, sources, funcs } = recording.shared
  return Array.from(
    rows.line,
    (line, i) =>
      `${strings[sources.path[rows.source[i]!]!]}:${line} ${values[0]![i]} ${strings[funcs.name[rows.func[i]!]!]}`,
  )
}

const warningsOf = ({ meta }: Recording) => meta.warnings.map(({ code, count }) => `${code} ${count}`)

describe('readCallgrind()', () => {
  it('takes compressed names and relative lines apart', async () => {
    const recording = await read(
      `${HEAD}fl=(1) a.c\nfn=(1) f\n16 20\n+3 1\n-2 2\n* 4\ncfi=(2) b.c\ncfn=(2) g\ncalls=3 +9\n* 400\n\nfl=(2)\nfn=(2)\n0x1F 400\n`,
    )
    expect(linesOf(recording)).toEqual(['a.c:16 20 f', 'a.c:19 1 f', 'a.c:17 6 f', 'b.c:31 400 g'])
    expect(functionsOf(recording)).toEqual(['a.c:f 27 427 NaN', 'b.c:g 400 400 3'])
    expect(edgesOf(recording)).toEqual(['a.c:f -> b.c:g 3 400 @17'])
  })

  it('keeps inlined lines under their file and the function they ran in', async () => {
    const recording = await read(
      `${HEAD}fl=a.c\nfn=f\n1 2\nfi=x.h\n7 3\ncfn=g\ncalls=1 1\n7 9\nfe=a.c\n2 5\nfn=h\n3 1\n`,
    )
    expect(linesOf(recording)).toEqual(['a.c:1 2 f', 'x.h:7 3 f', 'a.c:2 5 f', 'a.c:3 1 h'])
    expect(functionsOf(recording)[0]).toBe('a.c:f 10 19 NaN')
    // The line of the call is in another file than the caller.
    expect(edgesOf(recording)).toEqual(['a.c:f -> x.h:g 1 9 @-1'])
  })

  it('returns to the file of functions at the next one, whatever was inlined', async () => {
    const recording = await read(`${HEAD}fl=a.c\nfn=f\n1 2\nfi=x.h\n7 3\n\nfn=g\n9 1\n`)
    expect(functionsOf(recording)).toEqual(['a.c:f 5 5 NaN', 'a.c:g 1 1 NaN'])
  })

  it('adds jumps to nothing and goes on from where they are', async () => {
    const recording = await read(`${HEAD}fl=a.c\nfn=f\n5 2\njcnd=3/7 +4\n+1 \njump=2 -1\n* \n+1 9\n`)
    expect(linesOf(recording)).toEqual(['a.c:5 2 f', 'a.c:7 9 f'])
    expect(warningsOf(recording)).toEqual(['jumps 2'])
  })

  it('adds instructions up by line', async () => {
    const recording = await read(
      `positions: instr bb line\n${HEAD}fl=a.c\nfn=f\n0x40 0x40 7 2\n+3 * * 4\n* * +1 8\n`,
    )
    expect(linesOf(recording)).toEqual(['a.c:7 6 f', 'a.c:8 8 f'])
    expect(warningsOf(recording)).toEqual(['instructions 1'])
  })

  it('names parts by what made Callgrind write them, where that differs', async () => {
    const part = (number: number, trigger: string) =>
      `part: ${number}\ndesc: Trigger: ${trigger}\npositions: line\n${HEAD}fl=a.c\nfn=f\n1 2\n`
    const text = `version: 1\ncreator: callgrind-3.22.0\n${part(1, '--dump-before=f')}${part(2, 'Program termination')}`
    expect((await readAll(text)).map(({ meta }) => meta.name)).toEqual([
      'callgrind.out part 1 (--dump-before=f)',
      'callgrind.out part 2 (Program termination)',
    ])
  })

  it('makes a recording of each part and thread', async () => {
    const header = 'version: 1\ncreator: callgrind-3.19.0\ncmd: x\n'
    const part = (part: number, thread: number, cost: number) =>
      `part: ${part}\nthread: ${thread}\npositions: line\n${HEAD}summary: ${cost}\n\nfl=(1) a.c\nfn=(1) f\n1 ${cost}\n\ntotals: ${cost}\n`
    const recordings = await readAll(`${header}${part(1, 1, 5)}${part(1, 2, 7)}${part(2, 1, 0)}`)
    expect(recordings.map(({ meta }) => meta.name)).toEqual([
      'callgrind.out part 1 thread 1',
      'callgrind.out part 1 thread 2',
      'callgrind.out part 2 thread 1',
    ])
    expect(recordings.flatMap(functionsOf)).toEqual(['a.c:f 5 5 NaN', 'a.c:f 7 7 NaN', 'a.c:f 0 0 NaN'])
    const again = await readWith(callgrind, await writeWith(callgrind, recordings), 'callgrind.out')
    expect(again.map(({ meta }) => meta.name)).toEqual(recordings.map(({ meta }) => meta.name))
  })

  it('makes a recording of each profile that Xdebug appended', async () => {
    const one = (cost: number) =>
      `\n==== NEW PROFILING FILE ====\nversion: 1\ncreator: xdebug 3.2.0 (PHP 8.1)\ncmd: a.php\npart: 1\npositions: line\n\nevents: Time_(10ns) Memory_(bytes)\n\nfl=(1) a.php\nfn=(1) {main}\n1 ${cost} -16\n\nsummary: ${cost} 99\n`
    const recordings = await readAll(one(3) + one(4))
    expect(recordings.map(({ calls }) => calls!.self.map(column => column[0]))).toEqual([
      [30, -16],
      [40, -16],
    ])
    expect(recordings[0]!.calls!.valueTypes.map(({ name, unit }) => `${name} ${unit}`)).toEqual([
      'Time nanoseconds',
      'Memory bytes',
    ])
    expect(new Set(recordings.map(({ meta }) => meta.name)).size).toBe(2)
  })

  it("finds the file of Xdebug 2.0's callees, which have none", async () => {
    const recording = await read(
      'version: 0.9.6\ncmd: a.php\npart: 1\n\nevents: Time\n\nfl=php:internal\nfn=php::usleep\n3 9\n\nfl=a.php\nfn={main}\n\nsummary: 11\n\n0 2\ncfn=php::usleep\ncalls=1 0 0\n3 9\n',
    )
    expect(edgesOf(recording)).toEqual(['a.php:{main} -> php:internal:php::usleep 1 9 @3'])
    expect(functionsOf(recording)).toHaveLength(2)
  })

  it('computes events that are sums of others', async () => {
    const recording = await read(
      'event: Est = Ir + 10 Bm : Estimate\nevent: Odd = Ir - Bm\nevents: Ir Bm\nfl=a.c\nfn=f\n1 7 3\n',
    )
    expect(recording.calls!.valueTypes.map(type => type.name)).toEqual(['Ir', 'Bm', 'Est'])
    expect(recording.calls!.self.map(column => column[0])).toEqual([7, 3, 37])
    expect(warningsOf(recording)).toEqual(['unknown-formula 1'])
  })

  it('counts recursion once and bounds rings', async () => {
    const recording = await read(
      `${HEAD}fl=a.c\nfn=main\n1 1\ncfn=f\ncalls=1 1\n1 60\ncfn=a\ncalls=1 1\n1 30\nfn=f\n2 60\ncfn=f\ncalls=5 1\n2 200\nfn=a\n3 10\ncfn=b\ncalls=2 1\n3 45\nfn=b\n4 20\ncfn=a\ncalls=2 1\n4 25\n`,
    )
    expect(functionsOf(recording)).toEqual([
      'a.c:main 1 91 NaN',
      'a.c:f 60 60 6',
      'a.c:a 10 30 3',
      'a.c:b 20 30 2',
    ])
    expect([...recording.calls!.rows.primitiveCalls]).toEqual([Number.NaN, 1, Number.NaN, Number.NaN])
    expect(warningsOf(recording)).toEqual(['recursive-totals 2'])
  })

  it('does not take costs for numbers of calls', async () => {
    const pprof = await read(
      'positions: instr line\nevents: cpu(ms)\n\nob=(1) /bin/x\nfl=(1) a.go\nfn=(1) main\n0x10 3 5\ncfl=(2) b.go\ncfn=(2) g\ncalls=0 0x20 4\n* * 7\n\nob=(2) lib.so\nfl=(2)\nfn=(2)\n0x20 4 7\n',
    )
    expect(edgesOf(pprof)).toEqual(['a.go:main -> b.go:g NaN 7000000 @3'])
    expect(functionsOf(pprof)).toHaveLength(2)
    expect(pprof.calls!.valueTypes[0]).toMatchObject({
      name: 'cpu',
      unit: 'nanoseconds',
      precision: 'sampled',
    })
    const gperftools = await read(
      'events: Hits\n\nfl=(1) a.c\nfn=(1) f\n3 5\n\nfl=(1)\nfn=(1)\ncfl=(2) b.c\ncfn=(2) g\ncalls=7 4\n3 7\n\nfl=(2)\nfn=(2)\n4 7\n',
    )
    expect(edgesOf(gperftools)).toEqual(['a.c:f -> b.c:g NaN 7 @3'])
  })

  it('reads figures relative to the line before, as speedscope does', async () => {
    const recording = await read(
      `${HEAD}fl=1.c\nfn=main\n16 20\ncfn=f\ncalls=1 50\n* 400\ncfi=2.c\ncfn=g\ncalls=3 20\n* *\n\nfn=f\n+35 -300\ncfi=2.c\ncfn=g\ncalls=2 20\n* 300\n\nfl=2.c\nfn=g\n-31 +400\n`,
    )
    expect(linesOf(recording)).toEqual(['1.c:16 20 main', '1.c:51 100 f', '2.c:20 700 g'])
  })

  it('spells names that are made of numbers out', async () => {
    const recording = await read(
      `creator: callgrind-3.19.0\n${HEAD}fl=(1) a.c\nfn=(1) f\nfn=(2) g\nfn=(3) (2)'2'(1)\n1 5\ncfi=(2) b.c\ncfn=(4) h\ncfn=(5) (4)'(2)\ncalls=1 0\n1 8\n`,
    )
    expect(edgesOf(recording)).toEqual(["a.c:g'2'f -> b.c:h'g 1 8 @1"])
  })

  it('says where a file is broken', async () => {
    await expect(read('fn=f\n1 2\n')).rejects.toThrow('callgrind: line 2: expected an "events:" line')
    await expect(read('version: 1\n')).rejects.toThrow(/expected a line "events:"/)
    await expect(read('version: 2\nevents: Ir\n')).rejects.toMatchObject({ code: 'PYRO_VERSION' })
    await expect(read('events:\nfn=f\n')).rejects.toThrow(/line 1: expected the names of events/)
  })

  it('goes on from lines it does not know', async () => {
    const recording = await read(`${HEAD}fl=a.c\nfn=f\nwhat\n1 5 6\n1 x\ncfn=(9)\ncalls=1 1\n1 3\n`)
    expect(functionsOf(recording)).toEqual(['a.c:f 5 8 NaN', 'a.c:(9) 0 0 1'])
    expect(warningsOf(recording)).toEqual(['unknown-lines 1', 'odd-figures 2', 'unknown-name 1'])
  })
})

describe('writeCallgrind()', () => {
  it('gives what was read back with its units, formulas and totals', async () => {
    const text =
      'version: 1\ncreator: xdebug 3.2.0 (PHP 8.1)\ncmd: a.php\npart: 1\npositions: line\n\nevents: Time_(10ns)\n\nfl=a.php\nfn=f\n1 12345678901\n\ntotals: 12345678902\n'
    const written = new TextDecoder().decode(await writeWith(callgrind, await readAll(text)))
    expect(written).toContain('events: Time_(10ns)\nsummary: 12345678902\n')
    expect(written).toContain('\n1 12345678901\n')
    expect(written).toContain('\ntotals: 12345678902\n')
    expect(written).toContain('creator: xdebug 3.2.0 (PHP 8.1)\n')
  })
})

describe('how the bytes arrive', () => {
  it('does not matter', async () => {
    const text = new TextDecoder().decode(
      Buffer.concat([...generateCallgrind({ bytes: 60_000, functions: 30 })]),
    )
    const whole = functionsOf(await read(text))
    const lines = linesOf(await read(text))
    expect(whole).toHaveLength(30)
    // The quick way is for lines that end within a piece, by LF, with a blank between the figures.
    const others = [
      text.replaceAll('\n', '\r\n'),
      text.replace(/^([-+*0-9].*)$/gm, '$1 '),
      text.replaceAll(' ', '  '),
    ]
    for (const other of others) {
      const recording = await read(other)
      expect(functionsOf(recording).map(said => said.replaceAll('  ', ' '))).toEqual(whole)
      expect(linesOf(recording).map(said => said.replaceAll('  ', ' '))).toEqual(lines)
    }
    const bytes = new TextEncoder().encode(text)
    for (const size of [1, 7, 4096]) {
      const chunks = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size)
      }
      const input = { name: 'callgrind.out', size: null, chunks, bytes: async () => bytes }
      const cut = (await readCallgrind(input))[0]!
      expect(functionsOf(cut)).toEqual(whole)
      expect(linesOf(cut)).toEqual(lines)
    }
  })

  it('does not change the line of a warning', async () => {
    const text = `${HEAD}fn=a\n1 2\n\n3 4\n# said\ncalls=1 1\n5 6\njump=1 1\n7\n`
    const { warnings } = (await read(text)).meta
    expect(warnings.map(({ code, firstAt }) => `${code} ${firstAt}`)).toEqual([
      'unknown-callee line 8',
      'jumps line 9',
    ])
  })
})
