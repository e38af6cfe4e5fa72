import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth } from '../importing/limits.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'

/** Gathers the leaks of one check. */
export class LeakBuilder {
  /** The program, as the checker's advice names it. */
  command: string | null = null
  /** The heap profile that the checker wrote beside its report. */
  profile: string | null = null
  readonly #format: string
  readonly #check: string
  /** Bytes and objects that the check counts in all, null where only leaks are listed. */
  readonly #whole: readonly [number, number] | null
  readonly #shared = new SharedBuilder()
  readonly #part = new StacksBuilder([
    { name: 'leaked bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' },
    { name: 'leaked objects', unit: 'count', kind: 'snapshot', precision: 'exact' },
  ])
  readonly #warnings = new Warnings()
  readonly #sums: [number, number] = [0, 0]
  readonly #unnamed = new Set<bigint>()
  #leak: readonly [number, number] | null = null
  /** Frames of the leak, leaf first. */
  #frames: number[] = []

  constructor(format: string, check: string, whole: readonly [number, number] | null) {
    this.#format = format
    this.#check = check
    this.#whole = whole
  }

  beginLeak(bytes: number, objects: number): void {
    this.#endLeak()
    this.#leak = [bytes, objects]
  }

  addFrame(address: bigint, name: string): void {
    // All are addresses that calls return to.
    const at = address > 0n ? address - 1n : address
    if (name === '') this.#unnamed.add(at)
    const func =
      name === ''
        ? this.#shared.func({ name: `0x${at.toString(16)}`, kind: FuncKind.address })
        : this.#shared.func({ name, kind: FuncKind.native })
    this.#frames.push(this.#shared.frame({ func, address: at }))
    assertDepth(this.#format, this.#frames.length)
  }

  finish(file: string | null): Recording {
    this.#endLeak()
    const [bytes, objects] = this.#whole ?? this.#sums
    if (bytes > this.#sums[0] || objects > this.#sums[1]) {
      this.#part.add({ stack: -1 }, [
        Math.max(0, bytes - this.#sums[0]),
        Math.max(0, objects - this.#sums[1]),
      ])
      this.#warnings.add('unlisted-leaks', 'Leaks that the report counts and does not list have no stack.')
    }
    if (this.#unnamed.size > 0) {
      const where = this.profile === null ? 'the profile beside it' : this.profile
      const message = `Addresses without names stay so: the report has no list of binaries; ${where} has one.`
      for (const _ of this.#unnamed) this.#warnings.add('no-binaries', message)
    }
    const title = titleOf(file, 'leaks')
    return importedRecording(
      { format: this.#format, file },
      {
        name: this.#check === '_main_' || this.#check === 'leaks' ? title : `${title}: ${this.#check}`,
        recorder: { name: 'gperftools heap checker', mode: 'memory', settings: { check: this.#check } },
        command: this.command === null ? [] : [this.command],
        warnings: this.#warnings.list(),
      },
      { shared: this.#shared, stacks: this.#part.finish(false) },
    )
  }

  #endLeak(): void {
    if (this.#leak === null) return
    let stack = -1
    for (let i = this.#frames.length - 1; i >= 0; i--) stack = this.#shared.stack(stack, this.#frames[i]!)
    this.#part.add({ stack }, this.#leak)
    this.#sums[0] += this.#leak[0]
    this.#sums[1] += this.#leak[1]
    this.#leak = null
    this.#frames = []
  }
}
