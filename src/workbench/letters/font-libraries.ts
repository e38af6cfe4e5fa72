import { createRequire } from 'node:module'

/** HarfBuzz, which takes letters out of fonts and joins them as their script wants it, and what knows which are written from the right. */
export interface FontLibraries {
  readonly harfBuzz: typeof import('harfbuzzjs')
  readonly bidi: import('bidi-js').Bidi
}

/** Loads both, when they are needed; null where one is not installed: they are optional dependencies. */
export async function loadFontLibraries(): Promise<FontLibraries | null> {
  const require = createRequire(import.meta.url)
  try {
    const createBidi: typeof import('bidi-js').default = require('bidi-js')
    const importPackage: (specifier: string) => Promise<typeof import('harfbuzzjs')> =
      require('./import-package.cjs')
    return { harfBuzz: await importPackage('harfbuzzjs'), bidi: createBidi() }
  } catch {
    return null
  }
}
