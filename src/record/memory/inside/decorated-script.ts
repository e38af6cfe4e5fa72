import { readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import { parsePythonCommand } from '../../python/inject/python-command.ts'
import type { Launch } from '../../recorder.ts'

const MOST_BYTES = 1 << 24
const DECORATED = /^[ \t]*@(?:pyrometer\.)?profile\b/m
/** One that is defined or imported is the program's own; but pyrometer's is ours. */
const OWN_PROFILE = /^[ \t]*(?:def profile\b|profile *=|(?:from (?!pyrometer\b)\S+ )?import\b.*\bprofile\b)/m

/** Path of the script that a command runs; null where it runs none. */
export function scriptOf(launch: Launch): string | null {
  const python = parsePythonCommand(launch.command, launch)
  return python?.target.kind === 'script' ? resolve(launch.cwd, python.target.value) : null
}

/** Whether the script that a command runs has functions decorated `@profile`, as memory_profiler's programs have. */
export async function isDecorated(launch: Launch): Promise<boolean> {
  const script = scriptOf(launch)
  if (script === null) return false
  try {
    if ((await stat(script)).size > MOST_BYTES) return false
    const text = await readFile(script, 'utf8')
    return DECORATED.test(text) && !OWN_PROFILE.test(text)
  } catch {
    return false
  }
}
