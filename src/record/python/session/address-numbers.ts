/** Numbers addresses: an open-addressing table from addresses (below 2 ** 53) to 0, 1, 2 … Look-ups allocate nothing. */
export class AddressNumbers {
  size = 0
  #mask = 1023
  #keys = new Float64Array(1024)
  #numbers = new Int32Array(1024).fill(-1)

  /** The number of an address, -1 when it has none. */
  get(address: number): number {
    const mask = this.#mask
    for (let i = hashAddress(address) & mask; ; i = (i + 1) & mask) {
      const number = this.#numbers[i]!
      if (number === -1 || this.#keys[i] === address) return number
    }
  }

  /** Gives an address that has none the next number. */
  add(address: number): number {
    if (2 * (this.size + 1) > this.#mask) this.#grow()
    const number = this.size++
    this.#insert(address, number)
    return number
  }

  /** Gives an address the next number whether it has one or not. */
  renumber(address: number): number {
    if (this.get(address) === -1) return this.add(address)
    const number = this.size++
    this.#insert(address, number)
    return number
  }

  #insert(address: number, number: number): void {
    let i = hashAddress(address) & this.#mask
    while (this.#numbers[i] !== -1 && this.#keys[i] !== address) i = (i + 1) & this.#mask
    this.#keys[i] = address
    this.#numbers[i] = number
  }

  #grow(): void {
    const keys = this.#keys
    const numbers = this.#numbers
    this.#mask = 2 * this.#mask + 1
    this.#keys = new Float64Array(this.#mask + 1)
    this.#numbers = new Int32Array(this.#mask + 1).fill(-1)
    for (let i = 0; i < numbers.length; i++) if (numbers[i] !== -1) this.#insert(keys[i]!, numbers[i]!)
  }
}

/** Objects are 16-byte aligned: the low bits say nothing. */
function hashAddress(address: number): number {
  const low = Math.floor(address / 16) | 0
  const high = Math.floor(address / 0x1000000000) | 0
  const h = Math.imul(low ^ Math.imul(high, 0x85ebca6b), 0x9e3779b1)
  return (h ^ (h >>> 15)) >>> 0
}
