import { describe, expect, it } from 'vitest'
import { LiveModel } from './live-model.ts'

/** main → read, main → main → parse (recursion), one quarter of a second each message. */
function message(time: number, weights: readonly [number, number], isFirst: boolean) {
  const empty = new Int32Array(0)
  return {
    kind: 'live' as const,
    strings: isFirst ? ['', 'main', 'read', 'parse', 'a.py'] : [],
    funcs: isFirst ? [1, 2, 3].map(name => ({ name, file: 4, line: name })) : [],
    frames: isFirst
      ? { func: Int32Array.of(0, 1, 2), line: Int32Array.of(11, 12, 13) }
      : { func: empty, line: empty },
    stacks: isFirst
      ? { prefix: Int32Array.of(-1, 0, 0, 2), frame: Int32Array.of(0, 1, 0, 2) }
      : { prefix: empty, frame: empty },
    rows: {
      stack: Int32Array.of(1, 3),
      wall: Float64Array.from(weights),
      cpu: Float64Array.from(weights, weight => weight / 2),
    },
    states: new Float64Array(5),
    time,
    threads: 1,
    processes: 1,
    samples: 0,
    torn: 0,
    rss: 0,
    gil: Number.NaN,
  }
}

const QUESTION = { of: 'functions', measure: 'wall', sort: 'self', limit: 10 } as const

describe('LiveModel', () => {
  it('sums the window and the whole apart, recursion once', () => {
    const model = new LiveModel(1e9)
    model.apply(message(0.25e9, [100, 10], true))
    model.apply(message(2e9, [1, 5], false))
    const rows = model.rows(QUESTION)
    expect(rows.map(({ name, windowSelf, self }) => [name, windowSelf, self])).toEqual([
      ['parse', 5, 15],
      ['read', 1, 101],
      ['main', 0, 0],
    ])
    const main = rows.find(({ name }) => name === 'main')!
    expect([main.windowTotal, main.total]).toEqual([6, 116])
    expect(model.rows({ ...QUESTION, measure: 'cpu', sort: 'all-self' })[0]).toMatchObject({
      name: 'read',
      self: 50.5,
    })
  })

  it('gives lines with the function they are in', () => {
    const model = new LiveModel(1e9)
    model.apply(message(0.25e9, [100, 10], true))
    expect(model.rows({ ...QUESTION, of: 'lines' })[0]).toMatchObject({
      name: 'read',
      file: 'a.py',
      line: 12,
    })
  })

  it('forgets the past when told to', () => {
    const model = new LiveModel(1e9)
    model.apply(message(0.25e9, [100, 10], true))
    model.reset()
    expect(model.rows(QUESTION)[0]).toMatchObject({ windowSelf: 100, self: 0 })
  })
})
