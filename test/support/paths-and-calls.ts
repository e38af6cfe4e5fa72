import type { Recording } from '../../src/model/recording.ts'

/** What a recording says, whatever its tables are numbered: sums by path of stacks, and by func and edge of call graphs. */
export interface Sayings {
  /** Per call path (frames root first) the sum of each value type. */
  readonly paths: ReadonlyMap<string, readonly number[]>
  /** Per func and per edge of the call graph calls, self and total. */
  readonly calls: ReadonlyMap<string, readonly number[]>
  /** Per source line hits and values; per timeline and mark the times and values; per counter its value. */
  readonly others: ReadonlyMap<string, readonly number[]>
}

/** Puts a recording into words that can be compared. */
export function sayingsOf(recording: Recording): Sayings {
  return { paths: pathSums(recording), calls: callSums(recording), others: otherSums(recording) }
}

function frameText({ shared }: Recording, frame: number): string {
  const { strings, sources, funcs, frames } = shared
  const func = frames.func[frame]!
  const source = funcs.source[func]!
  const file = source === -1 ? '' : strings[sources.path[source]!]!
  const place = `${frames.line[frame]}:${frames.column[frame]}@${frames.address[frame]}+${frames.inlined[frame]}`
  return `${strings[funcs.name[func]!]}|${file}|${funcs.line[func]}|${place}`
}

function pathSums(recording: Recording): Map<string, number[]> {
  const sums = new Map<string, number[]>()
  const { stacks } = recording
  if (stacks === null) return sums
  const { prefix, frame, length } = recording.shared.stacks
  const hashes: string[] = []
  // A path is told by its parent's number and its own frame, so that deep stacks cost no long texts.
  const numbers = new Map<string, number>()
  for (let i = 0; i < length; i++) {
    const parent = prefix[i] === -1 ? '' : hashes[prefix[i]!]!
    hashes[i] = digest(`${parent}/${frameText(recording, frame[i]!)}`)
    numbers.set(hashes[i]!, i)
  }
  for (let i = 0; i < stacks.samples.length; i++) {
    const stack = stacks.samples.stack[i]!
    const thread = stacks.samples.thread[i]!
    const name = thread === -1 ? '' : recording.shared.strings[recording.shared.threads.name[thread]!]!
    const key = `${name}#${stack === -1 ? '' : hashes[stack]!}`
    const row = sums.get(key) ?? stacks.weights.map(() => 0)
    for (let k = 0; k < row.length; k++) row[k]! += stacks.weights[k]![i]!
    sums.set(key, row)
  }
  return sums
}

function otherSums({ shared, lines, timelines, marks, counters }: Recording): Map<string, number[]> {
  const sums = new Map<string, number[]>()
  for (let i = 0; i < (lines?.rows.length ?? 0); i++) {
    const { rows, values } = lines!
    const func = rows.func[i] === -1 ? '' : shared.strings[shared.funcs.name[rows.func[i]!]!]!
    const key = `${shared.strings[shared.sources.path[rows.source[i]!]!]}:${rows.line[i]} ${func}`
    sums.set(key, [rows.hits[i]!, ...values.map(column => column[i]!)])
  }
  for (const { name, unit, process, points } of timelines) {
    const owner = process === -1 ? '' : shared.strings[shared.processes.name[process]!]!
    sums.set(`${owner} ${name} ${unit}`, [...points.time, ...points.value])
  }
  for (let i = 0; i < (marks?.length ?? 0); i++) {
    const key = `mark ${i} ${shared.strings[marks!.name[i]!]}`
    sums.set(key, [marks!.time[i]!, marks!.duration[i]!])
  }
  for (const { name, unit, value } of counters) sums.set(`counter ${name} ${unit}`, [value])
  return sums
}

function callSums(recording: Recording): Map<string, number[]> {
  const sums = new Map<string, number[]>()
  const { calls, shared } = recording
  if (calls === null) return sums
  const names = Array.from(calls.rows.func, func => {
    const source = shared.funcs.source[func]!
    const file = source === -1 ? '' : shared.strings[shared.sources.path[source]!]!
    return `${shared.strings[shared.funcs.name[func]!]}|${file}|${shared.funcs.line[func]}`
  })
  for (let i = 0; i < calls.rows.length; i++) {
    sums.set(names[i]!, [calls.rows.calls[i]!, calls.self[0]![i]!, calls.total[0]![i]!])
  }
  for (let i = 0; i < calls.edges.length; i++) {
    const key = `${names[calls.edges.caller[i]!]} -> ${names[calls.edges.callee[i]!]}`
    sums.set(key, [calls.edges.calls[i]!, calls.edgeSelf[0]![i]!, calls.edgeTotal[0]![i]!])
  }
  return sums
}

/** Two 32-bit hashes: enough to tell the paths of a test file apart. */
function digest(text: string): string {
  let a = 0x811c9dc5
  let b = 0x1b873593
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193)
    b = Math.imul(b + text.charCodeAt(i), 0x85ebca6b) ^ (b >>> 13)
  }
  return `${(a >>> 0).toString(36)}.${(b >>> 0).toString(36)}`
}
