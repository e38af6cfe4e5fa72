import { expect, it } from 'vitest'
import { seededRandom } from '../../base/random.ts'
import { VisitedPairs } from './visited-pairs.ts'

/** Visits functions at random and checks each number against a map. `shuffled` says how often a pair is not the next one. */
function visitAtRandom(shuffled: number): void {
  const random = seededRandom(5)
  const whole = (below: number) => Math.floor(random() * below)
  const pairs = new VisitedPairs()
  const known = new Map<string, number>()
  for (let visit = 0; visit < 2000; visit++) {
    const func = whole(80)
    pairs.enter(func)
    let line = whole(3)
    for (let left = whole(30); left > 0; left--) {
      line = random() < shuffled ? whole(40) : line + whole(2)
      const first = 10 * func + whole(2)
      const number = pairs.number(first, line)
      const key = `${first} ${line}`
      if (!known.has(key)) known.set(key, known.size)
      expect(number).toBe(known.get(key))
    }
  }
  expect(pairs.length).toBe(known.size)
  const [firsts, seconds] = [pairs.firsts(), pairs.seconds()]
  expect([...known.keys()]).toEqual(Array.from(firsts, (first, i) => `${first} ${seconds[i]}`))
}

it('numbers pairs in the order they first come, in functions that come again', () => visitAtRandom(0.1))

it('numbers pairs that come in no order', () => visitAtRandom(1))
