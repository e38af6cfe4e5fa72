import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { importtime } from '../../../src/formats/importtime/format.ts'
import { timeit } from '../../../src/formats/timeit/format.ts'
import { livePythons, RELEASES, titleOf } from '../../support/live-pythons.ts'
import { readWith } from '../../support/read-format.ts'
import { tally } from '../../support/tally.ts'

const PROGRAM = join(import.meta.dirname, 'timeit-program.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-timeit-'))
const bytesOf = (text: string) => new TextEncoder().encode(text)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe.each(['2.7', '3.6', '3.12', '3.15'])('timeit of CPython %s', release => {
  const python = livePythons().get(release)
  const units = release === '2.7' ? [[]] : [[], ...['nsec', 'usec', 'msec', 'sec'].map(unit => ['-u', unit])]
  it.skipIf(python === undefined)(`${titleOf(release)} prints what it measured, in any unit`, async () => {
    for (const unit of release === '3.6' ? units.filter(([, name]) => name !== 'nsec') : units) {
      const path = join(folder, 'runs.json')
      const args = [PROGRAM, path, '-v', '-n', '200', '-r', '4', ...unit, 'sum(range(50))']
      const text = execFileSync(python!.path, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
      const { number, raw } = JSON.parse(readFileSync(path, 'utf8')) as { number: number; raw: number[] }
      const [recording] = await readWith(timeit, bytesOf(text), 'timeit.txt')
      const counter = (name: string) => recording!.counters.find(found => found.name === name)?.value
      expect([counter('loops'), counter('runs')]).toEqual([number, raw.length])
      const wanted = (Math.min(...raw) / number) * 1e9
      // Three digits, in Python 2.7 of microseconds.
      expect(Math.abs(counter('best time per loop')! / wanted - 1)).toBeLessThan(0.006)
      for (const [i, seconds] of raw.entries()) {
        expect(Math.abs(counter(`raw time ${i + 1}`)! / (seconds * 1e9) - 1)).toBeLessThan(0.006)
      }
      expect(recording!.meta.warnings).toEqual([])
      tally('timeit', 'oracle')
    }
  })
})

describe.each(
  RELEASES.filter(release => Number(release.split('.')[1]) >= 7 && release !== '2.7'),
)('-X importtime of CPython %s', release => {
  const python = livePythons().get(release)
  const options = Number(release.split('.')[1]) >= 14 ? ['importtime', 'importtime=2'] : ['importtime']
  it.skipIf(python === undefined).each(options)(
    `${titleOf(release)}: %s adds up as printed`,
    async option => {
      const code = 'import json, csv, json.tool, unittest, re'
      const text = spawnSync(python!.path, ['-X', option, '-c', code], { encoding: 'utf8' }).stderr
      const [recording, ...others] = await readWith(importtime, bytesOf(text), 'imports.txt')
      expect(others).toEqual([])
      const { shared, stacks } = recording!
      // Self times along the prefixes, and how many modules each holds: each is rounded to a microsecond.
      const total = new Float64Array(shared.stacks.length)
      const modules = new Float64Array(shared.stacks.length)
      for (let i = 0; i < stacks!.samples.length; i++) {
        total[stacks!.samples.stack[i]!]! += stacks!.weights[0]![i]! / 1000
        modules[stacks!.samples.stack[i]!]! += 1
      }
      // A module that cannot be imported is tried again and again: what is printed is added up by name.
      const found = new Map<string, number>()
      for (let i = total.length - 1; i >= 0; i--) {
        const prefix = shared.stacks.prefix[i]!
        if (prefix !== -1) {
          total[prefix]! += total[i]!
          modules[prefix]! += modules[i]!
        }
        const name = shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[i]!]!]!]!
        found.set(name, (found.get(name) ?? 0) + total[i]!)
        found.set(`${name}#`, (found.get(`${name}#`) ?? 0) + modules[i]!)
      }
      const printed = [...text.matchAll(/^import time: +(\d+) \| +(\d+) \| +(\S+)$/gm)]
      expect(printed.length).toBeGreaterThan(40)
      const wanted = new Map<string, number>()
      for (const [, , cumulative, name] of printed) {
        wanted.set(name!, (wanted.get(name!) ?? 0) + Number(cumulative))
      }
      for (const [name, cumulative] of wanted) {
        const rounding = found.get(`${name}#`)!
        expect(Math.abs(found.get(name)! - cumulative), name).toBeLessThanOrEqual(rounding)
      }
      const cached = text.match(/^import time: cached/gm)?.length ?? 0
      const sum = (k: number) => stacks!.weights[k]?.reduce((all, value) => all + value, 0) ?? 0
      expect([sum(1), sum(2)]).toEqual([printed.length, cached])
      tally('importtime', 'oracle')
    },
  )
})
