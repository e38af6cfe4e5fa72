import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { Recording } from '../../src/model/recording.ts'
import { findPyPy } from '../support/pypys.ts'
import { openRecording, runPyrometer } from '../support/pyrometer.ts'
import { findPythons } from '../support/pythons.ts'

const PROGRAM = resolve(import.meta.dirname, 'programs/heap-endings.py')
const folder = mkdtempSync(join(tmpdir(), 'pyrometer-heap-record-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const pythons = findPythons().filter(({ version }) => /^3\.([89]|1\d)\b/.test(version))
const newest = pythons.at(-1)?.path ?? 'python3'

async function record(how: string, options: readonly string[] = [], python = newest) {
  const file = join(folder, `${how}-${options.join('')}-${python.replaceAll('/', '_')}.pyrometer`)
  const args = ['record', '--mode', 'heap', ...options, '-o', file, '--', python, PROGRAM, how]
  const ended = await runPyrometer(args)
  return { ...ended, recording: await openRecording(file).catch(() => null) }
}

/** Objects of type Leak in each snapshot. */
function leaks({ shared, heap }: Recording): number[] {
  const { snapshots, objects, types } = heap!
  return Array.from({ length: snapshots.length }, (_, i) => {
    const end = snapshots.firstObject[i + 1] ?? objects.length
    let count = 0
    for (let object = snapshots.firstObject[i]!; object < end; object++) {
      if (shared.strings[types.name[objects.type[object]!]!] === 'Leak') count++
    }
    return count
  })
}

const names = ({ shared, heap }: Recording) => Array.from(heap!.snapshots.name, name => shared.strings[name]!)

describe.skipIf(pythons.length === 0)('record --mode heap', () => {
  // At the end exit handlers have run: one of them lets one go.
  it.concurrent.each([
    ['normally', 0, 99],
    ['raise', 1, 100],
    ['exit', 3, 99],
    ['_exit', 4, 101],
    ['SIGTERM', 143, 101],
  ])('looks at the end of a program that ends by: %s', async (how, status, count) => {
    const { recording, status: found, stderr } = await record(how)
    expect(stderr).toContain('biggest types')
    expect([found, names(recording!), leaks(recording!)]).toEqual([status, ['at exit'], [count]])
    expect(recording!.meta.recorder).toMatchObject({ mode: 'heap', settings: { at: 'exit' } })
  })

  it.concurrent('says that SIGKILL leaves nothing', async () => {
    const { recording, status, stderr } = await record('SIGKILL')
    expect([status, recording!.heap!.objects.length]).toEqual([137, 0])
    expect(stderr).toContain('There is no snapshot: SIGKILL ended the program')
  })

  it.concurrent('looks when a signal comes, before the program’s own handler does', async () => {
    const { recording, stdout } = await record('signals', ['--at', 'signal=USR2', '--at', 'exit'])
    expect(stdout).toBe('own handler\n<lambda>\nown handler\n')
    expect(names(recording!)).toEqual(['SIGUSR2', 'SIGUSR2', 'at exit'])
    expect(leaks(recording!)).toEqual([101, 103, 101])
  })

  it.concurrent('looks every so often', async () => {
    const { recording } = await record('time', ['--at', 'every=500ms'])
    const [first, second] = names(recording!)
    expect(first).toBe('0.5 s')
    // Moments that pass while a busy machine takes a snapshot are left out.
    expect(Number.parseFloat(second!) % 0.5).toBe(0)
    expect(Number.parseFloat(second!)).toBeGreaterThan(0.5)
    const [before, after] = leaks(recording!)
    expect(after!).toBeGreaterThan(before!)
    const [one, two] = recording!.heap!.snapshots.time
    expect(two!).toBeGreaterThan(one!)
  })

  it.concurrent('looks at forked processes when it is asked to', async () => {
    const own = await record('fork')
    expect(leaks(own.recording!)).toEqual([99])
    const all = await record('fork', ['--subprocesses'])
    expect(leaks(all.recording!).sort()).toEqual([103, 99])
    expect(all.recording!.shared.processes.length).toBe(2)
  })

  it.concurrent.each(pythons.map(({ version, path }) => [version, path]))('looks at %s', async (_, path) => {
    const { recording } = await record('normally', [], path)
    expect(leaks(recording!)).toEqual([99])
  })

  it.concurrent('names what keeps the leak of examples/memory/leak.py alive', async () => {
    const file = join(folder, 'leak.pyrometer')
    const leak = resolve(import.meta.dirname, '../../examples/memory/leak.py')
    const { stderr } = await runPyrometer(['record', '--mode', 'heap', '-o', file, '--', newest, leak])
    expect(stderr).toContain('at exit')
    const { stdout } = await runPyrometer(['heap', file, '--paths', 'Session'])
    expect(stdout).toContain('2\u2009000 objects')
    expect(stdout).toMatch(
      /module __main__ \.LISTENERS → dict \['shutdown'\] → list \[\d+\] → method \S+Session\.close \.__self__ → \S+Session/,
    )
  })

  it.skipIf(findPyPy() === null)('refuses PyPy', async () => {
    const { status, stderr } = await record('normally', [], findPyPy()!.path)
    expect(stderr).toContain('The heap of PyPy cannot be read from inside')
    expect(status).toBe(125)
  })

  it.concurrent.each([
    [['--pid', '1'], 'pyrometer heap --pid PID'],
    [['--at', 'often', 'x.py'], 'Unknown moment "often"'],
    [['--at', 'every=1ms', 'x.py'], 'Cannot take snapshots every "1ms"'],
    [['--at', 'signal=KILL', 'x.py'], 'USR1, USR2'],
    [['--delay', '1', '--', newest, PROGRAM, 'x'], '--delay and --duration cannot be used here'],
  ])('refuses %j', async (args, words) => {
    const { status, stderr } = await runPyrometer(['record', '--mode', 'heap', ...args])
    expect(stderr).toContain(words)
    expect(status).toBe(2)
  })
})
