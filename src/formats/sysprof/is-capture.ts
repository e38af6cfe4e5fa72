/** Whether bytes begin like a capture of sysprof 3 and later: 0xFDCA975E in either order. */
export function isCapture(head: Uint8Array): boolean {
  const [a, b, c, d] = head
  return (
    (a === 0x5e && b === 0x97 && c === 0xca && d === 0xfd) ||
    (a === 0xfd && b === 0xca && c === 0x97 && d === 0x5e)
  )
}
