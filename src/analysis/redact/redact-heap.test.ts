import { describe, expect, it } from 'vitest'
import { heapRecording } from '../../../test/support/heap-recording.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { queryHeapPaths } from '../../query/heap/paths.ts'
import { queryHeapTable } from '../../query/heap/table.ts'
import { redactRecording } from './redact-recording.ts'

describe('redactRecording() of a heap', () => {
  const recording = heapRecording([
    [
      {
        type: 'builtins.module',
        label: 'app',
        root: 'module app of /home/alice/app.py',
        refersTo: [[1, '.__dict__']],
      },
      {
        type: 'builtins.dict',
        refersTo: [
          [2, "['accounts']"],
          [5, "['rows']"],
        ],
      },
      {
        type: 'builtins.dict',
        size: 99,
        refersTo: [
          [3, "['bob@example.org']"],
          [4, "['key of carol']"],
        ],
      },
      { type: 'builtins.str', label: 'hunter2', isUntracked: true },
      { type: 'app.Account', label: 'dave' },
      { type: 'builtins.list', refersTo: [[4, '[0]']] },
    ],
  ])
  const redacted = redactRecording(recording)

  it('keeps figures, types, modules, attributes and places', () => {
    assertIntegrity(redacted)
    const { name, count, size } = queryHeapTable({ recording: redacted, snapshot: 0 })
    const before = queryHeapTable({ recording, snapshot: 0 })
    expect({ name, count, size }).toEqual({ name: before.name, count: before.count, size: before.size })
    const { paths } = queryHeapPaths({ recording: redacted, snapshot: 0 }, 4)
    expect(paths.map(({ steps }) => steps.map(({ name, by }) => `${name}${by}`).join(' → '))).toEqual([
      'module app.accounts → dict[…] → app.Account',
      'module app.rows → list[0] → app.Account',
    ])
  })

  it('leaves no text, key or label of data, and no user', () => {
    const texts = JSON.stringify(redacted.shared.strings)
    for (const secret of ['bob', 'carol', 'hunter2', 'dave', 'alice']) expect(texts).not.toContain(secret)
  })
})
