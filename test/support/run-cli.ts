import { run } from '../../src/cli/run.ts'

export interface CliResult {
  readonly status: number
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command line in this process, with surroundings of its own: no terminal, no colours, `stdin` as its input. */
export async function runCli(
  argv: readonly string[],
  options: { readonly cwd?: string; readonly stdin?: string; readonly columns?: number } = {},
): Promise<CliResult> {
  const out: string[] = []
  const err: string[] = []
  const output = (lines: string[], columns: number | undefined) => ({
    write: (text: string | Uint8Array) => {
      lines.push(typeof text === 'string' ? text : Buffer.from(text).toString('utf8'))
    },
    flush: async () => {},
    isTerminal: columns !== undefined,
    columns: columns ?? 80,
    colours: 0 as const,
  })
  const status = await run(argv, {
    cwd: options.cwd ?? process.cwd(),
    env: {},
    stdout: output(out, options.columns),
    stderr: output(err, undefined),
    stdin: (async function* () {
      yield new TextEncoder().encode(options.stdin ?? '')
    })(),
  })
  return { status, stdout: out.join(''), stderr: err.join('') }
}
