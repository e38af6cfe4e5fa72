// `npm run bench [-- NAME…]`: measures side by side with peers and writes bench/RESULTS.md.
import { loadTypeScript } from './load-typescript.mjs'
import { ROOT, setUp } from './setup.mjs'

setUp()
process.chdir(ROOT)
const { main } = await loadTypeScript('/bench/main.ts')
await main(process.argv.slice(2))
process.exit(0)
