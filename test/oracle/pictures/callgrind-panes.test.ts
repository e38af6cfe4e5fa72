import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { queryFunctions } from '../../../src/query/functions/functions.ts'
import { queryFunctionGroups } from '../../../src/query/functions/groups.ts'
import { queryNeighbours } from '../../../src/query/functions/neighbours.ts'
import { corpusFiles, fixtureFiles } from '../../support/corpus.ts'
import { tally } from '../../support/tally.ts'

// The functions table, and callers and callees of every function, against callgrind_annotate: for each function and each
// event self, total, and what each caller and callee costs. It tells functions apart by the file that stands above them,
// also where that is of code inlined before: names are what it and this program agree about, so figures of one name add up.
const hasTool = spawnSync('callgrind_annotate', ['--version']).error === undefined
const FILES = [...corpusFiles('callgrind'), ...fixtureFiles('callgrind')].filter(
  ({ name, bytes }) =>
    // See callgrind-annotate.test.ts.
    !/exp_map|empty|too_high|no_records|tth|parts|mangled|xtree|printer__callgrind|\.cg$/.test(name) &&
    /^fl=/m.test(Buffer.from(bytes()).toString('latin1')),
)
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-panes-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Sums = Map<string, number[]>

function add(sums: Sums, key: string, figures: readonly number[]): void {
  if (figures.every(figure => figure === 0)) return
  const known = sums.get(key)
  if (known === undefined) sums.set(key, [...figures])
  else for (const [k, figure] of figures.entries()) known[k]! += figure
}

/** What a call by itself costs is in the cost of the call from outside: here it counts as nothing. */
function addCall(
  sums: Sums,
  [a, sign, b]: readonly [string, string, string],
  figures: readonly number[],
): void {
  if (a !== b) add(sums, `${a} ${sign}${sign} ${b}`, figures)
}

/** What callgrind_annotate prints: "NAME" its figures, "< CALLER" and "> CALLEE" below it. */
function annotate(path: string, isInclusive: boolean) {
  const options = ['--threshold=100', '--auto=no', '--show-percs=no', '--tree=both']
  const text = execFileSync(
    'callgrind_annotate',
    [...options, `--inclusive=${isInclusive ? 'yes' : 'no'}`, path],
    {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: 'pipe',
    },
  )
  const [functions, calls]: [Sums, Sums] = [new Map(), new Map()]
  // Functions that call themselves, or another of their name: a name does not tell how much of the cost is in the other's.
  const recursive = new Set<string>()
  let above: (readonly [string, number[]])[] = []
  let name = ''
  const line = /^ *([-\d,. ]+?) {2}([*<>]) +[^:]*:(.*?)(?: \((\d[\d,]*)x\))?(?: \[[^\]]*\])?$/
  for (const printed of text.split('\n')) {
    const found = line.exec(printed)
    if (found === null) continue
    const [figures, mark, other] = [numbersOf(found[1]!), found[2]!, found[3]!]
    if (mark === '<') above.push([other, figures])
    else if (mark === '>' && other === name) recursive.add(name)
    else if (mark === '>') addCall(calls, [name, '>', other], figures)
    else {
      name = other
      // With what it calls, a function stands once in the file of its definition and once in each of which code was
      // inlined: the one with callers is all of it.
      if (!isInclusive || above.length > 0 || !functions.has(name)) add(functions, name, figures)
      for (const [caller, cost] of above) addCall(calls, [name, '<', caller], cost)
      above = []
    }
  }
  return { functions, calls, recursive }
}

/** What each function costs with all it calls: its own cost and that of its callees, which is KCachegrind's definition. */
function totalsOf({ functions, calls }: { functions: Sums; calls: Sums }): Sums {
  const totals: Sums = new Map()
  for (const [name, figures] of functions) add(totals, name, figures)
  for (const [call, figures] of calls) {
    const callee = call.indexOf(' >> ')
    if (callee !== -1) add(totals, call.slice(0, callee), figures)
  }
  return totals
}

function numbersOf(text: string): number[] {
  const words = text.trim().split(/ +/)
  return words.map(word => (word === '.' ? 0 : Number(word.replaceAll(',', ''))))
}

