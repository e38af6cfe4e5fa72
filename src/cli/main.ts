#!/usr/bin/env node
import { processContext } from './process-context.ts'
import { run } from './run.ts'

// Not awaited at the top: the build makes a CommonJS script of this (scripts/bundle-program.mjs).
void main()

async function main(): Promise<void> {
  const context = processContext()
  process.exitCode = await run(process.argv.slice(2), context)
  await context.stdout.flush()
}
