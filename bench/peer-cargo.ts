import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const FOLDER = join('.pyrometer-cache', 'cargo')

/** Path of a program of a Rust crate, built by cargo into a folder of the benchmarks' own; null where there is no cargo.
 *  @throws Error when it cannot be built. */
export function cargoProgram(crate: string, program: string): string | null {
  const path = join(FOLDER, 'bin', program)
  if (existsSync(path)) return path
  try {
    execFileSync('cargo', ['--version'], { stdio: 'ignore' })
  } catch {
    return null
  }
  execFileSync('cargo', ['install', crate, '--root', FOLDER, '--quiet'], { stdio: 'pipe' })
  return path
}
