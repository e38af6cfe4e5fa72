import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type DrawnObject, heapRecording } from '../../../test/support/heap-recording.ts'
import { heapDominators } from './dominators.ts'
import { groupRetained } from './group-retained.ts'

/** Any graph of objects; some are roots, some may be reached by none. */
const anyHeap = fc
  .integer({ min: 1, max: 14 })
  .chain(length =>
    fc.tuple(
      fc.array(fc.tuple(fc.nat(length - 1), fc.nat(length - 1)), { maxLength: 3 * length }),
      fc.array(fc.integer({ min: 0, max: 50 }), { minLength: length, maxLength: length }),
      fc.uniqueArray(fc.nat(length - 1), { maxLength: 3 }),
    ),
  )
  .map(([references, sizes, roots]) =>
    sizes.map(
      (size, i): DrawnObject => ({
        type: `t${i % 3}`,
        size,
        refersTo: references.filter(([from]) => from === i).map(([, to]) => to),
        ...(roots.includes(i) ? { root: 'root' } : {}),
      }),
    ),
  )

/** What can be reached from tops without going through one object, by trying. */
function reach(heap: readonly DrawnObject[], tops: readonly number[], without: number): Set<number> {
  const met = new Set(tops.filter(top => top !== without))
  for (const object of met) {
    for (const to of heap[object]!.refersTo as readonly number[]) if (to !== without) met.add(to)
  }
  return met
}

const all = (heap: readonly DrawnObject[]) => [...heap.keys()]

/** The roots; where there are none, what nobody else refers to. */
function rootsOf(heap: readonly DrawnObject[]): number[] {
  const roots = all(heap).filter(i => heap[i]!.root !== undefined)
  if (roots.length > 0) return roots
  return all(heap).filter(
    i => !heap.some(({ refersTo }, from) => from !== i && (refersTo as number[]).includes(i)),
  )
}

describe('heapDominators()', () => {
  it('retains of each object what cannot be reached without it, when taken away by trial', () => {
    fc.assert(
      fc.property(anyHeap, heap => {
        const answer = heapDominators(heapRecording([heap]), 0)
        const roots = rootsOf(heap)
        const alive = reach(heap, roots, -1)
        expect(answer.reached).toBe(alive.size)
        expect(answer.isEstimate).toBe(heap.every(({ root }) => root === undefined))
        for (const object of all(heap)) {
          expect(answer.isReached[object]).toBe(alive.has(object) ? 1 : 0)
          if (!alive.has(object)) continue
          const left = reach(heap, roots, object)
          const lost = [...alive].filter(other => !left.has(other))
          expect(answer.kept[object]).toBe(lost.length)
          expect(answer.retained[object]).toBe(lost.reduce((sum, other) => sum + heap[other]!.size!, 0))
        }
      }),
      { numRuns: 400 },
    )
  })

  it('retains of garbage what only it refers to, and nothing that is alive', () => {
    fc.assert(
      fc.property(anyHeap, heap => {
        const answer = heapDominators(heapRecording([heap]), 0)
        const alive = reach(heap, rootsOf(heap), -1)
        const rest = all(heap).filter(i => !alive.has(i))
        // Those that all of the rest which reach them are reached by in turn.
        const reached = new Map(rest.map(i => [i, reach(heap, [i], -1)]))
        const sources = rest.filter(i => rest.every(j => !reached.get(j)!.has(i) || reached.get(i)!.has(j)))
        // Of each cycle the first.
        const tops = sources.filter(i => sources.every(j => j >= i || !reached.get(j)!.has(i)))
        const whole = [...reach(heap, tops, -1)].filter(i => !alive.has(i))
        expect(whole.length).toBe(rest.length)
        for (const object of rest) {
          const left = reach(heap, tops, object)
          expect(answer.kept[object]).toBe(rest.filter(other => !left.has(other)).length)
        }
      }),
      { numRuns: 400 },
    )
  })

  it('has every object right before those it keeps, and adds up to the whole', () => {
    fc.assert(
      fc.property(anyHeap, heap => {
        const { order, kept, dominator, retained, length } = heapDominators(heapRecording([heap]), 0)
        expect([...order].sort((a, b) => a - b)).toEqual(all(heap))
        for (const [place, object] of order.entries()) {
          for (const other of order.subarray(place + 1, place + kept[object]!)) {
            let above = other
            while (above !== -1 && above !== object) above = dominator[above]!
            expect(above).toBe(object)
          }
        }
        const tops = all(heap).filter(i => dominator[i] === -1)
        const sum = tops.reduce((total, i) => total + retained[i]!, 0)
        expect(sum).toBe(heap.reduce((total, { size }) => total + size!, 0))
        expect(length).toBe(heap.length)
      }),
      { numRuns: 300 },
    )
  })

  it('sums groups up without counting twice: single objects retain what they do, all together the whole', () => {
    fc.assert(
      fc.property(anyHeap, heap => {
        const recording = heapRecording([heap])
        const { retained } = heapDominators(recording, 0)
        const names = heap.map((_, i) => String(i))
        const alone = groupRetained(recording, 0, { group: Int32Array.from(heap.keys()), names, only: null })
        expect([...alone.retained]).toEqual([...retained])
        const group = new Int32Array(heap.length)
        const together = groupRetained(recording, 0, { group, names: ['all'], only: null })
        expect(together.retained[0]).toBe(heap.reduce((sum, { size }) => sum + size!, 0))
      }),
    )
  })

  it('stands long chains: 100,000 objects that refer to the next and to the first', () => {
    const length = 100_000
    const heap = Array.from(
      { length },
      (_, i): DrawnObject => ({
        type: 'Node',
        refersTo: i + 1 < length ? [i + 1, 0] : [0],
        ...(i === 0 ? { root: 'module app' } : {}),
      }),
    )
    const { retained, kept } = heapDominators(heapRecording([heap]), 0)
    expect(retained[0]).toBe(length)
    expect(kept[length - 1]).toBe(1)
    expect(retained[length / 2]).toBe(length / 2)
  })
})
