import { flameSvg, meta, type Recording, SharedBuilder, StacksBuilder } from '../../src/index.ts'
import { NO_PARTS } from '../../src/model/recording.ts'

/** A flame chart of a recording that is built here: a merge sort, in the order in which things happened. */
export async function picture(): Promise<string> {
  return flameSvg(recordSort(), { title: 'A merge sort of 32 numbers', flamechart: true, inverted: true })
}

/** Every call of a merge sort as samples of one nanosecond for each number that is moved. */
function recordSort(): Recording {
  const shared = new SharedBuilder()
  const stacks = new StacksBuilder([{ name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }])
  const frameOf = (name: string) => shared.plainFrame(shared.func({ name, file: 'sort.py' }))
  const [sort, merge, read] = [frameOf('sort'), frameOf('merge'), frameOf('read')]
  let time = 0
  const spend = (stack: number, duration: number) => {
    stacks.add({ stack, time }, [duration])
    time += duration
  }
  // Calls that are still to be made, the next one last.
  const calls: { caller: number; from: number; to: number; isMerge: boolean }[] = []
  calls.push({ caller: -1, from: 0, to: 32, isMerge: false })
  for (let call = calls.pop(); call !== undefined; call = calls.pop()) {
    const { caller, from, to, isMerge } = call
    if (isMerge) {
      spend(shared.stack(caller, merge), to - from)
      continue
    }
    const own = shared.stack(caller, sort)
    if (to - from <= 2) {
      spend(shared.stack(own, read), 1)
      continue
    }
    // Not quite in the middle, as where a pivot is chosen.
    const middle = from + Math.ceil((to - from) * 0.6)
    calls.push({ caller: own, from, to, isMerge: true })
    calls.push({ caller: own, from: middle, to, isMerge: false })
    calls.push({ caller: own, from, to: middle, isMerge: false })
  }
  const recorder = { name: 'gallery', version: null, mode: null, settings: {} }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'sort', recorder }),
    shared: shared.finish(),
    stacks: stacks.finish(true),
  }
}
