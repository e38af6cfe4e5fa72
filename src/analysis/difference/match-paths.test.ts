import { describe, expect, it } from 'vitest'
import { matchPaths } from './match-paths.ts'

describe('matchPaths()', () => {
  const match = (own: string[], base: string[]) =>
    [...matchPaths(own, base)].map(i => (i === -1 ? null : own[i]))

  it('meets checkouts in other folders, of other systems and of other Pythons', () => {
    expect(
      match(
        ['/home/me/app/src/util.py', '/home/me/app/lib/util.py', '/usr/lib/python3.12/json/decoder.py'],
        [
          'C:\\ci\\app\\lib\\util.py',
          '/ci/build/src/util.py',
          '/opt/python3.11/json/decoder.py',
          '/ci/new.py',
        ],
      ),
    ).toEqual([
      '/home/me/app/lib/util.py',
      '/home/me/app/src/util.py',
      '/usr/lib/python3.12/json/decoder.py',
      null,
    ])
  })

  it('does not take names that every folder has for the same file', () => {
    expect(match(['/a/x/__init__.py'], ['/b/y/__init__.py', '/c/x/__init__.py'])).toEqual([
      null,
      '/a/x/__init__.py',
    ])
  })

  it('matches equal paths before all, and every path once', () => {
    expect(match(['/a/m.py', '/b/m.py'], ['/b/m.py', '/b/m.py', '/x/m.py'])).toEqual([
      '/b/m.py',
      '/a/m.py',
      null,
    ])
  })
})
