import { type Exit, type Warning, warn } from '../../../model/recording.ts'

/** What a recorder inside a process says of its measurement. */
export interface InsideFile {
  /** Patterns that no function of the process fits, with the names that come nearest. */
  readonly unmatched: readonly { readonly pattern: string; readonly nearest: readonly string[] }[]
  /** 'at-once': ended by os._exit or a signal; 'replaced': the program put a tracer of its own in place of ours;
   *  'meanwhile': saved while the program ran, its end did not come. */
  readonly notes: readonly string[]
}

/** What has to be said of how processes ended, and of tracers that took the place of ours. The first file is the program's. */
export function endingWarnings(files: readonly InsideFile[], exit: Exit): readonly Warning[] {
  const warnings: Warning[] = []
  const has = (note: string) => files.some(({ notes }) => notes.includes(note))
  if (has('replaced')) {
    warnings.push(
      warn('tracer-replaced', 'The program put a tracer of its own in place of ours: lines are missing'),
    )
  }
  if (has('meanwhile')) {
    const who =
      exit.signal === null ? 'A process was ended at once' : `The program was ended by ${exit.signal}`
    warnings.push(warn('killed', `${who}; what was counted up to a second or so before is kept`))
  } else if (exit.signal !== null || files[0]?.notes.includes('at-once') === true) {
    // Forked processes end by os._exit as a rule: only the first, the program itself, has to be asked.
    const by = exit.signal ?? 'os._exit'
    warnings.push(
      warn(
        'killed',
        `The program was ended by ${by}; what was counted until then, without the lines that were still running, is kept`,
      ),
    )
  }
  return warnings
}

/** A pattern that fits nothing in any process. */
export function unmatchedWarnings(files: readonly InsideFile[]): readonly Warning[] {
  const [first, ...others] = files
  if (first === undefined) return []
  return first.unmatched
    .filter(({ pattern }) => others.every(file => file.unmatched.some(other => other.pattern === pattern)))
    .map(({ pattern }) => {
      const near = files.flatMap(
        ({ unmatched }) => unmatched.find(other => other.pattern === pattern)?.nearest ?? [],
      )
      const names = [...new Set(near)].slice(0, 3)
      const more = names.length === 0 ? '' : `; the nearest: ${names.join(', ')}`
      return warn('no-such-function', `No function fits "${pattern}"${more}`)
    })
}
