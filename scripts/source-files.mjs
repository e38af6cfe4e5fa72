// What the checks read: the project's own TypeScript, as git sees it.
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './setup.mjs'

/** Paths of files that git tracks or would track, relative to the checkout, below any of `folders`. */
export function listFiles(...folders) {
  const output = execFileSync(
    'git',
    ['ls-files', '--cached', '--others', '--exclude-standard', '--', ...folders],
    {
      cwd: ROOT,
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    },
  )
  return output.split('\n').filter(path => path !== '' && existsSync(join(ROOT, path)))
}

export function readText(path) {
  return readFileSync(join(ROOT, path), 'utf8')
}

/** Prints the complaints and ends the process with 1 if there are any. */
export function report(what, complaints) {
  for (const complaint of complaints) process.stdout.write(`${complaint}\n`)
  process.stdout.write(
    complaints.length === 0 ? `${what}: in order\n` : `${what}: ${complaints.length} to mend\n`,
  )
  process.exit(complaints.length === 0 ? 0 : 1)
}
