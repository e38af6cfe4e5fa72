import type { Recording } from '../../src/model/recording.ts'

/** Sums of one value type by path of names, root first, with `;` between. `nameOf` gives another name to a frame. */
export function pathsOf(
  { shared, stacks }: Recording,
  column: number,
  nameOf: (frame: number) => string = frame =>
    shared.strings[shared.funcs.name[shared.frames.func[frame]!]!]!,
): Map<string, number> {
  const sums = new Map<string, number>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const path: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      path.push(nameOf(shared.stacks.frame[at]!))
    }
    const key = path.reverse().join(';')
    sums.set(key, (sums.get(key) ?? 0) + stacks!.weights[column]![i]!)
  }
  return sums
}

/** The sums of a text of collapsed stacks. */
export function foldedPaths(bytes: Uint8Array): Map<string, number> {
  const sums = new Map<string, number>()
  for (const line of new TextDecoder().decode(bytes).split(/\r?\n/)) {
    const space = line.lastIndexOf(' ')
    if (space === -1) continue
    const key = line.slice(0, space)
    sums.set(key, (sums.get(key) ?? 0) + Number(line.slice(space + 1)))
  }
  return sums
}
