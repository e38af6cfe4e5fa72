import { describe, expect, it } from 'vitest'
import { processorTime } from '../../../../test/support/processor-time.ts'
import { seededRandom } from '../../../base/random.ts'
import { Ticker } from './ticker.ts'

/** A clock that only moves when somebody sleeps, asks or works. */
function fakeClock(overshoot = 0) {
  let time = 1000
  return {
    now: () => {
      time += 1e-5
      return time
    },
    sleep: (milliseconds: number) => {
      time += milliseconds + overshoot
    },
    work: (milliseconds: number) => {
      time += milliseconds
    },
  }
}

describe('Ticker', () => {
  it('takes every tick at 1 kHz when a sample costs less than half an interval', () => {
    const clock = fakeClock(0.07)
    const ticker = new Ticker(1000, clock, seededRandom(1))
    ticker.start()
    for (let i = 0; i < 20_000; i++) {
      ticker.wait()
      clock.work(0.06)
    }
    expect(ticker.taken).toBe(20_000)
    expect(ticker.scheduled).toBe(20_000)
    expect(ticker.late).toBe(0)
  })

  it('keeps the rate and stays between half and one and a half intervals', () => {
    const clock = fakeClock()
    const ticker = new Ticker(1000, clock, seededRandom(2))
    ticker.start()
    const first = ticker.wait()
    let last = first
    for (let i = 0; i < 20_000; i++) {
      const now = ticker.wait()
      expect(now - last).toBeGreaterThan(0.4)
      expect(now - last).toBeLessThan(1.6)
      last = now
    }
    expect((last - first) / 20_000).toBeCloseTo(1, 2)
  })

  it('sees all phases of a program that repeats itself in step with the sampler', () => {
    const clock = fakeClock()
    const ticker = new Ticker(1000, clock, seededRandom(3))
    ticker.start()
    let cosine = 0
    let sine = 0
    const count = 20_000
    for (let i = 0; i < count; i++) {
      const phase = 2 * Math.PI * (ticker.wait() % 1)
      cosine += Math.cos(phase)
      sine += Math.sin(phase)
    }
    // Independent phases give a mean vector of length 1 / sqrt(n); aliasing one of length 1.
    expect(Math.hypot(cosine, sine) / count).toBeLessThan(4 / Math.sqrt(count))
  })

  it('takes the ticks that passed during a short delay one after the other, and counts them as late', () => {
    const clock = fakeClock()
    const ticker = new Ticker(1000, clock, seededRandom(4))
    ticker.start()
    for (let i = 0; i < 500; i++) ticker.wait()
    const taken = ticker.taken
    const before = ticker.wait()
    clock.work(3.3)
    let now = before
    while (now - before < 50) now = ticker.wait()
    expect(ticker.taken).toBe(ticker.scheduled)
    expect(ticker.taken - taken).toBeGreaterThan(45)
    expect(ticker.late).toBeGreaterThanOrEqual(1)
    expect(ticker.late).toBeLessThanOrEqual(6)
  })

  it('gives up the ticks of a longer delay but for the last few', () => {
    const clock = fakeClock()
    const ticker = new Ticker(1000, clock, seededRandom(4))
    ticker.start()
    for (let i = 0; i < 5000; i++) ticker.wait()
    const earlier = ticker.scheduled
    const before = ticker.wait()
    clock.work(200.3)
    let now = before
    while (now - before < 300) now = ticker.wait()
    const lost = ticker.scheduled - ticker.taken
    expect(lost).toBeGreaterThanOrEqual(140)
    expect(lost).toBeLessThanOrEqual(160)
    expect(ticker.scheduled - earlier).toBeGreaterThan(270)
    expect(ticker.scheduled - earlier).toBeLessThan(330)
  })

  it('makes up for few ticks where every sample takes longer than an interval', () => {
    const clock = fakeClock()
    const ticker = new Ticker(1000, clock, seededRandom(6))
    ticker.start()
    for (let i = 0; i < 5000; i++) {
      ticker.wait()
      clock.work(3)
    }
    expect(ticker.taken).toBe(5000)
    expect(ticker.scheduled / 15_000).toBeCloseTo(1, 1)
  })

  it('starts its schedule anew after a long pause without walking through it', () => {
    const clock = fakeClock()
    const ticker = new Ticker(1_000_000, clock, seededRandom(5))
    ticker.start()
    clock.work(3_600_000)
    const elapsed = processorTime()
    ticker.wait()
    expect(elapsed()).toBeLessThan(1000)
    expect(ticker.scheduled).toBeGreaterThan(3e9)
    expect(ticker.taken).toBe(1)
  })
})
