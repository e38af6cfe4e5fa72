/** A recording's title from the file it was read from: the name without folders, or `fallback` for standard input. */
export function titleOf(file: string | null, fallback: string): string {
  const name = file?.split(/[\\/]/).at(-1) ?? ''
  return name === '' ? fallback : name
}
