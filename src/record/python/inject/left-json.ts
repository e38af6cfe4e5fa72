import { RecorderError } from '../../../base/errors.ts'
import type { Interpreter } from '../../../model/recording.ts'
import type { InsideFile } from './inside-warnings.ts'

/** The JSON object that a process left in a file. @throws RecorderError PYRO_NOT_TRACED if it is none. */
export function record(value: unknown, path: string): Record<string, unknown> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value }
  throw new RecorderError('PYRO_NOT_TRACED', `What the program counted cannot be read: ${path}`)
}

/** A list; what is none is empty. */
export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

/** Whose file it is. */
export function interpreterOf(data: Record<string, unknown>): Interpreter {
  const [implementation = '', version = '', executable = ''] = list(data.interpreter).map(String)
  return { implementation, version, executable: executable === '' ? null : executable }
}

/** Patterns that fitted nothing. */
export function unmatchedOf(data: Record<string, unknown>): InsideFile['unmatched'] {
  return list(data.unmatched).map(value => {
    const [pattern, nearest] = list(value)
    return { pattern: String(pattern), nearest: list(nearest).map(String) }
  })
}
