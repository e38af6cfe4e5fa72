import { describe, expect, it } from 'vitest'
import { continueShared } from './continue-shared.ts'
import { SharedBuilder } from './shared-builder.ts'

describe('continueShared()', () => {
  it('goes on from tables that stay as they are', () => {
    const shared = new SharedBuilder()
    shared.string('early')
    const lib = shared.lib({
      name: 'libc',
      path: '/lib/libc.so',
      buildId: 'ab',
      start: 1n,
      end: 9n,
      offset: 2n,
    })
    const main = shared.func({ name: 'main', file: 'a.py', line: 1 })
    const native = shared.func({ name: 'read', systemName: '_read', lib, kind: 2 })
    const frames = [
      shared.plainFrame(main, 3),
      shared.frame({ func: native, line: 4, column: 2, address: 7n }),
    ]
    const outer = shared.stack(-1, frames[0]!)
    shared.stack(outer, frames[1]!)
    const process = shared.process({ pid: 7, name: 'python3', command: 'python3 a.py', start: 0 })
    shared.thread({ process, tid: 7, name: 'MainThread', isMain: 1 })
    shared.labelSet([
      { key: 'domain', number: 3, unit: 'count' },
      { key: 'name', text: 'x' },
    ])
    const before = shared.finish()
    const into = continueShared(before)
    expect(into.finish()).toEqual(before)
    expect(into.func({ name: 'main', file: 'a.py', line: 1 })).toBe(main)
    expect(into.func({ name: 'other', file: 'a.py', line: 9 })).toBe(2)
    expect(into.stack(outer, frames[1]!)).toBe(1)
  })

  it('refuses tables whose rows are not distinct', () => {
    const shared = new SharedBuilder()
    shared.sources.add({ path: shared.string('a.py') })
    shared.sources.add({ path: shared.string('a.py') })
    expect(() => continueShared(shared.finish())).toThrow(RangeError)
  })
})
