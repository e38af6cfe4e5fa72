import type { PartHeader } from './header.ts'

/** Titles of the parts of a file, each its own: the file's where there is one part, else with what tells them apart. */
export function partNames(title: string, headers: readonly PartHeader[]): string[] {
  if (headers.length === 1) return [title]
  const told = headers.map(header => {
    const part = header.part === null ? '' : ` part ${header.part}`
    return `${title}${part}${header.thread === null ? '' : ` thread ${header.thread}`}`
  })
  const isTold = new Set(told).size === told.length
  return isTold ? told : headers.map((header, i) => `${title} #${i + 1} ${header.command ?? ''}`.trim())
}
