import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, normalize } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { hotshot } from '../../../src/formats/hotshot/format.ts'
import { type EventHandler, readEvents } from '../../../src/formats/hotshot/read-events.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { findPython } from '../../support/pythons.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'hotshot-program.py')
const python = findPython('2.7')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-hotshot-'))
const LOGS = ['calls', 'lines', 'times'] as const
/** What, file, line, function, ticks. */
type Event = [number, string, number, string, number]
type Key = [string, number, string]
interface Answer {
  readonly events: Event[]
  /** Function, (primitive calls, calls, self, total), callers and their calls. */
  readonly stats: [Key, [number, number, number, number], [Key, number][]][]
}
let answers: Record<(typeof LOGS)[number], Answer>

beforeAll(() => {
  if (python === null) return
  const text = execFileSync(python.path, [PROGRAM, folder], { encoding: 'utf8', maxBuffer: 1 << 28 })
  answers = JSON.parse(text) as typeof answers
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** The events of a log as Python's reader gives them. */
function eventsOf(bytes: Uint8Array): Event[] {
  const events: Event[] = []
  const files = new Map<number, string>()
  const names = new Map<string, string>()
  const stack: [string, number, string][] = []
  const handler: EventHandler = {
    enter(file, line, ticks) {
      stack.push([files.get(file)!, line, names.get(`${file}:${line}`)!])
      events.push([0, ...stack.at(-1)!, ticks])
    },
    exit: ticks => events.push([1, ...stack.pop()!, ticks]),
    line: (line, ticks) => events.push([2, stack.at(-1)![0], line, stack.at(-1)![2], ticks]),
    note: () => undefined,
    defineFile: (file, path) => files.set(file, normalize(path)),
    defineFunc: ({ file, line, name }) => names.set(`${file}:${line}`, name),
    times: () => undefined,
  }
  expect(readEvents(bytes, handler)).toBeNull()
  return events
}

const read = async (name: string): Promise<Recording> =>
  (await readWith(hotshot, readFileSync(join(folder, `${name}.hotshot`)), `${name}.hotshot`))[0]!

describe.skipIf(python === null)('logs of CPython 2.7 (needs python2.7)', () => {
  it.each(LOGS)('%s have the events that its own reader finds', name => {
    const found = eventsOf(readFileSync(join(folder, `${name}.hotshot`)))
    expect(found.length).toBeGreaterThan(300)
    // Without times Python's reader says -1.
    const wanted = answers[name].events.map(event => [...event.slice(0, 4), Math.max(0, event[4])])
    expect(found).toEqual(wanted)
    tally('hotshot', 'oracle')
  })

  it.each(LOGS)('%s have the figures that hotshot.stats makes of them', async name => {
    const recording = await read(name)
    const { shared, calls } = recording
    const keyOf = (row: number) => {
      const func = calls!.rows.func[row]!
      return `${normalize(shared.strings[shared.sources.path[shared.funcs.source[func]!]!]!)}:${shared.funcs.line[func]}:${shared.strings[shared.funcs.name[func]!]}`
    }
    const rows = new Map(Array.from({ length: calls!.rows.length }, (_, row) => [keyOf(row), row]))
    const wanted = answers[name].stats.filter(([key]) => key[2] !== 'profiler')
    expect([...rows.keys()].sort()).toEqual(wanted.map(([key]) => key.join(':')).sort())
    for (const [key, [primitive, count, self, total], callers] of wanted) {
      const row = rows.get(key.join(':'))!
      expect([calls!.rows.primitiveCalls[row], calls!.rows.calls[row]]).toEqual([primitive, count])
      // profile.py counts what passes before a call or return to the function that was entered, a microsecond apart.
      expect(calls!.self[0]![row]! / 1e9).toBeCloseTo(self, 9)
      expect(calls!.total[0]![row]! / 1e9).toBeCloseTo(total, 9)
      const found = Array.from(calls!.edges.callee.keys())
        .filter(edge => calls!.edges.callee[edge] === row)
        .map(edge => [keyOf(calls!.edges.caller[edge]!), calls!.edges.calls[edge]!])
      const others = callers.filter(([caller]) => caller[2] !== 'profiler')
      expect(found.sort()).toEqual(others.map(([caller, calls]) => [caller.join(':'), calls]).sort())
    }
    const whole = answers[name].events.reduce((sum, event) => sum + Math.max(0, event[4]), 0)
    const sum = recording.stacks!.weights[0]!.reduce((all, value) => all + value, 0)
    expect(sum).toBe(whole * 1000)
    tally('hotshot', 'oracle')
  })

  it('line events are counted, and timed where the log has times', async () => {
    for (const name of ['lines', 'times'] as const) {
      const { lines, shared, marks } = await read(name)
      const hits = new Map<string, number>()
      for (const [what, file, line] of answers[name].events) {
        if (what === 2) hits.set(`${file}:${line}`, (hits.get(`${file}:${line}`) ?? 0) + 1)
      }
      for (let row = 0; row < lines!.rows.length; row++) {
        const path = normalize(shared.strings[shared.sources.path[lines!.rows.source[row]!]!]!)
        const key = `${path}:${lines!.rows.line[row]}`
        hits.set(key, hits.get(key)! - lines!.rows.hits[row]!)
        expect(Number.isNaN(lines!.values[0]![row]!)).toBe(name === 'lines')
      }
      expect([...hits.values()].every(rest => rest === 0)).toBe(true)
      expect(shared.strings[marks!.name[0]!]).toBe('half: way')
    }
    expect((await read('calls')).lines).toBeNull()
  })
})
