/** The name of a function as terminals show it: "(no name)" where nothing of it shows. To be made safe as any text. */
export function terminalName(name: string): string {
  return name.trim() === '' ? '(no name)' : name
}