/** The same from the answers that the tables are made of. */
function answers(recording: Recording, scale: readonly number[]): { self: Sums; total: Sums; calls: Sums } {
  const events = scale.length
  const { strings, funcs } = recording.shared
  const nameOf = (func: number) => strings[funcs.name[func]!]!
  const [self, total, calls]: [Sums, Sums, Sums] = [new Map(), new Map(), new Map()]
  const only = (value: number, event: number) =>
    scale.map((factor, k) => (k === event ? Math.round(value / factor) : 0))
  for (let event = 0; event < events; event++) {
    const { rows } = queryFunctions(recording, { valueType: event })
    for (let row = 0; row < rows.length; row++) {
      const func = rows.func[row]!
      add(self, nameOf(func), only(rows.self[row]!, event))
      add(total, nameOf(func), only(rows.total[row]!, event))
      const { callers, callees } = queryNeighbours(recording, func, { valueType: event })
      for (const [side, sign] of [
        [callers, '<'],
        [callees, '>'],
      ] as const) {
        for (let i = 0; i < side.length; i++) {
          if (side.func[i] === -1) continue
          addCall(calls, [nameOf(func), sign, nameOf(side.func[i]!)], only(side.total[i]!, event))
        }
      }
    }
  }
  return { self, total, calls }
}

describe.skipIf(!hasTool || FILES.length === 0)('callgrind_annotate (needs valgrind)', () => {
  it.each(
    FILES.map(file => [file.name, file] as const),
  )('has the figures of the tables of %s', async (name, file) => {
    const path = join(folder, 'out')
    writeFileSync(path, file.bytes())
    const [recording] = await readAny(file.bytes(), name)
    const events = (recording!.meta.extra.callgrind as { events: string[] }).events
    // Times are nanoseconds here, and what the file says there.
    const scale = recording!.calls!.valueTypes.slice(0, events.length).map((_, k) => scaleOf(events[k]!))
    const rings = inRings(recording!)
    const found = answers(recording!, scale)
    const [own, all] = [annotate(path, false), annotate(path, true)]
    expect(own.functions.size).toBeGreaterThan(0)
    expect(Object.fromEntries(found.self)).toEqual(Object.fromEntries(own.functions))
    // It does not print callers of what was called in another file than it is defined in.
    const printed = [...found.calls].filter(([call]) => call.includes(' >> ') || own.calls.has(call))
    expect(Object.fromEntries(printed)).toEqual(Object.fromEntries(own.calls))
    // Nor does either know how much of a call within a ring is in another's.
    const isPlain = ([key]: [string, number[]]) => !own.recursive.has(key) && !rings.has(key)
    expect(Object.fromEntries([...found.total].filter(isPlain))).toEqual(
      Object.fromEntries([...totalsOf(own)].filter(isPlain)),
    )
    // --inclusive=yes takes the sum of a function's callers: calls by itself are in it twice, calls from nowhere are not in it,
    // and where code was inlined it is in pieces.
    const totals = totalsOf(own)
    const said = [...all.functions]
      .filter(isPlain)
      .filter(([key, figures]) => String(figures) === String(totals.get(key)))
    for (const [key, figures] of said) expect([key, found.total.get(key)]).toEqual([key, figures])
    expect(said.length).toBeGreaterThan(0.7 * totals.size)
    tally('callgrind', 'oracle')
  })
})

function inRings(recording: Recording): Set<string> {
  const { name, rowOfFunc } = queryFunctionGroups(recording, 'cycle')
  const { strings, funcs } = recording.shared
  const found = Array.from(rowOfFunc.keys()).filter(func => name[rowOfFunc[func]!]?.startsWith('<cycle '))
  return new Set(found.map(func => strings[funcs.name[func]!]!))
}

/** `Time_(10ns)`: how many of our units one of the file's is. */
function scaleOf(event: string): number {
  const factor = /_\((\d*)ns\)$/.exec(event)?.[1]
  return factor === undefined ? 1 : Number(factor || 1)
}
