import { PyrometerError, UsageError } from '../../base/errors.ts'

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EISDIR: 'it is a directory',
  EMFILE: 'too many files are open',
}

/** What to throw where a file cannot be read: an error that says why, or the one that it was where that is none of the system's. */
export function cannotRead(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error instanceof PyrometerError) return error
  return new UsageError(`Cannot read ${path}: ${REASONS[String(error.code)] ?? error.message}`)
}
