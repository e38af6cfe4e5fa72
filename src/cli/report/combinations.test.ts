import { describe, expect, it } from 'vitest'
import { type AskedForms, assertTogether } from './combinations.ts'

const NONE = { limit: [], value: [] }

describe('assertTogether()', () => {
  it.each<[string, Partial<AskedForms>]>([
    ['--group and --sort', { group: 'file', sort: 'calls' }],
    ['--hot-stack and --callers', { hotStack: true, callers: 'f' }],
    ['--parts and --group', { parts: true, group: 'file' }],
    ['--parts and --limit', { parts: true, limit: ['3'] }],
    ['--peak and --parts', { peak: true, parts: true }],
    ['several --value and --callers', { value: ['a', 'b'], callers: 'f' }],
    ['several --value and --group', { value: ['a', 'b'], group: 'file' }],
    ['--value "X = 2 a" and --reverse', { value: ['X = 2 a'], reverse: true }],
  ])('refuses %s, of which one would have no effect', (both, flags) => {
    expect(() => assertTogether({ ...NONE, ...flags })).toThrow(`${both} cannot be asked for together`)
  })

  it.each<[string, Partial<AskedForms>]>([
    ['panes', { group: 'file', hotStack: true, allCallers: 'f', limit: ['3'], value: ['a'] }],
    ['what is of the table', { sort: 'calls', callers: 'f', callees: 'g', reverse: true, stripDirs: true }],
    ['callers of a value that is worked out', { value: ['X = 2 a'], callers: 'f' }],
  ])('takes %s together', (_, flags) => {
    expect(() => assertTogether({ ...NONE, ...flags })).not.toThrow()
  })
})
