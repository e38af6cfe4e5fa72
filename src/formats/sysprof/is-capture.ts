/** Whether bytes begin like a capture of sysprof 3 and later: 0xFDCA975E, little-endian on every machine. */
export function isCapture(head: Uint8Array): boolean {
  const [a, b, c, d] = head
  return a === 0x5e && b === 0x97 && c === 0xca && d === 0xfd
}
