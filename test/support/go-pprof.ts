import { execFileSync, spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir } from 'node:os'
import { delimiter, join } from 'node:path'

/** Where Go's pprof is (`go install github.com/google/pprof@latest`), null when it is nowhere. */
export function findGoPprof(): string | null {
  const folders = [
    ...(process.env.PATH ?? '').split(delimiter),
    join(process.env.GOPATH ?? join(homedir(), 'go'), 'bin'),
  ]
  for (const folder of folders) {
    const path = join(folder, 'pprof')
    if (existsSync(path) && isGoPprof(path)) return path
  }
  return null
}

/** Some systems call the script of gperftools so. */
function isGoPprof(path: string): boolean {
  const { stdout, stderr } = spawnSync(path, ['-h'], { encoding: 'utf8' })
  return /Omit the format/.test(`${stdout}${stderr}`)
}

/** What pprof prints of a file, with no names but those in the file. */
export function rawText(pprof: string, path: string): string {
  return execFileSync(pprof, ['-raw', '-symbolize=none', path], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  })
}
