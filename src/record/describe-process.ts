import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { gitRevision, type LaunchDescription } from './describe-launch.ts'
import { readCommand } from './process/process-files.ts'
import { parsePythonCommand } from './python/inject/python-command.ts'

/** Metadata of a process that runs. Asks git for the revision of its working directory (some 10 ms). */
export async function describeProcess(pid: number): Promise<LaunchDescription> {
  const command = readCommand(pid)
  const cwd = readWorkingDirectory(pid)
  return {
    name: nameOf(command, cwd, pid),
    command,
    cwd,
    host: hostname(),
    platform: `${process.platform} ${process.arch}`,
    revision: cwd === null ? null : await gitRevision(cwd),
  }
}

function nameOf(command: readonly string[], cwd: string | null, pid: number): string {
  const python = parsePythonCommand(command, { cwd: cwd ?? '/', env: {} })
  const isNamed = python !== null && (python.target.kind === 'script' || python.target.kind === 'module')
  return isNamed ? basename(python.target.value) : basename(command[0] ?? `process ${pid}`)
}

function readWorkingDirectory(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/cwd`)
  } catch {
    return null
  }
}
