#!/usr/bin/env node
// Loads the command line out of dist/program/, with the code that V8 made of it when it was built (some 12 ms of every
// start). Copied to dist/cli/main.js; CommonJS, because Node's loader of ECMAScript modules costs 5 ms.
// See docs/decisions/008-bundled-command-line.md.
'use strict'
const { readFileSync } = require('node:fs')
const { join } = require('node:path')
const { Script } = require('node:vm')

const PROGRAM = join(__dirname, '..', 'program')
// V8 refuses code of another version or of other flags; what it was made on is for us to tell apart.
const CODE = join(PROGRAM, `code-${process.version}-${process.platform}-${process.arch}`)

/** Name of a file in dist/program/ -> the module it is. */
const modules = new Map()
/** The same -> the script, whose code can be kept. */
const scripts = new Map()

// For the build, which keeps their code (scripts/keep-code.cjs).
module.exports = { CODE, scripts }
load('program.cjs')

function load(name) {
  const loaded = modules.get(name)
  if (loaded !== undefined) return loaded.exports
  const module = { exports: {} }
  modules.set(name, module)
  const filename = join(PROGRAM, name)
  const source = `(function (exports, require, module, __filename) {${readFileSync(filename, 'utf8')}\n})`
  const cachedData = readCode(name)
  const script = new Script(source, cachedData === null ? { filename } : { filename, cachedData })
  scripts.set(name, script)
  script.runInThisContext()(module.exports, requireFrom, module, filename)
  return module.exports
}

function requireFrom(specifier) {
  return specifier.startsWith('./') ? load(specifier.slice(2)) : require(specifier)
}

function readCode(name) {
  try {
    return readFileSync(join(CODE, name))
  } catch {
    return null
  }
}
