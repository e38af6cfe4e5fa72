import { expect, it } from 'vitest'
import { standardThread } from './standard-thread.ts'

it('shows the main thread that was seen most, else the thread that was', () => {
  const of = (text: string) =>
    standardThread(
      text.split(' ').map(word => ({ isMain: word.startsWith('m'), samples: Number(word.slice(1)) })),
    )
  expect(of('t9 m5 t3')).toBe(1)
  expect(of('m2 t9 m5')).toBe(2)
  // perf of all that ran: the shell is a main thread, too.
  expect(of('m1 t107 t91 m1')).toBe(1)
  expect(of('m0 t0')).toBe(0)
  expect(of('t1 t2 t2')).toBe(1)
  expect(standardThread([])).toBe(0)
})
