/** The words of a command line as mprof joins them: by spaces, words with blanks between single quotes. */
export function splitCommandLine(text: string): string[] {
  const words: string[] = []
  for (const [, quoted, plain] of text.matchAll(/'([^']*)'(?=\s|$)|(\S+)/g)) words.push(quoted ?? plain!)
  return words
}

/** The inverse of {@link splitCommandLine} for words without line ends and quotes. */
export function joinCommandLine(words: readonly string[]): string {
  return words
    .map(word => word.replace(/[\r\n]+/g, ' '))
    .map(word => (word === '' || /[ \t]/.test(word) ? `'${word}'` : word))
    .join(' ')
}
