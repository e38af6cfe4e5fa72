/** What a command may know of its surroundings. Only process-context.ts reads the real ones; tests pass their own. */
export interface Context {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Writes results. */
  readonly stdout: Output
  /** Writes progress and errors. */
  readonly stderr: Output
  readonly stdin: AsyncIterable<Uint8Array>
}

export interface Output {
  write(text: string | Uint8Array): void
  /** Resolves when all that was written has left (pipes are asynchronous). */
  flush(): Promise<void>
  readonly isTerminal: boolean
  /** Width in columns; 80 where there is no terminal. */
  readonly columns: number
  /** How many colours may be used: 0 when it is no terminal or NO_COLOR or --no-color say so. */
  readonly colours: 0 | 16 | 256
}
