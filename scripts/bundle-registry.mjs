// Puts the small parts of all formats, which detection loads together, into one module: seventy files cost those who use
// the library 60 ms. Readers and writers stay where they are, loaded when they are called. Run after the compiler.
import { dirname, join, relative, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { rolldown } from 'rolldown'

const FORMATS = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist', 'formats')
const KNOWN = join(FORMATS, 'known-formats.js')
const REGISTRY = join(FORMATS, 'registry.js')

/** What is loaded on demand is named from where the bundle lies; so are modules whose classes must exist once. */
const leaveOut = {
  name: 'leave-out',
  resolveDynamicImport(specifier, importer) {
    return { id: fromRegistry(resolve(dirname(importer), specifier)), external: true }
  },
  resolveId(specifier, importer) {
    if (!specifier.endsWith('/base/errors.js')) return null
    return { id: fromRegistry(resolve(dirname(importer), specifier)), external: true }
  },
}

const bundle = await rolldown({ input: KNOWN, plugins: [leaveOut], logLevel: 'warn' })
await bundle.write({ file: REGISTRY, format: 'esm' })
await bundle.close()

function fromRegistry(path) {
  const specifier = relative(FORMATS, path).split(sep).join('/')
  return specifier.startsWith('.') ? specifier : `./${specifier}`
}
