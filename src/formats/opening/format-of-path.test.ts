import { expect, it } from 'vitest'
import { formatOfPath } from '../known-formats.ts'

it.each([
  ['run.pstats', 'pstats'],
  ['deep/run.pb.gz', 'pprof'],
  ['callgrind.out.4711', 'callgrind'],
  ['here/callgrind.out.4711.2', 'callgrind'],
  ['run.callgrind', 'callgrind'],
  ['json', null],
  ['notes.4711', null],
])('formatOfPath(%j) is %j', (path, id) => {
  expect(formatOfPath(path)?.id ?? null).toBe(id)
})
