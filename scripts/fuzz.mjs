// `npm run fuzz [-- SEED]`: feeds mutated files to every reader until it is stopped; what a reader does not survive is
// saved in the temporary folder.
import { tmpdir } from 'node:os'
import { ROOT, setUp } from './setup.mjs'

setUp()
process.chdir(ROOT)
const { createServer } = await import('vite')
// runnerImport() would close before the readers are imported, which happens when they are first called.
const server = await createServer({
  root: ROOT,
  configFile: false,
  logLevel: 'error',
  appType: 'custom',
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
const module = await server.ssrLoadModule('/test/property/fuzz.ts')
const seed = process.argv[2] === undefined ? Date.now() % 1_000_000_000 : Number(process.argv[2])
await module.fuzzForever({ seed, folder: tmpdir(), say: text => process.stdout.write(`${text}\n`) })
