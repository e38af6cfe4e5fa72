import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const FOLDER = join(process.cwd(), '.pyrometer-cache/peers/firefox-profiler-cli/node_modules')
const NODE = join(FOLDER, 'node/bin/node')
const CLI = join(FOLDER, '@firefox-devtools/profiler-cli/dist/profiler-cli.js')

/** The Firefox Profiler's command line, and the Node.js that it needs. */
export const FIREFOX_PROFILER = { node: NODE, cli: CLI } as const

/** Whether the Firefox Profiler's command line is here. */
export const hasFirefoxProfiler = existsSync(NODE) && existsSync(CLI)

/** A test's title that says what is missing where it is. */
export const firefoxProfilerTitle = hasFirefoxProfiler
  ? 'the Firefox Profiler'
  : 'the Firefox Profiler (needs node scripts/fetch-firefox-profiler.mjs)'

/** A thread as the profiler lists it. */
export interface ProfilerThread {
  readonly name: string
  readonly weightType: string
  readonly functions: readonly { name: string; self: number; total: number }[]
}

/** Opens a profile in the Firefox Profiler and asks it for the functions of every thread that has samples.
 *  @throws Error with what it says when it cannot open the file. */
export function openInFirefoxProfiler(
  bytes: Uint8Array,
  options: { atMost?: number } = {},
): ProfilerThread[] {
  const home = mkdtempSync(join(tmpdir(), 'pyrometer-firefox-'))
  const path = join(home, 'profile.json')
  writeFileSync(path, bytes)
  const run = (...args: string[]) =>
    execFileSync(NODE, [CLI, ...args], {
      cwd: home,
      encoding: 'utf8',
      env: { ...process.env, HOME: home },
      maxBuffer: 1 << 27,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: 60_000,
    })
  try {
    run('load', path)
    const { threads } = JSON.parse(run('thread', 'list', '--json', '--limit', '0'))
    return [...threads]
      .sort((a, b) => a.threadIndex - b.threadIndex)
      .slice(0, options.atMost ?? 8)
      .map(({ threadHandle, name }) => {
        const found = JSON.parse(
          run('thread', 'functions', '--thread', threadHandle, '--limit', '0', '--include-idle', '--json'),
        )
        const functions = found.functions.map((row: Record<string, number | string>) => ({
          name: String(row.name),
          self: Number(row.selfSamples ?? row.selfMs ?? row.selfBytes),
          total: Number(row.totalSamples ?? row.totalMs ?? row.totalBytes),
        }))
        return { name, weightType: found.weightType, functions }
      })
  } finally {
    try {
      run('stop', '--all')
    } finally {
      rmSync(home, { recursive: true, force: true })
    }
  }
}
