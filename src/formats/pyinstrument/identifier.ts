import type { FrameName } from './session.ts'

/** Takes `function\0file\0line\x01attributes` apart: class (`cName`) and line (`l12`) are attributes since version 4. */
export function parseIdentifier(text: string): FrameName {
  const [identifier = '', ...attributes] = text.split('\x01')
  const [name = '', file = '', definition = ''] = identifier.split('\0')
  const find = (letter: string) => attributes.find(attribute => attribute.startsWith(letter))?.slice(1)
  return { name, file, className: find('c'), definition: Number(definition), line: Number(find('l') ?? -1) }
}
