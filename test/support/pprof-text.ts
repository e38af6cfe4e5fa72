import type { Recording } from '../../src/model/recording.ts'

/** A profile as pprof prints it (`profile.String()`, `pprof -raw`). */
export interface PprofText {
  /** Value types as "name/unit". */
  readonly types: readonly string[]
  /** Per call path (places root first) the sum of each value type. */
  readonly paths: ReadonlyMap<string, readonly number[]>
  readonly mappings: readonly string[]
  readonly period: number
}

/** Reads pprof's text. A place is its address and binary, or its function's name and line where it has one. */
export function parsePprofText(text: string): PprofText {
  const lines = text.split('\n')
  const at = (title: string) => lines.findIndex(line => line.startsWith(title))
  const types = lines[at('Samples:') + 1]!.trim().split(' ')
  const mappings = new Map<string, string>()
  for (const line of lines.slice(at('Mappings') + 1)) {
    const match = /^(\d+): (0x[0-9a-f]+)\/(0x[0-9a-f]+)\/(0x[0-9a-f]+) (\S*)/.exec(line)
    if (match !== null) mappings.set(match[1]!, match[5]!)
  }
  const places = new Map<string, string[]>()
  let names: string[] = []
  for (const line of lines.slice(at('Locations') + 1, at('Mappings'))) {
    const match = /^ *(\d+): (0x[0-9a-f]+) (?:M=(\d+) )?(.*)$/.exec(line)
    if (match !== null) {
      names = []
      places.set(match[1]!, names)
      const [, , address, mapping, rest] = match
      if (rest!.trim() === '') names.push(`${address} ${mappings.get(mapping ?? '') ?? ''}`.trim())
      else names.push(placeOf(rest!))
    } else if (line.trim() !== '') names.push(placeOf(line))
  }
  const paths = new Map<string, number[]>()
  for (const line of lines.slice(at('Samples:') + 2, at('Locations'))) {
    const match = /^ *(-?\d+(?: +-?\d+)*): ([\d ]*)$/.exec(line)
    if (match === null) continue
    const path = match[2]!
      .trim()
      .split(' ')
      .filter(id => id !== '')
      .flatMap(id => places.get(id)!)
      .reverse()
      .join(';')
    add(paths, path, match[1]!.trim().split(/ +/).map(Number))
  }
  return { types, paths, mappings: [...mappings.values()], period: Number(/^Period: (\d+)/m.exec(text)?.[1]) }
}

/** `name file:line:column s=start` without the file, which pprof shares between functions of one name. */
function placeOf(text: string): string {
  const match = /^\s*(.*) (\S*):(\d+):(\d+) s=\d+\s*$/.exec(text)
  return match === null ? text.trim() : `${match[1]}:${match[3]}`
}

/** The paths of a recording in the words of {@link parsePprofText}; `columns` are the value types to give. */
export function pathsAsPprof(recording: Recording, columns: readonly number[]): Map<string, number[]> {
  const { shared, stacks } = recording
  const { strings, frames, funcs, libs } = shared
  const texts = Array.from(frames.func, (func, frame) => {
    // Names that the file has beside its addresses pprof does not read.
    if (frames.address[frame] === 0n) {
      return `${strings[funcs.name[func]!]}:${Math.max(0, frames.line[frame]!)}`
    }
    const lib = frames.lib[frame]!
    return `0x${frames.address[frame]!.toString(16)} ${lib === -1 ? '' : strings[libs.path[lib]!]}`.trim()
  })
  const paths = new Map<string, number[]>()
  for (let i = 0; i < stacks!.samples.length; i++) {
    const path: string[] = []
    for (let at = stacks!.samples.stack[i]!; at !== -1; at = shared.stacks.prefix[at]!) {
      const frame = shared.stacks.frame[at]!
      if (frames.address[frame] === 0n || frames.inlined[frame] === 0) path.push(texts[frame]!)
    }
    add(
      paths,
      path.reverse().join(';'),
      columns.map(column => stacks!.weights[column]![i]!),
    )
  }
  return paths
}

function add(paths: Map<string, number[]>, path: string, values: readonly number[]): void {
  const known = paths.get(path)
  if (known === undefined) paths.set(path, [...values])
  else for (const [k, value] of values.entries()) known[k]! += value
}
