// `npm run fuzz [-- SEED]`: feeds mutated files to every reader until it is stopped; what a reader does not survive is
// saved in the temporary folder.
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

setUp()
process.chdir(ROOT)
const { runnerImport } = await import('vite')
const { module } = await runnerImport(join(ROOT, 'test', 'property', 'fuzz.ts'), {
  logLevel: 'error',
  configFile: false,
})
const seed = process.argv[2] === undefined ? Date.now() % 1_000_000_000 : Number(process.argv[2])
await module.fuzzForever({ seed, folder: tmpdir(), say: text => process.stdout.write(`${text}\n`) })
