import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind, ThreadState } from '../../model/tables.ts'

interface Change {
  readonly time: number
  readonly capability: number
  readonly kind: 'run' | 'stop' | 'gc-start' | 'gc-end'
  readonly thread: number
}

/** What each capability (Haskell's processor) did when: which thread it ran, and when it collected garbage. */
export class CapabilitySpans {
  readonly shared = new SharedBuilder()
  readonly #changes: Change[] = []

  add(change: Change): void {
    if (change.capability >= 0) this.#changes.push(change)
  }

  /** Spans as rows: wall time by capability. Null where nothing ran. `labels` names threads by number. */
  finish(labels: ReadonlyMap<number, string>): { shared: SharedBuilder; stacks: StacksPart } | null {
    const part = new StacksBuilder([{ name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'exact' }])
    const rows = new Map<number, number>()
    const running = new Map<number, { thread: number; collecting: boolean; since: number }>()
    const stackOf = (thread: number, collecting: boolean) => {
      const name = labels.get(thread) ?? `Thread ${thread}`
      const stack =
        thread === -1
          ? -1
          : this.shared.stack(-1, this.shared.plainFrame(this.shared.func({ name, kind: FuncKind.native })))
      if (!collecting) return stack
      return this.shared.stack(
        stack,
        this.shared.plainFrame(this.shared.func({ name: '<GC>', kind: FuncKind.marker })),
      )
    }
    for (const { time, capability, kind, thread } of this.#changes.toSorted((a, b) => a.time - b.time)) {
      const now = running.get(capability) ?? { thread: -1, collecting: false, since: time }
      running.set(capability, now)
      if (time > now.since && (now.thread !== -1 || now.collecting)) {
        let row = rows.get(capability)
        if (row === undefined) {
          row = this.shared.thread({ name: `HEC ${capability}`, tid: capability })
          rows.set(capability, row)
        }
        const stack = stackOf(now.thread, now.collecting)
        part.add({ stack, thread: row, time: now.since, state: ThreadState.running }, [time - now.since])
      }
      now.since = time
      if (kind === 'run') now.thread = thread
      else if (kind === 'stop') now.thread = -1
      else now.collecting = kind === 'gc-start'
    }
    return part.samples.length === 0 ? null : { shared: this.shared, stacks: part.finish(true) }
  }
}
