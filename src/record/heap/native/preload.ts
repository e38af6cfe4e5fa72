import { resolve } from 'node:path'
import { UsageError } from '../../../base/errors.ts'
import { findProgram } from '../../process/find-program.ts'
import type { Launch } from '../../recorder.ts'
import { withElf } from './find-tcmalloc.ts'

const INTERPRETER = 3

/** The environment of a launch with libraries to be loaded before all others, those it asks for itself after them. */
export function preloading(
  env: Launch['env'],
  libraries: readonly string[],
  settings: Readonly<Record<string, string>>,
): Launch['env'] {
  const own = (env.LD_PRELOAD ?? '').split(/[\s:]+/).filter(path => path !== '')
  return { ...env, ...settings, LD_PRELOAD: [...libraries, ...own].join(':') }
}

/** @throws UsageError when the program is a binary into which nothing can be loaded. */
export function refuseStatic({ command, cwd, env }: Launch): void {
  const path = findProgram(command[0]!, { cwd, env })
  if (path === null) return
  const isStatic = withElf(
    resolve(cwd, path),
    ({ segments }) => !segments.some(({ type }) => type === INTERPRETER),
  )
  if (isStatic === true) {
    throw new UsageError(
      `${command[0]} is linked statically: no allocator can be loaded into it`,
      'Link it dynamically, or with -ltcmalloc and set HEAPPROFILE: "pyrometer report" reads the files',
    )
  }
}
