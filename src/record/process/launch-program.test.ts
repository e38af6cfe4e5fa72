import { describe, expect, it } from 'vitest'
import { RecorderError } from '../../base/errors.ts'
import { launchProgram, shellStatus } from './launch-program.ts'

const HERE = { cwd: process.cwd(), env: process.env }

async function endOf(script: string) {
  const program = await launchProgram({ command: ['sh', '-c', script], ...HERE })
  return program.exited
}

describe('launchProgram()', () => {
  it("gives the program's exit status", async () => {
    expect(await endOf('exit 7')).toEqual({ status: 7, signal: null })
  })

  it('gives the signal that ended the program', async () => {
    const exit = await endOf('kill -TERM $$')
    expect(exit).toEqual({ status: null, signal: 'SIGTERM' })
    expect(shellStatus(exit)).toBe(143)
  })

  it('passes signals on to the program and survives them itself', async () => {
    const { exited } = await launchProgram({
      command: ['sh', '-c', `trap 'exit 9' TERM; kill -TERM ${process.pid}; while :; do sleep 0.05; done`],
      ...HERE,
    })
    expect(await exited).toEqual({ status: 9, signal: null })
  })

  it('interrupts the program when its signal fires', async () => {
    const controller = new AbortController()
    const { exited } = await launchProgram({
      command: ['sleep', '20'],
      ...HERE,
      signal: controller.signal,
    })
    controller.abort()
    expect(shellStatus(await exited)).toBe(130)
  })

  it('fails with the status a shell would give when the program is missing or no program', async () => {
    const missing = launchProgram({ command: ['./no-such-program'], ...HERE })
    await expect(missing).rejects.toBeInstanceOf(RecorderError)
    await expect(missing).rejects.toMatchObject({ code: 'PYRO_NOT_FOUND', exitStatus: 127 })
    await expect(launchProgram({ command: ['./package.json'], ...HERE })).rejects.toMatchObject({
      code: 'PYRO_NOT_EXECUTABLE',
      exitStatus: 126,
    })
  })
})
