import { execFile } from 'node:child_process'
import { hostname } from 'node:os'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import type { Meta } from '../model/recording.ts'
import { parsePythonCommand } from './python/inject/python-command.ts'
import type { Launch } from './recorder.ts'

/** What is known of a run before it starts. */
export type LaunchDescription = Pick<Meta, 'name' | 'command' | 'cwd' | 'host' | 'platform' | 'revision'>

/** Metadata of a program about to be started. Asks git for the revision of the working directory (some 10 ms). */
export async function describeLaunch(launch: Launch): Promise<LaunchDescription> {
  const { command, cwd } = launch
  const python = parsePythonCommand(command, launch)
  const isNamed = python !== null && (python.target.kind === 'script' || python.target.kind === 'module')
  return {
    name: isNamed ? basename(python.target.value) : basename(command[0] ?? ''),
    command,
    cwd,
    host: hostname(),
    platform: `${process.platform} ${process.arch}`,
    revision: await gitRevision(cwd),
  }
}

/** The revision checked out in a folder, with a '+' when tracked files were changed; null where there is none. */
export async function gitRevision(cwd: string): Promise<string | null> {
  const git = async (...args: string[]) => {
    const options = { cwd, timeout: 2000, maxBuffer: 1 << 24 }
    // A repository may name programs of its own in its settings: none is run.
    const { stdout } = await promisify(execFile)('git', ['-c', 'core.fsmonitor=false', ...args], options)
    return stdout.trim()
  }
  try {
    const [revision, changes] = await Promise.all([
      git('rev-parse', 'HEAD'),
      git('status', '--porcelain', '--untracked-files=no'),
    ])
    return changes === '' ? revision : `${revision}+`
  } catch {
    return null
  }
}
