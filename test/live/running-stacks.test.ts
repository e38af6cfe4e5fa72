import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { StackResult } from '../../src/record/python/stacks/raw-stack.ts'
import { computeTornShare } from '../../src/record/python/stacks/torn-estimate.ts'
import { openPythonTarget } from '../../src/record/python/target/open-target.ts'
import { newRaw, withProgram } from '../support/compare-parked.ts'
import { livePythons, RELEASES, titleOf } from '../support/live-pythons.ts'

const BUSY = fileURLToPath(new URL('programs/busy.py', import.meta.url))
const STACKS = 1500
/** A busy machine may show some of the functions late. */
const MOST_STACKS = 40_000
/** One function for each kind of call: nothing may be dropped for being called in an unusual way. */
const EACH_KIND = [
  '__getitem__',
  '__init__',
  '__call__',
  '__getattr__',
  '__lt__',
  '__enter__',
  'work__prop',
  'work__key',
  'work__method',
  'work__keywords',
  'any__generator',
  'work__wrapper__decorated',
  '<lambda>',
]
/** Who may call what, beside what the functions' names say: the bare names of callees by the bare names of callers. */
const CALLERS: Readonly<Record<string, readonly string[]>> = {
  main: ['<module>'],
  __init__: ['main__work'],
  __getitem__: ['main__work'],
  __add__: ['main__work'],
  __lt__: ['main__work'],
  __enter__: ['main__work'],
  __exit__: ['main__work'],
  __getattr__: ['main__work'],
  __call__: ['main__work'],
  '<lambda>': ['main__work'],
  '<listcomp>': ['main__work'],
  work__wrapper__decorated: ['work__wrapper'],
}

/** "any__decorate.<locals>.work__wrapper" is "work__wrapper". */
function bareName(name: string): string {
  return name.split('.').at(-1)!
}

function mayCall(caller: string, callee: string): boolean {
  const known = CALLERS[callee]
  if (known !== undefined) return known.includes(caller)
  if (callee.startsWith('any__'))
    return caller !== '<module>' && caller !== 'main' && caller !== 'any__helper'
  if (callee.startsWith('work__')) return caller === 'main__work'
  return callee === 'main__work' && caller === 'main'
}

describe('PythonTarget.readStack() never gives a stack that cannot be', () => {
  for (const release of RELEASES) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(titleOf(release), async () => {
      await withProgram([python!.path, BUSY], async program => {
        await program.line()
        const target = openPythonTarget(program.pid)
        const thread = target.refreshThreads()[0]!
        const raw = newRaw()
        const counts = { whole: 0, torn: 0, impossible: 0 }
        const seen = new Set<string>()
        const wrong: string[] = []
        for (let i = 0; i < STACKS || (i < MOST_STACKS && !EACH_KIND.every(name => seen.has(name))); i++) {
          // Even distances would keep step with the program's own loop.
          const next = performance.now() + 0.2 * Math.random()
          while (performance.now() < next);
          const result = target.readStack(thread, raw)
          if (result === StackResult.torn) counts.torn++
          if (result !== StackResult.whole) continue
          counts.whole++
          const names = Array.from({ length: raw.depth }, (_, depth) =>
            bareName(target.code(raw.code[depth]!)?.name ?? '?'),
          )
          for (const name of names) seen.add(name)
          const isWrong =
            names.at(-1) !== '<module>' || names.some((name, k) => k > 0 && !mayCall(name, names[k - 1]!))
          if (isWrong) {
            counts.impossible++
            wrong.push(names.join(' < '))
          }
        }
        // Well under the 2 % that are allowed in the worst case; the few there are must be foreseen by the estimate.
        expect(wrong.slice(0, 5 * Number(wrong.length > 0.01 * counts.whole))).toEqual([])
        expect(counts.torn).toBeLessThanOrEqual(0.05 * (counts.whole + counts.torn))
        expect(counts.whole).toBeGreaterThan(0.9 * STACKS)
        expect(computeTornShare(target.tornCounts())!.high).toBeGreaterThanOrEqual(
          counts.impossible / counts.whole / 2,
        )
        expect(EACH_KIND.filter(name => !seen.has(name))).toEqual([])
        target.close()
      })
    })
  }
})
