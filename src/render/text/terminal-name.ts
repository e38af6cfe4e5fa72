/** The name of a function as terminals show it: "(no name)" where nothing of it shows. As all text it is to be made safe. */
export function terminalName(name: string): string {
  return name.trim() === '' ? '(no name)' : name
}
