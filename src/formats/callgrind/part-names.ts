import type { PartHeader } from './header.ts'

/** Titles of the parts of a file, each its own: the file's where there is one part, else with what tells them apart. */
export function partNames(title: string, headers: readonly PartHeader[]): string[] {
  if (headers.length === 1) return [title]
  const triggers = headers.map(triggerOf)
  const hasTriggers = new Set(triggers).size > 1
  const told = headers.map((header, i) => {
    const part = header.part === null ? '' : ` part ${header.part}`
    const thread = header.thread === null ? '' : ` thread ${header.thread}`
    return `${title}${part}${thread}${hasTriggers && triggers[i] !== '' ? ` (${triggers[i]})` : ''}`
  })
  const isTold = new Set(told).size === told.length
  return isTold ? told : headers.map((header, i) => `${title} #${i + 1} ${header.command ?? ''}`.trim())
}

/** What made Callgrind write a part: "--dump-before=f", "Program termination", a hint of the program's. */
function triggerOf({ descriptions }: PartHeader): string {
  const found = descriptions.find(line => line.startsWith('Trigger:'))
  return found?.slice('Trigger:'.length).trim() ?? ''
}
