import { statSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import type { Output } from './context.ts'

/** Says where a result went, on a line of its own. Not of "-", nor of a device or a pipe: what reads there is given the result alone. */
export function sayWritten(
  path: string,
  { cwd, out }: { readonly cwd: string; readonly out: Pick<Output, 'write'> },
): void {
  if (path === '-') return
  const stats = statSync(isAbsolute(path) ? path : join(cwd, path), { throwIfNoEntry: false })
  if (stats?.isFile() === true) out.write(`${path}\n`)
}
