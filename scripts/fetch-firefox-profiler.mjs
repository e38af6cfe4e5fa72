// Installs the Firefox Profiler's own command line, and the Node.js it needs, into .pyrometer-cache/peers/:
//   node scripts/fetch-firefox-profiler.mjs
// Tests open files with it. Does nothing when it is there already.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../.pyrometer-cache/peers/firefox-profiler-cli/', import.meta.url))
const PACKAGES = ['@firefox-devtools/profiler-cli@0.10.0', 'node@24']

if (existsSync(join(FOLDER, 'node_modules', 'node', 'bin', 'node')))
  console.log('firefox-profiler-cli: there already')
else {
  mkdirSync(FOLDER, { recursive: true })
  writeFileSync(join(FOLDER, 'package.json'), '{"private": true}\n')
  const options = ['--no-audit', '--no-fund', '--loglevel=error']
  execFileSync('npm', ['install', ...options, ...PACKAGES], {
    cwd: FOLDER,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  console.log('firefox-profiler-cli: installed')
}
