import { readFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { RecorderError } from '../../../base/errors.ts'
import type { Launch } from '../../recorder.ts'
import { PYTHON_PACKAGE } from './package-folder.ts'
import { parsePythonCommand } from './python-command.ts'

/** A recorder of the Python package to run inside a program. */
export interface Injection {
  readonly recorder: 'trace' | 'sample' | 'lines' | 'memory' | 'heap'
  /** Folder where every recorded process leaves its files, named by its id. */
  readonly folder: string
  readonly rate: number
  /** Whether Python processes that the program starts are recorded too. */
  readonly subprocesses: boolean
}

/** A command to run in place of another. */
export interface InjectedLaunch {
  readonly command: readonly string[]
  readonly env: Readonly<Record<string, string | undefined>>
  /** Whether the command starts Python itself; if not, the Pythons that it starts are recorded. */
  readonly isDirect: boolean
}

/**
 * The command that runs the same program with a recorder inside, nothing installed: Python and console scripts by the
 * package's runner; anything else (uv run, shell scripts, launchers) by a folder put first on PYTHONPATH, which the
 * Pythons it starts find unless they were told to ignore it (-I, -E, -S).
 */
export function injectRecorder(launch: Launch, injection: Injection): InjectedLaunch {
  const { recorder, folder, rate, subprocesses } = injection
  const children = subprocesses ? '1' : '0'
  const python = parsePythonCommand(launch.command, launch)
  if (python !== null) {
    const { interpreter, interpreterArgs, target, args } = python
    const runner = [join(PYTHON_PACKAGE, '_run.py'), recorder, folder, String(rate), children]
    return {
      command: [interpreter, ...interpreterArgs, ...runner, target.kind, target.value, ...args],
      env: launch.env,
      isDirect: true,
    }
  }
  const before = launch.env.PYTHONPATH ?? ''
  const own = join(PYTHON_PACKAGE, '_inject')
  return {
    command: launch.command,
    env: {
      ...launch.env,
      PYTHONPATH: before === '' ? own : own + delimiter + before,
      PYROMETER_INJECT: [recorder, folder, rate, children].join('\n'),
    },
    isDirect: false,
  }
}

/** @throws RecorderError PYRO_PYTHON_TOO_OLD when the runner left a note that its interpreter is. */
export async function refuseOldPython(folder: string): Promise<void> {
  const version = await readFile(join(folder, 'unsupported'), 'utf8').catch(() => null)
  if (version === null) return
  throw new RecorderError(
    'PYRO_PYTHON_TOO_OLD',
    `Python ${version} cannot be recorded from inside: Python 3.8 or newer is needed`,
    { hint: 'The outside sampler knows older ones: pyrometer record --mode sample' },
  )
}
