/** A place in source: 1-based lines and columns, -1 unknown. */
export interface CodeLocation {
  readonly line: number
  readonly endLine: number
  readonly column: number
  readonly endColumn: number
}

/** One code object, read once. */
export interface CodeInfo {
  readonly address: number
  readonly file: string
  /** Qualified name where the interpreter has it (3.11 and newer), else the name. */
  readonly name: string
  readonly firstLine: number
  locate(instruction: number): CodeLocation
}
