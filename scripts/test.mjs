// `npm test`: sets everything up and runs every test. The tests in a real browser run first (they need Chromium and say
// so where it is missing), the rest last, so that the output ends with the summary of all others.
// `npm test -- ARGS` hands ARGS to vitest and leaves the browser out.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

setUp()
const args = process.argv.slice(2)
const browserStatus = args.length === 0 ? browserTests() : 0
const status = node(['node_modules/vitest/vitest.mjs', 'run', ...args])
if (browserStatus !== 0) process.stdout.write('\nThe browser tests failed; their report stands above.\n')
process.exit(status !== 0 ? status : browserStatus)

function browserTests() {
  if (findChromium() === null) {
    process.stdout.write('Skipped: all browser tests (test/browser), because Chromium is missing here\n')
    return 0
  }
  return node(['node_modules/@playwright/test/cli.js', 'test'])
}

function node(commandLine) {
  const env = { ...process.env, TZ: 'UTC', LC_ALL: 'C.UTF-8' }
  return spawnSync(process.execPath, commandLine, { cwd: ROOT, stdio: 'inherit', env }).status ?? 1
}

function findChromium() {
  const names = ['chromium', 'chromium-browser', 'google-chrome']
  const folders = (process.env.PATH ?? '').split(delimiter)
  return (
    names.flatMap(name => folders.map(folder => join(folder, name))).find(path => existsSync(path)) ?? null
  )
}
