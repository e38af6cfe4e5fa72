import { execFileSync } from 'node:child_process'

/** Path of PyPy 3 on the PATH with its Python version ("3.9.16"), or null. */
export function findPyPy(): { readonly version: string; readonly path: string } | null {
  try {
    const code = 'import sys; print(sys.executable, "%d.%d.%d" % sys.version_info[:3])'
    const [path, version] = execFileSync('pypy3', ['-c', code], { encoding: 'utf8', stdio: 'pipe' })
      .trim()
      .split(' ')
    return { path: path!, version: version! }
  } catch {
    return null
  }
}
