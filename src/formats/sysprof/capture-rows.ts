import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'

/** What one recording of a capture is made of, until it is put in order. */
export class CaptureRows {
  readonly #rows: { stack: number; thread: number; time: number; cpu: number; weights: readonly number[] }[] =
    []

  get length(): number {
    return this.#rows.length
  }

  add(row: { stack: number; thread: number; time: number; cpu: number }, weights: readonly number[]): number {
    return this.#rows.push({ ...row, weights }) - 1
  }

  /** Changes the weights of a row. */
  setWeights(row: number, weights: readonly number[]): void {
    this.#rows[row] = { ...this.#rows[row]!, weights }
  }

  weightsOf(row: number): readonly number[] {
    return this.#rows[row]!.weights
  }

  /** The rows by time. `labelsOf` gives the set of labels of a processor. */
  finish(valueTypes: readonly ValueType[], labelsOf: (cpu: number) => number): StacksPart {
    const part = new StacksBuilder(valueTypes)
    for (const { cpu, weights, ...row } of this.#rows.toSorted((a, b) => a.time - b.time)) {
      part.add({ ...row, labels: cpu < 0 ? -1 : labelsOf(cpu) }, weights)
    }
    return part.finish(true)
  }
}
