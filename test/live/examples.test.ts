import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { findPythons } from '../support/pythons.ts'

const EXAMPLES = resolve(import.meta.dirname, '../../examples')
const pythons = findPythons().filter(
  python => Number(python.version.split('.')[1]) >= 8 && python.version[0] === '3',
)
const chosen = [...new Set([...pythons.slice(0, 1), ...pythons.slice(-1)])]

/** Whether an interpreter has NumPy. */
const hasNumpy = (path: string) => spawnSync(path, ['-c', 'import numpy']).status === 0
const withNumpy = [...pythons.map(python => python.path), 'python3'].find(hasNumpy)

const run = (path: string, script: string, ...args: string[]) =>
  execFileSync(path, [join(EXAMPLES, script), ...args], { encoding: 'utf8', stdio: 'pipe' })

describe.skipIf(chosen.length === 0)('the examples (need Python 3.8 or newer)', () => {
  for (const { path, version } of chosen) {
    it(`scatter gives the same numbers everywhere, and images, Python ${version}`, () => {
      const folder = mkdtempSync(join(tmpdir(), 'pyrometer-examples-'))
      const [pgm, vtk] = [join(folder, 'a.pgm'), join(folder, 'a.vtk')]
      const expected = '1600 points, 210 inside, mean intensity 1.302572, maximum 14.695902\n'
      // The kite's area is 3π/2; the grid covers 36.
      expect(Math.abs((36 * 210) / 1600 / (1.5 * Math.PI) - 1)).toBeLessThan(0.01)
      expect(run(path, 'scatter/scatter.py', '--size', '40', '--image', pgm)).toBe(expected)
      expect(run(path, 'scatter/scatter.py', '--size', '40', '--image', vtk)).toBe(expected)
      expect(readFileSync(pgm).subarray(0, 13).toString('latin1')).toBe('P5 40 40 255\n')
      expect(readFileSync(pgm).length).toBe(13 + 1600)
      expect(readFileSync(vtk, 'utf8')).toContain('DIMENSIONS 40 40 1\n')
    })

    it(`threads ends by itself, Python ${version}`, () => {
      expect(run(path, 'threads/main.py', '--seconds', '0.5')).toBe(
        'threads: all ended; the subprocess ended with status 0\n',
      )
    })
  }

  it.skipIf(withNumpy === undefined)('scatter and arrays run on NumPy (needs a Python with NumPy)', () => {
    const plain = run(withNumpy!, 'scatter/scatter.py', '--size', '40')
    expect(run(withNumpy!, 'scatter/scatter.py', '--size', '40', '--numpy')).toBe(plain)
    expect(run(withNumpy!, 'arrays/arrays.py', '--steps', '100').split('\n').length).toBe(8)
  })

  it('arrays and scatter --numpy say that NumPy is missing', context => {
    const without = pythons.find(python => !hasNumpy(python.path))
    if (without === undefined) return context.skip('needs a Python without NumPy')
    for (const args of [['arrays/arrays.py'], ['scatter/scatter.py', '--size', '3', '--numpy']]) {
      const { status, stderr } = spawnSync(without.path, [join(EXAMPLES, args[0]!), ...args.slice(1)], {
        encoding: 'utf8',
      })
      expect([status, stderr.includes('needs NumPy')]).toEqual([2, true])
    }
  })
})
