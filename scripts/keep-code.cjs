// `node --require scripts/keep-code.cjs dist/cli/main.js ARGS`: runs the command line and, at its end, keeps what V8 made of
// all functions that have run, and of those that were kept before, where src/cli/launch.cjs finds it.
const { mkdirSync, renameSync, writeFileSync } = require('node:fs')
const { join } = require('node:path')

process.once('exit', () => {
  const { CODE, scripts } = require(process.argv[1])
  mkdirSync(CODE, { recursive: true })
  for (const [name, script] of scripts) {
    const unfinished = join(CODE, `${name}.${process.pid}`)
    writeFileSync(unfinished, script.createCachedData())
    renameSync(unfinished, join(CODE, name))
  }
})
