/** Where a ticker gets its time; tests give their own. Milliseconds. */
export interface TickerClock {
  now(): number
  /** Sleeps about that long; may return early or late. */
  sleep(milliseconds: number): void
}

/** A wait shorter than this (ms) is spent spinning: a sleep would overshoot it. */
const SHORTEST_SLEEP = 0.03
/** Ticks made up for may be this share of those taken in time so far, and at most so many at once. */
const MAKE_UP = { share: 0.02, most: 50 } as const
/** After a pause of this many intervals (the machine slept, we were stopped) the schedule starts anew. */
const LONGEST_BACKLOG = 1000

/**
 * Decides when samples are taken. Ticks follow a schedule fixed in advance, whatever the samples cost: the time between
 * two ticks is drawn evenly from [0.5, 1.5] of the interval. An even jitter as wide as the interval has no component at
 * the sampling frequency or its multiples (sin x / x is zero there), so a program that repeats itself in step with the
 * sampler is still seen at all its phases; and no two ticks come closer than half an interval, so that none is lost to
 * the sample before it, as exponential times would lose 6 % of them at 1 kHz and 60 µs a sample.
 *
 * When the sampler itself wakes up late (the processors of a virtual machine take milliseconds now and then), the ticks
 * that passed meanwhile are made up for, one right after the other. Each sample weighs the time since the one before it,
 * so those of one moment weigh next to nothing; but they are no more independent of each other than they are apart, so
 * only few of all may be made up for. Where there are more the machine has no time for this rate: they count as lost.
 */
export class Ticker {
  /** Ticks that were due, those that were taken, and those taken more than half an interval late. */
  scheduled = 0
  taken = 0
  late = 0
  readonly #interval: number
  readonly #clock: TickerClock
  readonly #random: () => number
  #next = 0
  #overshoot = 0.02
  #credit = 0

  constructor(rate: number, clock: TickerClock, random: () => number) {
    this.#interval = 1000 / rate
    this.#clock = clock
    this.#random = random
  }

  /** Sets the first tick one interval from now. */
  start(): void {
    this.#next = this.#clock.now() + this.#step()
  }

  /** Waits for the next tick and returns the time (ms): at once when it is already due. */
  wait(): number {
    const due = this.#next - this.#overshoot
    let now = this.#clock.now()
    const remaining = due - now
    if (remaining > SHORTEST_SLEEP) {
      this.#clock.sleep(remaining)
      now = this.#clock.now()
      // How late sleeping returns is learned, and asked for less.
      const error = now - due
      if (error > 0 && error < 0.3) this.#overshoot += 0.05 * (error - this.#overshoot)
    }
    while (now < this.#next - this.#overshoot) now = this.#clock.now()
    this.#account(now)
    return now
  }

  #account(now: number): void {
    if (now - this.#next > LONGEST_BACKLOG * this.#interval) {
      this.scheduled += Math.floor((now - this.#next) / this.#interval)
      this.#next = now
    }
    let tick = this.#next
    let next = tick + this.#step()
    while (next <= now && !this.#mayMakeUp(now - tick)) {
      this.scheduled++
      tick = next
      next += this.#step()
    }
    this.scheduled++
    this.taken++
    if (now - tick > this.#interval / 2) this.late++
    else this.#credit = Math.min(this.#credit + MAKE_UP.share, MAKE_UP.most)
    this.#next = next
  }

  /** Whether a tick so late is taken although the one after it is due as well. */
  #mayMakeUp(delay: number): boolean {
    if (delay > MAKE_UP.most * this.#interval || this.#credit < 1) return false
    this.#credit--
    return true
  }

  #step(): number {
    return this.#interval * (0.5 + this.#random())
  }
}
