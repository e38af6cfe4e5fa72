import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findPythons } from '../support/pythons.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-timer-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pythons = findPythons().filter(
  ({ version }) => version.startsWith('3.') && Number(version.split('.')[1]) >= 8,
)

const PROGRAM = `
import asyncio, inspect, time, pyrometer
with pyrometer.timer("sleeps") as slept:
    time.sleep(0.05)
assert 0.04 < slept.wall < 5 and slept.cpu < slept.wall and slept.calls == 1, slept

@pyrometer.timer
def fib(n): return n if n < 2 else fib(n - 1) + fib(n - 2)
assert fib(5) == 5 and fib.calls == 15 and fib.__name__ == "fib" and fib.wall > 0

class Mesh:
    @pyrometer.timer("refine", report=True)
    def refine(self): return self
    @pyrometer.timer
    def area(self): return self
mesh = Mesh()
assert mesh.refine() is mesh and mesh.area() is mesh and Mesh.refine.timer.calls == 1

@pyrometer.timer("waits")
async def waits(): await asyncio.sleep(0.02)
assert inspect.iscoroutinefunction(waits)
asyncio.run(waits())
assert waits.timer.wall > 0.015

@pyrometer.timer()
def numbers(): yield 1; yield 2
assert list(numbers()) == [1, 2] and numbers.timer.calls == 1

try:
    with pyrometer.timer("fails") as failed: raise KeyError
except KeyError: pass
assert failed.calls == 1

def plain(): pass
assert pyrometer.profile(plain) is plain
`

describe.skipIf(pythons.length === 0)(
  'timer and profile of the Python package (need Python 3.8 or newer)',
  () => {
    it.each([...new Set([pythons[0]!, pythons.at(-1)!])])('measure and leave alone, Python $version', ({
      path,
    }) => {
      const marks = join(folder, 'marks')
      const env = { ...process.env, PYTHONPATH: resolve('python'), PYROMETER_MARKS: marks }
      const said = execFileSync('sh', ['-c', 'exec "$0" -c "$1" 2>&1', path, PROGRAM], {
        env,
        encoding: 'utf8',
      })
      expect(said).toMatch(/^refine: \S+ s wall, \S+ s CPU\n$/)
      const names = readFileSync(marks, 'utf8')
        .trim()
        .split('\n')
        .map(line => (JSON.parse(line) as { name: string }).name)
      expect(new Set(names)).toEqual(
        new Set(['sleeps', 'fib', 'refine', 'Mesh.area', 'waits', 'numbers', 'fails']),
      )
      rmSync(marks)
    })
  },
)
