import { processContext } from './process-context.ts'
import { run } from './run.ts'

// Not awaited at the top: the build makes CommonJS of this (scripts/bundle-program.mjs), launch.cjs loads it.
void main()

async function main(): Promise<void> {
  const context = processContext()
  process.exitCode = await run(process.argv.slice(2), context)
  await context.stdout.flush()
}
