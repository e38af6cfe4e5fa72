// Loads a TypeScript module of the checkout into a script, with everything it imports, however late.
import { ROOT } from './setup.mjs'

/** The exports of `path` ("/bench/main.ts"). Call after setUp(). */
export async function loadTypeScript(path) {
  const { createServer } = await import('vite')
  // vite's runnerImport() would close before modules that are imported later are asked for.
  const server = await createServer({
    root: ROOT,
    configFile: false,
    logLevel: 'error',
    appType: 'custom',
    server: { middlewareMode: true, hmr: false, ws: false, watch: null },
    optimizeDeps: { noDiscovery: true },
  })
  return server.ssrLoadModule(path)
}
