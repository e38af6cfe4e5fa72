import { describe, expect, it } from 'vitest'
import { demoRecording } from '../../../test/browser/support/demo-recording.ts'
import { decodeRecording } from '../../model/codec/read.ts'
import { encodeRecording } from '../../model/codec/write.ts'
import { assertIntegrity } from '../../model/integrity.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import { meta, NO_PARTS, type Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { tableBuilder } from '../../model/table-builder.ts'
import { MARKS } from '../../model/tables.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { querySummary } from '../../query/summary.ts'
import { renderHtml } from '../../render/html/render-html.ts'
import { redactRecording } from './redact-recording.ts'

const SECRETS = ['alice', 'buildbox', 'hunter2', 'topsecret', 'DB_URL', 'example.org']

/** A recording with something that must not get out in every place that holds text. */
function indiscreet(): Recording {
  const shared = new SharedBuilder()
  const process = shared.process({
    name: 'python3 /home/alice/topsecret/run.py',
    pid: 7,
    command: 'python3 /home/alice/topsecret/run.py --password=hunter2',
  })
  const thread = shared.thread({ name: 'worker of alice@example.org', process, tid: 8, kind: 1, isMain: 1 })
  const lib = shared.lib({
    name: '/home/alice/lib/libfast.so',
    path: '/home/alice/lib/libfast.so',
    start: 0n,
    end: 0n,
    offset: 0n,
  })
  const compute = shared.func({
    name: 'compute (/home/alice/topsecret/compute.py)',
    systemName: '_Z7alice_v',
    file: '/home/alice/topsecret/compute.py',
    line: 3,
    lib,
    kind: 1,
  })
  const stack = shared.stack(-1, shared.plainFrame(compute, 4))
  const part = new StacksBuilder([{ name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }])
  const labels = shared.labelSet([
    { key: 'MY_TOKEN', text: 'hunter2' },
    { key: 'route', text: '/home/alice/topsecret/x' },
    { key: 'size', number: 12, unit: 'bytes' },
  ])
  const wait = shared.string('open /home/alice/topsecret/data')
  part.add({ stack, thread, time: 0, state: 4, wait, labels }, [1e6])
  const marks = tableBuilder(MARKS)
  marks.add({ name: shared.string('reads /home/alice/topsecret/a.csv'), time: 1, duration: 2 })
  const text = shared.string('password = "hunter2"  # topsecret\n')
  const tables = shared.finish()
  const texts = tables.sources.text.slice()
  texts[0] = text
  const recording: Recording = {
    ...NO_PARTS,
    meta: meta({
      name: '/home/alice/topsecret/run.py',
      command: ['/home/alice/venv/bin/python3', '/home/alice/topsecret/run.py', '--password=hunter2'],
      cwd: '/home/alice/topsecret',
      host: 'buildbox.example.org',
      platform: 'Linux buildbox 6.1',
      interpreter: {
        implementation: 'CPython',
        version: '3.12.1',
        executable: '/home/alice/venv/bin/python3',
      },
      recorder: {
        name: 'pyrometer',
        version: '1',
        mode: 'sample',
        settings: { rate: 100, out: '/home/alice/topsecret/o', env: 'DB_URL=hunter2' },
      },
      warnings: [{ code: 'x', message: 'Cannot read /home/alice/topsecret/y', count: 1, firstAt: null }],
      importedFrom: { format: 'pstats', file: '/home/alice/topsecret/run.pstats' },
      extra: { environment: { DB_URL: 'hunter2' } },
    }),
    shared: { ...tables, sources: { ...tables.sources, text: texts } },
    stacks: part.finish(true),
    marks: marks.finish(),
    counters: [{ name: 'reads of /home/alice/topsecret/x', unit: 'count', value: 1 }],
  }
  assertIntegrity(recording)
  return recording
}

describe('redactRecording()', () => {
  it('leaves nothing of it in the bytes of the file', () => {
    const before = new TextDecoder('latin1').decode(encodeRecording(indiscreet()))
    for (const secret of SECRETS) expect(before.toLowerCase()).toContain(secret.toLowerCase())
    const after = new TextDecoder('latin1').decode(encodeRecording(redactRecording(indiscreet())))
    for (const secret of SECRETS) expect(after.toLowerCase()).not.toContain(secret.toLowerCase())
  })

  it('leaves nothing of it in a page', () => {
    const page = [...renderHtml([redactRecording(indiscreet())], '<!--pyrometer-recordings-->')].join('')
    expect(page).toContain('data-name="run.py"')
    const base64 = page.match(/>([^<]+)<\/script>/)![1]!
    const read = decodeRecording(Uint8Array.from(Buffer.from(base64, 'base64')))
    const text = JSON.stringify({ strings: read.shared.strings, meta: read.meta, counters: read.counters })
    for (const secret of SECRETS) expect(`${page} ${text}`.toLowerCase()).not.toContain(secret.toLowerCase())
  })

  it('leaves nothing of commands in one text, free text about the recorder, and folders whose names have spaces', () => {
    const told = indiscreet()
    const [path] = told.shared.sources.path
    const home = 'C:\\Users\\Ann Lee\\the big plan\\'
    const recording: Recording = {
      ...told,
      shared: {
        ...told.shared,
        strings: told.shared.strings.map((text, i) => (i === path ? `${home}a.py` : text)),
      },
      meta: {
        ...told.meta,
        command: ['./prog --password=hunter2'],
        recorder: {
          name: 'tool of /home/alice/topsecret/tool',
          version: null,
          mode: null,
          settings: { cmdline: 'perf record --password=hunter2' },
        },
        warnings: [{ code: 'x', message: `Line 3 of ${home}a.py is odd`, count: 1, firstAt: null }],
      },
    }
    const { meta, shared } = redactRecording(recording)
    expect(meta.command).toEqual(['prog …'])
    expect(meta.recorder).toEqual({ name: 'tool of tool', version: null, mode: null, settings: {} })
    expect(meta.warnings[0]!.message).toBe('Line 3 of a.py is odd')
    expect(JSON.stringify(shared.strings)).not.toMatch(/Ann Lee|big plan/)
  })

  it('keeps what the recording measured, at the same places', () => {
    const recording = indiscreet()
    const redacted = redactRecording(recording)
    assertIntegrity(redacted)
    expect(redacted.stacks!.weights).toEqual(recording.stacks!.weights)
    expect(redacted.shared.stacks).toEqual(recording.shared.stacks)
    expect(redacted.shared.frames).toEqual(recording.shared.frames)
    const { strings, funcs, sources, processes, labels } = redacted.shared
    expect(strings[funcs.name[0]!]).toBe('compute (compute.py)')
    expect(strings[sources.path[0]!]).toBe('compute.py')
    expect([...sources.text]).toEqual([-1])
    expect(strings[processes.command[0]!]).toBe('python3 …')
    expect(labels.number[2]).toBe(12)
    expect(redacted.meta.command).toEqual(['python3', '…'])
  })

  it('is said in the summary, once however often it is done', () => {
    const twice = redactRecording(redactRecording(indiscreet()))
    expect(querySummary(twice).warnings.filter(({ code }) => code === 'redacted')).toHaveLength(1)
    expect(twice).toEqual(redactRecording(indiscreet()))
  })

  it('changes no figure and no plain name', () => {
    const recording = demoRecording()
    const redacted = redactRecording(recording)
    const [before, after] = [queryFunctions(recording, {}), queryFunctions(redacted, {})]
    expect(after).toEqual(before)
    const names = (of: Recording) => Array.from(of.shared.funcs.name, index => of.shared.strings[index])
    expect(names(redacted)).toEqual(names(recording))
  })
})
