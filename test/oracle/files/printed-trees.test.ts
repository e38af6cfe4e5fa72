import { describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { corpusFiles, fixtureFiles, hasCorpus } from '../../support/corpus.ts'
import { figuresOf } from '../../support/dot-oracle.ts'
import { tally } from '../../support/tally.ts'

const file = (folder: string, part: string) => corpusFiles(folder).find(({ name }) => name.includes(part))!
const textOf = (folder: string, part: string) => new TextDecoder().decode(file(folder, part).bytes())

async function read(folder: string, part: string): Promise<Recording> {
  const found = file(folder, part)
  return (await readAny(found.bytes(), found.name))[0]!
}

function nameOf({ shared }: Recording, func: number): string {
  return shared.strings[shared.funcs.name[func]!]!
}

/** The samples' stacks as inferno writes them: module`function, root first. */
function folded(recording: Recording): Map<string, number> {
  const { shared, stacks } = recording
  const sums = new Map<string, number>()
  for (const [i, leaf] of stacks!.samples.stack.entries()) {
    const parts: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      const func = shared.frames.func[shared.stacks.frame[at]!]!
      const lib = shared.funcs.lib[func]!
      const module = lib === -1 ? '[Unknown]' : shared.strings[shared.libs.path[lib]!]!
      parts.unshift(`${module}\`${nameOf(recording, func)}`)
    }
    const key = parts.join(';')
    sums.set(key, (sums.get(key) ?? 0) + stacks!.weights[stacks!.defaultValueType]![i]!)
  }
  return sums
}

describe.skipIf(!hasCorpus)('printed trees (needs the corpus)', () => {
  it('VTune top-down is as inferno collapses it, to whole milliseconds', async () => {
    const found = folded(await read('vtune', '__vtune.csv'))
    const lines = textOf('vtune', 'vtune-default.txt').trimEnd().split('\n')
    expect(lines.length).toBeGreaterThan(10)
    for (const line of lines) {
      const space = line.lastIndexOf(' ')
      expect(Math.round(1000 * found.get(line.slice(0, space))!), line).toBe(Number(line.slice(space + 1)))
    }
    expect(found.size).toBe(lines.length)
    tally('vtune', 'oracle')
  })

  it.each(['simple', 'dub'])("D's trace.log (%s) has the figures of its own table", async part => {
    const recording = await read('dmd', part)
    const { shared, calls } = recording
    const table = [...textOf('dmd', part).matchAll(/^ *(\d+) +(\d+) +(\d+) +\d+ {5}(.*)$/gm)]
    const ticks = calls!.valueTypes[0]!.unit === 'ticks'
    const scale = ticks ? 1e-6 : 1e6
    const rows = new Map(Array.from(calls!.rows.func, (func, row) => [nameOf(recording, func), row]))
    // Names are told by their places in the table; what is printed beside them must agree.
    let named = 0
    for (const [, count, tree, own, name] of table) {
      const row = rows.get(name!)
      if (row === undefined) continue
      named++
      expect(Math.max(1, calls!.rows.calls[row]!), name).toBe(Number(count))
      expect(Math.abs(calls!.total[0]![row]! * scale - Number(tree)), name).toBeLessThan(
        0.4 * Number(tree) + 1,
      )
      expect(Math.abs(calls!.self[0]![row]! * scale - Number(own)), name).toBeLessThan(0.4 * Number(own) + 1)
    }
    expect(calls!.rows.length).toBe(table.length)
    expect(named).toBeGreaterThan(0.5 * table.length)
    // Calls of a function are those of its callers.
    const called = new Float64Array(calls!.rows.length)
    for (let edge = 0; edge < calls!.edges.length; edge++) {
      called[calls!.edges.callee[edge]!]! += calls!.edges.calls[edge]!
    }
    for (let row = 0; row < called.length; row++) {
      expect(called[row], shared.strings[shared.funcs.name[calls!.rows.func[row]!]!]).toBe(
        calls!.rows.calls[row],
      )
    }
    tally('dmd', 'oracle')
  })

  it("Shark's outline adds up to its roots, and each line to its callees", async () => {
    const recording = await read('shark', 'transmission')
    const text = textOf('shark', 'transmission')
    const roots = [...text.matchAll(/^[+ ] (\d+), /gm)].reduce((sum, [, value]) => sum + Number(value), 0)
    expect(roots).toBeGreaterThan(6000)
    const { whole, total } = figuresOf(recording)
    expect(whole).toBe(roots)
    const main = recording.shared.funcs.name.findIndex((_, func) => nameOf(recording, func) === 'main')
    expect(total[main]).toBe(Number(/^\| \+ (\d+), main, /m.exec(text)![1]))
    tally('shark', 'oracle')
  })

  it("Visual Studio's inclusive shares are the sums of exclusive ones", async () => {
    const recording = await read('vsprof', 'CallTreeSummary')
    const { shared, stacks } = recording
    const rows = textOf('vsprof', 'CallTreeSummary')
      .split('\n')
      .slice(1)
      .filter(line => line.trim() !== '')
      .map(line => /,"?[\d,]+"?,([\d.]+),([\d.]+),"?[\d.,]+"?,"?[\d.,]+"?,"[^"]*",\s*$/.exec(line)!)
    expect(stacks!.samples.length).toBe(rows.length)
    const total = new Float64Array(shared.stacks.length)
    const below = new Float64Array(shared.stacks.length)
    for (const [i, stack] of stacks!.samples.stack.entries()) {
      expect(stacks!.weights[0]![i]).toBe(Number(rows[i]![2]))
      total[stack]! += stacks!.weights[0]![i]!
      below[stack]! += 1
    }
    for (let i = total.length - 1; i >= 0; i--) {
      const prefix = shared.stacks.prefix[i]!
      if (prefix === -1) continue
      total[prefix]! += total[i]!
      below[prefix]! += below[i]!
    }
    const inclusive = new Float64Array(total.length)
    for (const [i, stack] of stacks!.samples.stack.entries()) inclusive[stack]! += Number(rows[i]![1])
    // Small nodes are not exported.
    for (const [stack, share] of inclusive.entries()) {
      expect(total[stack]! - share).toBeLessThan(0.006 * (below[stack]! + 1))
    }
    tally('vsprof', 'oracle')
  })

  it("Papyrus' functions last as long as the log says", async () => {
    const recording = await read('papyrus', 'stack.log')
    const { total, whole } = figuresOf(recording)
    const lasting = (name: string) =>
      total[recording.shared.funcs.name.findIndex((_, func) => nameOf(recording, func) === name)]
    expect(whole).toBe(50619 - 50002)
    expect(lasting('abc_example_mod_effect..OnEffectStart')).toBe(50619 - 50002)
    expect(lasting('abc_example_mod_quest..exampleFunction3')).toBe(50051 - 50002)
    expect(lasting('abc_example_mod_quest..exampleFunction2')).toBe(50035 - 50002)
    expect(lasting('utility..WaitMenuMode')).toBe(50602 - 50068)
    expect(lasting('Cell.??.IsInterior')).toBe(50051 - 50035)
    tally('papyrus', 'oracle')
  })
})

