import { describe, expect, it } from 'vitest'
import { packageOfPath } from './packages.ts'

describe('packageOfPath()', () => {
  it.each([
    ['/opt/venv/lib/python3.12/site-packages/numpy/core/x.py', '', 1, 'numpy'],
    ['/usr/lib/python3/dist-packages/six.py', '', 1, 'six'],
    ['/usr/lib/python3.12/json/decoder.py', '', 1, 'standard library'],
    ['<frozen importlib._bootstrap>', '', 1, 'standard library'],
    ['C:\\Python\\Lib\\site-packages\\attr\\x.py', '', 1, 'attr'],
    ['/app/node_modules/@scope/thing/index.js', '', 5, '@scope/thing'],
    ['node:fs', '', 5, 'node'],
    ['examples/scatter/scatter.py', '', 1, 'scatter'],
    ['scatter.py', '', 1, 'scatter.py'],
    ['', '/usr/lib/libblas.so.3', 3, 'libblas.so.3'],
    ['~', '', 2, 'built-in'],
    ['', '', 4, 'kernel'],
  ])('%s in lib "%s" of kind %i belongs to %s', (path, lib, kind, owner) => {
    expect(packageOfPath(path, lib, kind)).toBe(owner)
  })
})
