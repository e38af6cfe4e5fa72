// `npm run bench [-- NAME…]`: measures side by side with peers and writes bench/RESULTS.md.
import { join } from 'node:path'
import { ROOT, setUp } from './setup.mjs'

setUp()
process.chdir(ROOT)
const { runnerImport } = await import('vite')
const { module } = await runnerImport(join(ROOT, 'bench', 'main.ts'), {
  logLevel: 'error',
  configFile: false,
})
await module.main(process.argv.slice(2))
