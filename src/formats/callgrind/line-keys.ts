const LF = 10

/** Keys of lines as they stand in the file, with their "=". */
export const Key = {
  calls: keyBytes('calls='),
  rcalls: keyBytes('rcalls='),
  jump: keyBytes('jump='),
  jcnd: keyBytes('jcnd='),
  jfi: keyBytes('jfi='),
  jfn: keyBytes('jfn='),
}

function keyBytes(key: string): Uint8Array {
  return new TextEncoder().encode(key)
}

/** Whether the bytes from `start` on begin with the key. */
export function isKey(bytes: Uint8Array, start: number, key: Uint8Array): boolean {
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key[i]) return false
  return true
}

/** Where the line ends, `end` where it does not. */
export function endOfLine(bytes: Uint8Array, start: number, end: number): number {
  let at = start
  while (at < end && bytes[at] !== LF) at++
  return at
}
