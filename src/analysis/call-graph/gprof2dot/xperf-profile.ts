import type { Recording } from '../../../model/recording.ts'
import { addTo, type Profile, ProfileBuilder } from './profile.ts'

/** xperf: functions by process, module and name. A sample weighs its milliseconds times its count on top, its count alone on
 *  the calls of its stack; the Idle process is left out. */
export function xperfProfile(recordings: readonly Recording[]): Profile {
  const builder = new ProfileBuilder()
  for (const recording of recordings) {
    const { shared, stacks } = recording
    if (stacks === null) continue
    const column = (name: string) => stacks.valueTypes.findIndex(type => type.name === name)
    const [cpu, samples] = [stacks.weights[column('cpu')], stacks.weights[column('samples')]]
    const functionOf = (process: string, stack: number) => {
      const func = shared.frames.func[shared.stacks.frame[stack]!]!
      const text = shared.strings[shared.funcs.name[func]!]!
      const lib = shared.funcs.lib[func]!
      const bang = text.indexOf('!')
      const module =
        lib === -1 ? (bang > 0 ? text.slice(0, bang) : '') : shared.strings[shared.libs.path[lib]!]!
      const name = bang > 0 && text.startsWith(`${module}!`) ? text.slice(bang + 1) : text
      return builder.function(`${process}!${module}!${name}`, () => ({
        name,
        module,
        process,
        file: null,
        func,
      }))
    }
    for (let i = 0; i < stacks.samples.length; i++) {
      const thread = stacks.samples.thread[i]!
      const process = thread === -1 ? '' : processName(recording, thread)
      const stack = stacks.samples.stack[i]!
      if (process === 'Idle' || stack === -1) continue
      const count = samples?.[i] ?? 1
      let callee = functionOf(process, stack)
      builder.self.set(callee, builder.self.get(callee) + (cpu?.[i] ?? 1) * count)
      for (let at = shared.stacks.prefix[stack]!; at !== -1; at = shared.stacks.prefix[at]!) {
        const caller = functionOf(process, at)
        addTo(builder.weight, builder.edge(caller, callee), count)
        callee = caller
      }
    }
  }
  return builder.finish({ method: 'integrated', measure: 'samples' })
}

function processName({ shared }: Recording, thread: number): string {
  const process = shared.threads.process[thread]!
  return process === -1 ? '' : shared.strings[shared.processes.name[process]!]!
}
