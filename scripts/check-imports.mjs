// Checks who imports whom: the table of docs/architecture.md, and that no imports run in a circle.
import { builtinModules } from 'node:module'
import { dirname, join, normalize } from 'node:path'
import { listFiles, readText, report } from './source-files.mjs'

const PURE = ['base', 'wire', 'model', 'symbols', 'formats', 'analysis', 'query', 'render']

/** Per layer: layers and packages it may import besides itself. 'node:' stands for Node's own modules. */
const ALLOWED = {
  base: [],
  wire: ['base', 'zod'],
  model: ['base', 'fflate'],
  symbols: ['base', 'model'],
  formats: ['base', 'model', 'symbols/python', 'fflate', 'pprof-format', 'pbf'],
  analysis: ['base', 'model'],
  query: ['base', 'wire', 'model', 'analysis'],
  render: ['base', 'model', 'analysis', 'query', 'fflate'],
  record: ['base', 'model', 'formats', 'symbols', 'node:'],
  store: ['base', 'model', 'analysis', 'node:'],
  workbench: [
    ...PURE,
    'record',
    'store',
    'node:',
    '@viz-js/viz',
    '@resvg/resvg-js',
    'harfbuzzjs',
    'bidi-js',
    'gecko-profiler-demangle',
  ],
  cli: ['base', 'model', 'wire', 'query', 'render', 'workbench', 'server', 'node:', 'commander'],
  server: ['base', 'wire', 'query', 'render', 'workbench', 'node:', 'hono', '@hono/node-server'],
  index: [...PURE, 'record', 'store', 'workbench', 'node:'],
  ui: [
    ...[
      'base',
      'wire',
      'model',
      'formats',
      'symbols',
      'analysis',
      'query',
      'render/svg',
      'render/html',
      'preact',
      '@preact/signals',
    ],
    ...['@lezer/python', '@lezer/highlight', '@lezer/common', 'uplot', 'fflate'],
  ],
}

/** Imports that break the table and are to be mended: this list may only shrink. */
const DEBTS = []

const files = listFiles('src', 'ui').filter(
  path => /\.tsx?$/.test(path) && !/\.test\.ts$|\.d\.ts$|config\.ts$/.test(path),
)
const known = new Set(files)
const complaints = []
const graph = new Map()

for (const file of files) {
  const targets = []
  for (const specifier of importsOf(readText(file))) {
    const target = resolve(file, specifier)
    if (known.has(target)) targets.push(target)
    if (!isAllowed(file, specifier, target)) complaints.push(`${file}: may not import ${specifier}`)
  }
  graph.set(file, targets)
}
complaints.push(...findCycles(graph).map(cycle => `import cycle: ${cycle.join(' -> ')}`))
report('Imports', complaints)

function importsOf(text) {
  const statements = text.matchAll(/(?:^|\n)\s*(?:import|export)\b[^;'"]*?from\s*['"]([^'"]+)['"]/g)
  const bare = text.matchAll(/(?:^|\n)\s*import\s*['"]([^'"]+)['"]/g)
  const dynamic = text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]\s*\)/g)
  return [...statements, ...bare, ...dynamic].map(match => match[1])
}

function resolve(file, specifier) {
  return specifier.startsWith('.')
    ? normalize(join(dirname(file), specifier)).replace(/\?.*$/, '')
    : specifier
}

function layerOf(path) {
  if (path.startsWith('ui/')) return 'ui'
  if (path === 'src/index.ts') return 'index'
  return path.split('/')[1]
}

function isAllowed(file, specifier, target) {
  if (DEBTS.includes(`${file} ${specifier}`)) return true
  const layer = layerOf(file)
  const allowed = ALLOWED[layer]
  if (allowed === undefined) return false
  if (!specifier.startsWith('.')) return isPackageAllowed(allowed, specifier)
  if (!target.startsWith('src/') && !target.startsWith('ui/')) return false
  if (layerOf(target) === layer) return true
  return (
    allowed.includes(layerOf(target)) ||
    allowed.some(name => name.includes('/') && target.startsWith(`src/${name}/`))
  )
}

function isPackageAllowed(allowed, specifier) {
  if (specifier.startsWith('node:')) return allowed.includes('node:')
  const name = specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/')
  return allowed.includes(name) && !builtinModules.includes(name)
}

/** One cycle per file that closes one, by depth-first search without recursion. */
function findCycles(edges) {
  const state = new Map()
  const cycles = []
  for (const root of edges.keys()) {
    const path = state.has(root) ? [] : [{ file: root, next: 0 }]
    if (path.length > 0) state.set(root, 'open')
    while (path.length > 0) {
      const top = path.at(-1)
      const target = edges.get(top.file)?.[top.next++]
      if (target === undefined) {
        state.set(top.file, 'done')
        path.pop()
      } else if (state.get(target) === 'open') {
        const names = path.map(entry => entry.file)
        cycles.push([...names.slice(names.indexOf(target)), target])
      } else if (!state.has(target)) {
        state.set(target, 'open')
        path.push({ file: target, next: 0 })
      }
    }
  }
  return cycles
}
