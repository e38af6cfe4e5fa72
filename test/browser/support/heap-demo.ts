import type { Recording } from '../../../src/model/recording.ts'
import { type DrawnObject, heapRecording } from '../../support/heap-recording.ts'

/** A program whose cache grows: a module holds a dict of sessions, each with a text, and a list of points that stays. */
function look(sessions: number): DrawnObject[] {
  const objects: DrawnObject[] = []
  const add = (object: DrawnObject) => objects.push(object) - 1
  const sessionAt = (i: number) => 4 + 2 * i
  add({
    type: 'module',
    label: 'app',
    size: 72,
    address: 0x1000,
    root: 'module app',
    refersTo: [
      [1, '.CACHE'],
      [3, '.POINTS'],
    ],
  })
  add({ type: 'app.Cache', size: 48, address: 0x2000, refersTo: [[2, '.__dict__']] })
  add({
    type: 'dict',
    size: 9_000,
    address: 0x3000,
    refersTo: Array.from({ length: sessions }, (_, i) => [sessionAt(i), `['user_${i}']`] as const),
  })
  add({
    type: 'list',
    size: 800,
    address: 0x4000,
    refersTo: Array.from({ length: 20 }, (_, i) => [4 + 2 * sessions + i, `[${i}]`] as const),
  })
  for (let i = 0; i < sessions; i++) {
    add({
      type: 'app.Session',
      label: `user ${i}`,
      size: 64,
      address: 0x10_0000 + 64 * i,
      refersTo: [
        [sessionAt(i) + 1, '.page'],
        [0, '.app'],
      ],
    })
    add({
      type: 'str',
      label: 'x'.repeat(40),
      size: 4_000 + i,
      address: 0x20_0000 + 8_192 * i,
      isUntracked: true,
    })
  }
  for (let i = 0; i < 20; i++) add({ type: 'app.Point', size: 56, address: 0x30_0000 + 64 * i })
  // Garbage that was not collected yet.
  const lost = objects.length
  add({ type: 'app.Lost', size: 500, address: 0x40_0000, refersTo: [lost + 1] })
  add({ type: 'app.Lost', size: 500, address: 0x40_0200, refersTo: [lost] })
  return objects
}

/** Two looks at one program. */
export function heapDemo(): Recording {
  return heapRecording([look(30), look(90)], { name: 'cache.py', names: ['after 1 s', 'after 9 s'] })
}

/** Sums of types, nothing of references. */
export function heapSumsDemo(): Recording {
  const sums: DrawnObject[] = [
    { type: 'str', count: 12_151, size: 1_051_523 },
    { type: 'types.CodeType', count: 2_771, size: 995_072 },
    { type: 'dict', count: 605, size: 605_480 },
    { type: 'types.FunctionType', count: 2_529, size: 384_408 },
  ]
  return heapRecording([sums], { name: 'sums.txt', hasReferences: false })
}
