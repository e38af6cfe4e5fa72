/** The fields of a line: parted by commas, in quotes where they hold one (before V8 7), else with `\x2C` for it. */
export function splitFields(line: string): string[] {
  if (!line.includes('"')) return line.split(',').map(unescaped)
  const fields: string[] = []
  let at = 0
  while (at <= line.length) {
    if (line[at] !== '"') {
      const end = line.indexOf(',', at)
      const stop = end === -1 ? line.length : end
      fields.push(unescaped(line.slice(at, stop)))
      at = stop + 1
      continue
    }
    let text = ''
    let from = at + 1
    for (;;) {
      const end = line.indexOf('"', from)
      if (end === -1) {
        text += line.slice(from)
        at = line.length
        break
      }
      text += line.slice(from, end)
      at = end + 1
      if (line[at] !== '"') break
      // Two quotes in a text stand for one.
      text += '"'
      from = at + 1
    }
    fields.push(unescaped(text))
    const comma = line.indexOf(',', at)
    at = comma === -1 ? line.length + 1 : comma + 1
  }
  return fields
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text
  return text.replace(/\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|n|\\)/g, (all, byte, unit) => {
    if (byte !== undefined) return String.fromCharCode(Number.parseInt(byte, 16))
    if (unit !== undefined) return String.fromCharCode(Number.parseInt(unit, 16))
    return all === '\\n' ? '\n' : '\\'
  })
}

/** An address, NaN where there is none. */
export function addressOf(field: string | undefined): number {
  if (field === undefined || !/^(?:0x)?[0-9a-fA-F]{1,16}$/.test(field)) return Number.NaN
  return field.startsWith('0x') ? Number(field) : Number.parseInt(field, 16)
}
