#!/usr/bin/env node
import { realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { processContext } from './process-context.ts'
import { run } from './run.ts'

const isEntry =
  process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)

if (isEntry) {
  const context = processContext()
  process.exitCode = await run(process.argv.slice(2), context)
  await context.stdout.flush()
}
