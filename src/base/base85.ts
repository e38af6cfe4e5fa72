/** RFC 1924's digits. No HTML element ends within them: they lack the slash. */
const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~'

/** Bytes as text of 85 digits, five for four bytes; of a last group of n bytes, n + 1. Source: Python 3.4, base64.b85encode. */
export function toBase85(bytes: Uint8Array): string {
  const padded = new DataView(new ArrayBuffer(Math.ceil(bytes.length / 4) * 4))
  new Uint8Array(padded.buffer).set(bytes)
  const groups: string[] = []
  for (let at = 0; at < padded.byteLength; at += 4) {
    let [value, group] = [padded.getUint32(at), '']
    for (let digit = 0; digit < 5; digit++) {
      group = DIGITS[value % 85]! + group
      value = Math.floor(value / 85)
    }
    groups.push(group)
  }
  const text = groups.join('')
  return text.slice(0, text.length - (padded.byteLength - bytes.length))
}

/** The bytes of a text that {@link toBase85} wrote; of another text any bytes. O(text). */
export function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const values = new Uint8Array(128)
  for (let digit = 0; digit < DIGITS.length; digit++) values[DIGITS.charCodeAt(digit)] = digit
  const groups = new DataView(new ArrayBuffer(Math.ceil(text.length / 5) * 4))
  for (let group = 0; 4 * group < groups.byteLength; group++) {
    let value = 0
    // What a last group lacks counts as the highest digit, so that nothing is lost by what is cut off.
    for (let at = 5 * group; at < 5 * group + 5; at++) {
      value = 85 * value + (at < text.length ? values[text.charCodeAt(at) & 127]! : 84)
    }
    groups.setUint32(4 * group, value)
  }
  return new Uint8Array(groups.buffer, 0, Math.floor((4 * text.length) / 5))
}
