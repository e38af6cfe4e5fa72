/**
 * A seeded generator of numbers in [0, 1), for bootstraps, fuzzing and generated inputs: the same seed gives the same
 * run everywhere. Source: "mulberry32" (Tommy Ettinger, public domain); not for secrets.
 */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
