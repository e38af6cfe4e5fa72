import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findPythons, type Python } from './pythons.ts'

const FETCHED = fileURLToPath(new URL('../../.pyrometer-cache/pythons/', import.meta.url))

/** The releases that the outside sampler reads. */
export const RELEASES = [
  '2.7',
  '3.6',
  '3.7',
  '3.8',
  '3.9',
  '3.10',
  '3.11',
  '3.12',
  '3.13',
  '3.14',
  '3.15',
] as const

let known: ReadonlyMap<string, Python> | null = null

/** The interpreter of each release that is to be had: on the machine, else unpacked by scripts/fetch-pythons.mjs. */
export function livePythons(): ReadonlyMap<string, Python> {
  known ??= lookUp()
  return known
}

/** A test's title for a release, which says what is missing where it is. */
export function titleOf(release: string): string {
  if (livePythons().has(release)) return `CPython ${release}`
  return Number(release.split('.')[1]) >= 14 && release.startsWith('3')
    ? `CPython ${release} (needs node scripts/fetch-pythons.mjs)`
    : `CPython ${release} (needs python${release})`
}

function lookUp(): ReadonlyMap<string, Python> {
  const found = new Map<string, Python>()
  for (const python of findPythons()) found.set(python.version.split('.').slice(0, 2).join('.'), python)
  for (const release of existsSync(FETCHED) ? readdirSync(FETCHED) : []) {
    const path = join(FETCHED, release, 'python')
    if (!found.has(release) && existsSync(path)) found.set(release, { version: release, path })
  }
  return found
}
