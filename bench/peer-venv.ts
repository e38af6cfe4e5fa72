import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join('.pyrometer-cache', 'bench-venv')

/** Path of a peer's program, installed from the Python package index into a virtual environment of the benchmarks' own.
 *  @throws Error when it cannot be installed. */
export function peerProgram(requirement: string, program: string): string {
  const path = join(FOLDER, 'bin', program)
  if (existsSync(path)) return path
  if (!existsSync(join(FOLDER, 'bin', 'python')))
    execFileSync('python3', ['-m', 'venv', FOLDER], { stdio: 'pipe' })
  execFileSync(join(FOLDER, 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', requirement], {
    stdio: 'pipe',
  })
  return path
}
