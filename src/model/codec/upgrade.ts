import { UnsupportedVersionError } from '../../base/errors.ts'
import { FILE_VERSION } from './layout.ts'

/** recording.json and the column files of a recording, while its version is being raised. */
export interface VersionedFile {
  readonly json: Record<string, unknown>
  /** The bytes of a column file, null when there is none. */
  get(path: string): Uint8Array | null
}

/** Turns a file of one version into one of the next. */
export type Upgrader = (file: VersionedFile) => VersionedFile

/** `UPGRADERS[v]` raises version v to v + 1; every version ever written stays readable. */
const UPGRADERS: Readonly<Record<number, Upgrader>> = {}

/** Raises a file to the current version. @throws UnsupportedVersionError when it is newer, or no upgrader knows it. */
export function upgrade(
  file: VersionedFile,
  upgraders: Readonly<Record<number, Upgrader>> = UPGRADERS,
  target = FILE_VERSION,
): VersionedFile {
  let current = file
  for (;;) {
    const version = current.json.version
    if (version === target) return current
    const upgrader = typeof version === 'number' && version < target ? upgraders[version] : undefined
    if (upgrader === undefined)
      throw new UnsupportedVersionError('pyrometer', String(version), `1 to ${target}`)
    const next = upgrader(current)
    current = { json: { ...next.json, version: (version as number) + 1 }, get: path => next.get(path) }
  }
}
