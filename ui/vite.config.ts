import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The page reads every format and writes none: what writes them is left out of it. */
const withoutWriters = {
  name: 'without-writers',
  enforce: 'pre' as const,
  resolveId(specifier: string, importer: string | undefined) {
    const isWriter = /^\.\/write[\w-]*\.ts$/.test(specifier)
    return isWriter && /\/src\/formats\/[\w-]+\/format\.ts$/.test(importer ?? '') ? '\0no-writer' : null
  },
  load(id: string) {
    return id === '\0no-writer' ? 'export {}' : null
  },
}

/** A script of its own. One made of the text of a page cannot load a second file. */
const script = (entry: string, { fileName, format }: { fileName: string; format: 'iife' | 'es' }) => ({
  target: 'es2022',
  outDir: here('../dist/ui/assets'),
  emptyOutDir: false,
  lib: { entry: here(entry), formats: [format], name: 'pyrometer', fileName: () => fileName },
  rolldownOptions: { output: { codeSplitting: false } },
})

/** Three builds, by mode: `worker` is the script that a worker runs, `start` the one that unpacks a one-file page; otherwise the page
 *  with its style and its script. */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [withoutWriters],
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build:
    mode === 'worker'
      ? script('worker/worker.ts', { fileName: 'worker.js', format: 'iife' })
      : mode === 'start'
        ? script('first-paint/start.ts', { fileName: 'start.js', format: 'es' })
        : {
            target: 'es2022',
            outDir: here('../dist/ui'),
            emptyOutDir: true,
            modulePreload: false,
            rolldownOptions: {
              output: {
                entryFileNames: 'assets/app.js',
                assetFileNames: 'assets/app.[ext]',
                codeSplitting: false,
              },
            },
          },
}))
