import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { findPython } from './pythons.ts'

const FOLDER = '.pyrometer-cache/peers'

/** A Python with another profiler in it. */
export interface Peer {
  readonly name: string
  /** Runs Python with arguments and gives back what it prints. @throws Error when it fails. */
  run(args: readonly string[], options?: { cwd?: string }): string
}

/** A profiler that scripts/fetch-peers.mjs installed, null where it is missing. */
export function findPeer(name: string): Peer | null {
  const folder = join(process.cwd(), FOLDER, name)
  if (!existsSync(folder)) return null
  const inEnvironment = join(folder, 'bin', 'python')
  // Without an environment of its own the folder holds the packages of Python 2.7.
  const python = existsSync(inEnvironment) ? inEnvironment : findPython('2.7')?.path
  if (python === undefined) return null
  const extra = python === inEnvironment ? {} : { PYTHONPATH: folder }
  return {
    name,
    run: (args, { cwd } = {}) =>
      execFileSync(python, args, {
        cwd,
        encoding: 'utf8',
        maxBuffer: 1 << 26,
        stdio: ['ignore', 'pipe', 'pipe'],
        env: { ...process.env, PYTHONIOENCODING: 'utf8', MPLBACKEND: 'Agg', ...extra },
      }),
  }
}

/** A test's title for a peer, which says what is missing where it is. */
export function peerTitle(name: string): string {
  return findPeer(name) === null ? `${name} (needs node scripts/fetch-peers.mjs ${name})` : name
}
