import type { RecordRequest } from '../../src/record/recorder.ts'

/** A request to launch a command in a folder, everything else at its default; what is said is kept in `said`. */
export function recordRequest(
  command: readonly string[],
  options: Partial<RecordRequest> & { cwd?: string; env?: Record<string, string | undefined> } = {},
): RecordRequest & { readonly said: string[] } {
  const { cwd = process.cwd(), env = process.env, ...rest } = options
  const said: string[] = []
  return {
    target: { kind: 'launch', command, cwd, env },
    rate: 200,
    delay: 0,
    duration: null,
    subprocesses: false,
    stop: false,
    source: false,
    signal: new AbortController().signal,
    say: sentence => said.push(sentence),
    said,
    ...rest,
  }
}
