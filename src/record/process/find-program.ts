import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

/**
 * Path of the file that a command's first word runs, as a shell would find it: looked up on the PATH unless it has a
 * slash. Null when there is none.
 */
export function findProgram(
  program: string,
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
): string | null {
  if (/[\\/]/.test(program)) {
    return isExecutable(resolve(place.cwd, program)) ? program : null
  }
  for (const folder of (place.env.PATH ?? '').split(delimiter)) {
    const path = join(folder === '' ? '.' : folder, program)
    if (isExecutable(resolve(place.cwd, path))) return path
  }
  return null
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
