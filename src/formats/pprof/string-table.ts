/** The string table of a pprof file: entry 0 is ''. */
export class StringTable {
  readonly texts: string[] = ['']
  readonly #indexes = new Map<string, number>([['', 0]])

  index(text: string): number {
    let index = this.#indexes.get(text)
    if (index === undefined) {
      index = this.texts.length
      this.texts.push(text)
      this.#indexes.set(text, index)
    }
    return index
  }
}