describe('tables of pprof', () => {
  const table = async (name: string) => {
    const found = fixtureFiles('gperftools-text').find(fixture => fixture.name === name)!
    const [recording] = await readAny(found.bytes(), name)
    const { self, total } = figuresOf(recording!)
    return new Map(
      Array.from(self, (_, func) => [
        nameOf(recording!, func).replace(/ \(inline\)$/, ''),
        [self[func]!, total[func]!] as const,
      ]),
    )
  }

  it("gperftools' and Go's pprof print the same of one profile", async () => {
    const samples = await table('google-pprof-2.10-cpu.txt')
    const times = await table('pprof-top-cpu.txt')
    let compared = 0
    for (const [name, [self, total]] of times) {
      const found = samples.get(name)
      if (found === undefined) continue
      // A hundred samples a second.
      expect([100 * self, 100 * total].map(Math.round), name).toEqual(found)
      compared++
    }
    expect(compared).toBeGreaterThan(12)
    tally('gperftools-text', 'oracle')
  })

  it('a table by lines has the samples of that by functions', async () => {
    const functions = await table('google-pprof-2.10-cpu.txt')
    const found = fixtureFiles('gperftools-text').find(
      ({ name }) => name === 'google-pprof-2.10-cpu-lines.txt',
    )!
    const [lines] = await readAny(found.bytes(), found.name)
    const sums = new Map<string, number>()
    for (const [func, self] of figuresOf(lines!).self.entries()) {
      const name = nameOf(lines!, func).replace(/ \(inline\)$/, '')
      sums.set(name, (sums.get(name) ?? 0) + self)
    }
    for (const [name, [self]] of functions) expect(sums.get(name), name).toBe(self)
    expect(lines!.shared.funcs.line.filter(line => line > 0).length).toBeGreaterThan(10)
    tally('gperftools-text', 'oracle')
  })
})
