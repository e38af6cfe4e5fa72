import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { ClockResult, ThreadActivity, ThreadProbe } from './thread-probe.ts'

const isLinux = process.platform === 'linux'

describe.skipIf(!isLinux)('ThreadProbe (needs Linux)', () => {
  const child = spawn('cat', [], { stdio: ['pipe', 'ignore', 'ignore'] })
  afterAll(() => {
    child.kill('SIGKILL')
  })

  it('knows what a blocked thread waits in, and that it has not run since', async () => {
    await new Promise(resolve => setTimeout(resolve, 100))
    const probe = new ThreadProbe(child.pid!, child.pid!)
    expect(probe.readClock()).toBe(ClockResult.changed)
    expect(probe.readActivity()).toBe(ThreadActivity.blocked)
    probe.readSyscall()
    expect(probe.waitName()).toBe('read')
    expect(probe.readClock()).toBe(ClockResult.unchanged)
    const [cpu] = readFileSync(`/proc/${child.pid}/schedstat`, 'utf8').split(' ')
    expect(probe.cpu).toBe(Number(cpu))
    probe.close()
  })

  it('sees a running thread run', () => {
    const probe = new ThreadProbe(process.pid, process.pid)
    expect(probe.readActivity()).toBe(ThreadActivity.runs)
    probe.readClock()
    const before = probe.cpu
    const end = performance.now() + 30
    while (performance.now() < end);
    expect(probe.readClock()).toBe(ClockResult.changed)
    expect(probe.cpu).toBeGreaterThan(before)
    probe.close()
  })

  it('says that a thread is gone', async () => {
    const short = spawn('sleep', ['10'])
    await new Promise(resolve => short.once('spawn', resolve))
    const probe = new ThreadProbe(short.pid!, short.pid!)
    short.kill('SIGKILL')
    await new Promise(resolve => short.once('exit', resolve))
    expect(probe.readClock()).toBe(ClockResult.gone)
    expect(probe.readActivity()).toBe(ThreadActivity.gone)
    probe.close()
  })
})
