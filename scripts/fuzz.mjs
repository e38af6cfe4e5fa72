// `npm run fuzz [-- SEED]`: feeds mutated files to every reader until it is stopped; what a reader does not survive is
// saved in the temporary folder.
import { tmpdir } from 'node:os'
import { loadTypeScript } from './load-typescript.mjs'
import { ROOT, setUp } from './setup.mjs'

setUp()
process.chdir(ROOT)
const { fuzzForever } = await loadTypeScript('/test/property/fuzz.ts')
const seed = process.argv[2] === undefined ? Date.now() % 1_000_000_000 : Number(process.argv[2])
await fuzzForever({ seed, folder: tmpdir(), say: text => process.stdout.write(`${text}\n`) })
