import { addTo } from '../../../base/growable.ts'
import type { Recording } from '../../../model/recording.ts'
import { type Profile, ProfileBuilder } from './profile.ts'

/** xperf: functions by process, module and name. A sample weighs its milliseconds times its count on top, its count alone on
 *  the calls of its stack; the Idle process is left out. */
export function xperfProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const recording of recordings) {
    const { shared, stacks } = recording
    if (stacks === null) continue
    const column = (name: string) => stacks.valueTypes.findIndex(type => type.name === name)
    const [cpu, samples] = [stacks.weights[column('cpu')], stacks.weights[column('samples')]]
    const symbols = symbolsOf(shared)
    const functionOf = (process: string, stack: number) => {
      const func = shared.frames.func[shared.stacks.frame[stack]!]!
      const lib = shared.funcs.lib[func]!
      const text = shared.strings[shared.funcs.name[func]!]!
      const module = lib === -1 ? '' : shared.strings[shared.libs.path[lib]!]!
      return named(builder, process, {
        text: text.includes('!') || module === '' ? text : `${module}!${text}`,
        func,
      })
    }
    for (let i = 0; i < stacks.samples.length; i++) {
      const thread = stacks.samples.thread[i]!
      const process = thread === -1 ? '' : processName(recording, thread)
      const stack = stacks.samples.stack[i]!
      if (process === 'Idle' || stack === -1) continue
      const count = samples?.[i] ?? 1
      // Where the columns of module and function say something else, it is what was called last.
      const symbol = symbols.get(stacks.samples.labels[i]!)
      // "?" in the column of stacks: nobody called it.
      const isAlone = symbol !== undefined && isUnknown(shared, stack)
      const callee =
        symbol === undefined
          ? functionOf(process, stack)
          : named(builder, process, { text: symbol, func: shared.frames.func[shared.stacks.frame[stack]!]! })
      builder.self.set(callee, builder.self.get(callee) + (cpu?.[i] ?? 1) * count)
      if (isAlone) continue
      const callers: number[] = []
      const first = symbol === undefined ? shared.stacks.prefix[stack]! : stack
      for (let at = first; at !== -1; at = shared.stacks.prefix[at]!) callers.push(at)
      // Its functions come root first.
      let caller = -1
      for (const at of callers.reverse()) {
        const next = functionOf(process, at)
        if (caller !== -1) addTo(builder.weight, builder.edge(caller, next), count)
        caller = next
      }
      if (caller !== -1) addTo(builder.weight, builder.edge(caller, callee), count)
    }
  }
  return builder.finish({ method: 'integrated', measure: 'samples' })
}

function named(
  builder: ProfileBuilder,
  process: string,
  { text, func }: { text: string; func: number },
): number {
  const bang = text.indexOf('!')
  const [module, name] = [text.slice(0, Math.max(0, bang)), text.slice(bang + 1)]
  return builder.function(`${process}!${module}!${name}`, () => ({ name, module, process, file: null, func }))
}

/** Whether a stack is of one frame that says that it is not known. */
function isUnknown({ stacks, frames, funcs, strings }: Recording['shared'], stack: number): boolean {
  const func = frames.func[stacks.frame[stack]!]!
  return strings[funcs.name[func]!] === '?' && funcs.lib[func] === -1
}

/** By set of labels what its column of module and function says. */
function symbolsOf({ labels, strings }: Recording['shared']): Map<number, string> {
  const symbols = new Map<number, string>()
  for (let row = 0; row < labels.length; row++) {
    const text = labels.text[row]!
    if (strings[labels.key[row]!] === 'symbol' && text !== -1) symbols.set(labels.set[row]!, strings[text]!)
  }
  return symbols
}

function processName({ shared }: Recording, thread: number): string {
  const process = shared.threads.process[thread]!
  return process === -1 ? '' : shared.strings[shared.processes.name[process]!]!
}
