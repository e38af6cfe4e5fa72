/** What is to happen when bytes that were lent are done with. */
const lent = new WeakMap<Uint8Array, () => void>()

/** Hands out bytes of which whoever is done with them may say so: `takeBack` is called then, after which they may change. */
export function lend(bytes: Uint8Array, takeBack: () => void): Uint8Array {
  lent.set(bytes, takeBack)
  return bytes
}

/** Says that nobody here looks at these bytes any more. Nothing happens where they were not lent. */
export function giveBack(bytes: Uint8Array): void {
  lent.get(bytes)?.()
}
