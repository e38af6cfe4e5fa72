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

/** Two builds, by mode: `worker` is one script that a worker runs; otherwise the page with its style and its script. */
export default defineConfig(({ mode }) => ({
  root: here('.'),
  base: './',
  publicDir: false,
  plugins: [withoutWriters],
  logLevel: 'warn',
  define: { 'process.env.NODE_ENV': '"production"' },
  build:
    mode === 'worker'
      ? {
          target: 'es2022',
          outDir: here('../dist/ui/assets'),
          emptyOutDir: false,
          lib: {
            entry: here('worker/worker.ts'),
            formats: ['iife'],
            name: 'pyrometer',
            fileName: () => 'worker.js',
          },
          // A worker made of the text of a page cannot load a second file.
          rolldownOptions: { output: { codeSplitting: false } },
        }
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
