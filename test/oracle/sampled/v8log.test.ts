import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readAny } from '../../../src/formats/opening/read-any.ts'
import type { Recording } from '../../../src/model/recording.ts'
import { FuncKind } from '../../../src/model/tables.ts'
import { tally } from '../../support/tally.ts'

const FORMAT = 'v8log'
const PROGRAM = `function fib(n) { return n < 2 ? n : fib(n - 1) + fib(n - 2) }
class Shape { area(k) { let s = 0; for (let i = 0; i < 3e5; i++) s += Math.sqrt(i * k); return s } }
function sortMany() { const a = []; for (let i = 0; i < 60000; i++) a.push((i * 7919) % 10007); a.sort((x, y) => x - y) }
const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1000 }
while (used() < 900) { fib(27); new Shape().area(3); sortMany() }
`

/** What Node.js itself makes of a log. */
interface Preprocessed {
  readonly code: readonly { name: string; type: string }[]
  readonly ticks: readonly { tm: number; vm: number; s: number[] }[]
}

let folder: string
let log: Uint8Array
let preprocessed: Preprocessed

/** Functions of the program on each stack, root first, by the time of the tick in microseconds. */
function programStacks({ shared, stacks }: Recording): Map<number, string[]> {
  const { strings, funcs, sources } = shared
  const found = new Map<number, string[]>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const names: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const func = shared.frames.func[shared.stacks.frame[at]!]!
      if (funcs.kind[func] !== FuncKind.javascript) continue
      const file = funcs.source[func] === -1 ? '' : strings[sources.path[funcs.source[func]!]!]
      names.push(`${strings[funcs.name[func]!]} ${file}:${funcs.line[func]}`)
    }
    found.set(Math.round(stacks!.samples.time[i]! / 1000), names.reverse())
  }
  return found
}

describe('the log of this Node.js', () => {
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'pyrometer-v8log-'))
    writeFileSync(join(folder, 'busy.js'), PROGRAM)
    const run = (...args: string[]) =>
      execFileSync(process.execPath, args, {
        cwd: folder,
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    run('--prof', '--no-logfile-per-isolate', '--logfile=v8.log', 'busy.js')
    log = new Uint8Array(readFileSync(join(folder, 'v8.log')))
    preprocessed = JSON.parse(run('--prof-process', '--preprocess', '-j', 'v8.log').toString())
  })

  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it('has the functions on each tick that Node.js finds there', async () => {
    const [recording] = await readAny(log, 'v8.log')
    const stacks = programStacks(recording!)
    const first = Number(/^tick,0x[0-9a-f]+,(\d+)/m.exec(new TextDecoder().decode(log))![1])
    let compared = 0
    for (const { tm, s } of preprocessed.ticks) {
      const names: string[] = []
      for (let i = 0; i < s.length; i += 2) {
        const code = preprocessed.code[s[i]!]
        if (code?.type !== 'JS') continue
        const [, name, place] = /^(.*?) ?((?:\/|node:|file:).*):\d+$/.exec(code.name) ?? [null, code.name, '']
        names.push(`${name === '' ? '(anonymous)' : name} ${place}`)
      }
      const own = stacks.get(tm - first)
      if (own === undefined) continue
      expect(own.map(name => name.replace('(script)', '(anonymous)'))).toEqual(names.reverse())
      compared++
    }
    expect(compared).toBeGreaterThan(200)
    expect(compared).toBe(preprocessed.ticks.length)
    tally(FORMAT, 'oracle')
  })

  it('reads the same out of what Node.js makes of it', async () => {
    const [recording] = await readAny(new TextEncoder().encode(JSON.stringify(preprocessed)), 'v8log.json')
    const [own] = await readAny(log, 'v8.log')
    const stacks = [...programStacks(recording!).values()].flat()
    expect(recording!.stacks!.samples.length).toBe(preprocessed.ticks.length)
    for (const name of ['fib', 'area', 'sortMany']) {
      const isIt = (text: string) => text.startsWith(`${name} `)
      expect(stacks.filter(isIt).length).toBeGreaterThan(10)
      expect([...programStacks(own!).values()].flat().some(isIt)).toBe(true)
    }
    tally(FORMAT, 'oracle')
  })
})
