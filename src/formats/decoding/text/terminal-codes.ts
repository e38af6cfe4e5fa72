/** What colours text in a terminal: ESC [ numbers m. */
const CODES = new RegExp(`${String.fromCharCode(27)}\\[[\\d;]*m`, 'g')

/** A line without the colours that a program gave it for a terminal. */
export function withoutTerminalCodes(line: string): string {
  return line.includes('\u001b') ? line.replaceAll(CODES, '') : line
}
