import { execFile, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { waitUntil } from './pyrometer.ts'

const FOLDER = join(process.cwd(), '.pyrometer-cache/peers/firefox-profiler-cli/node_modules')
const NODE = join(FOLDER, 'node/bin/node')
const CLI = join(FOLDER, '@firefox-devtools/profiler-cli/dist/profiler-cli.js')

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

/** Puts a question to the Firefox Profiler, about the profile that it has open. */
export type Ask = (...args: string[]) => Promise<string>

/** Opens a profile in the Firefox Profiler and asks it for the functions of every thread that has samples.
 *  @throws Error with what it says when it cannot open the file. */
export async function openInFirefoxProfiler(
  bytes: Uint8Array,
  options: { atMost?: number } = {},
): Promise<ProfilerThread[]> {
  const folder = mkdtempSync(join(tmpdir(), 'pyrometer-firefox-'))
  const path = join(folder, 'profile.json')
  writeFileSync(path, bytes)
  try {
    return await withFirefoxProfiler(path, async ask => {
      const { threads } = JSON.parse(await ask('thread', 'list', '--json', '--limit', '0'))
      const found: ProfilerThread[] = []
      for (const { threadHandle, name } of threads
        .toSorted((a: Listed, b: Listed) => a.threadIndex - b.threadIndex)
        .slice(0, options.atMost ?? 8)) {
        const of = ['--thread', threadHandle, '--limit', '0', '--include-idle', '--json']
        const { weightType, functions } = JSON.parse(await ask('thread', 'functions', ...of))
        found.push({ name, weightType, functions: functions.map(figuresOf) })
      }
      return found
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Listed {
  readonly threadIndex: number
}

function figuresOf(row: Record<string, number | string>) {
  return {
    name: String(row.name),
    self: Number(row.selfSamples ?? row.selfMs ?? row.selfBytes),
    total: Number(row.totalSamples ?? row.totalMs ?? row.totalBytes),
  }
}

/** Opens a profile (a path, or an address of the profiler's page) in a Firefox Profiler of its own for as long as it is used.
 *  @throws Error with what it says when it cannot open the file. */
export async function withFirefoxProfiler<T>(source: string, use: (ask: Ask) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'pyrometer-firefox-'))
  const sessions = join(home, 'sessions')
  mkdirSync(sessions)
  const env = { ...process.env, HOME: home, PROFILER_CLI_SESSION_DIR: sessions }
  const ask: Ask = async (...args) => {
    const { stdout } = await promisify(execFile)(NODE, [CLI, ...args], {
      cwd: home,
      env,
      maxBuffer: 1 << 27,
      timeout: 60_000,
    })
    return stdout
  }
  // Its own `load` gives this process half a second to start, which is little where much else is running.
  const daemon = spawn(NODE, [CLI, '--daemon', source, '--session', 'test'], {
    cwd: home,
    env,
    stdio: 'ignore',
  })
  const ended = new Promise(resolve => daemon.once('close', resolve))
  try {
    await waitUntil(() => daemon.exitCode !== null || existsSync(join(sessions, 'test.json')), 'the profiler')
    await loaded(ask)
    return await use(ask)
  } finally {
    daemon.kill()
    await ended
    rmSync(home, { recursive: true, force: true })
  }
}

/** Waits until a profile is open. */
async function loaded(ask: Ask): Promise<void> {
  const deadline = Date.now() + 60_000
  while (true) {
    try {
      await ask('status')
      return
    } catch (error) {
      if (Date.now() > deadline || /Profile load failed/.test(String(error))) throw error
    }
  }
}
