// `npm run check`: the gate. Everything a change must pass, the cheap checks first.
// `npm run check -- --without-tests` leaves the unit tests to `npm test`, of which they are a part.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

setUp()
const bin = name => join('node_modules', '.bin', name)
const node = script => [process.execPath, [join('scripts', script)]]

const UNIT_TESTS = 'unit tests'
const CHECKS = [
  ['formatting and lint', bin('biome'), ['ci', '--error-on-warnings', '.']],
  ['types', bin('tsc'), ['-b']],
  ['imports between layers', ...node('check-imports.mjs')],
  ['docstrings', ...node('check-docs.mjs')],
  ['type escapes', ...node('check-ratchet.mjs')],
  ['what is committed', ...node('check-committed.mjs')],
  ['generated documents', process.execPath, [join('scripts', 'generate-docs.mjs'), '--check']],
  [UNIT_TESTS, bin('vitest'), ['run', '--project', 'unit']],
]

const isWithoutTests = process.argv.includes('--without-tests')
const failed = []
for (const [title, program, args] of CHECKS) {
  if (isWithoutTests && title === UNIT_TESTS) continue
  process.stdout.write(`\n── ${title}\n`)
  const { status } = spawnSync(program, args, { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) failed.push(title)
}
process.stdout.write(
  failed.length === 0 ? '\nThe gate is green.\n' : `\nThe gate is red: ${failed.join(', ')}\n`,
)
process.exit(failed.length === 0 ? 0 : 1)
