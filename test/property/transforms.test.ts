import { describe, expect, it } from 'vitest'
import { assertIntegrity } from '../../src/model/integrity.ts'
import type { Recording } from '../../src/model/recording.ts'
import { parseTransform } from '../../src/query/filter/transform-grammar.ts'
import { applyTransforms } from '../../src/query/filter/transforms.ts'
import { queryFunctions } from '../../src/query/functions/functions.ts'
import { forAllSamples, type PlainSample, recordingOf } from '../support/arbitrary-recording.ts'

/** A stack as names, root first, and what it weighs. */
type Weighted = readonly [path: readonly string[], weight: number]

/** What a transform makes of one stack, from first principles; null: the sample is left out. */
type OneStack = (path: readonly string[]) => readonly string[] | null

const REFERENCES: Readonly<Record<string, OneStack>> = {
  'focus:^f[12]$': path => (path.some(name => /^f[12]$/.test(name)) ? path : null),
  'focus:file1': path => (path.some(name => Number(name[1]) % 2 === 1) ? path : null),
  'ignore:^f3$': path => (path.includes('f3') ? null : path),
  'hide:^f[01]$': path => orNull(path.filter(name => !/^f[01]$/.test(name))),
  'show:^f[01]$': path => orNull(path.filter(name => /^f[01]$/.test(name))),
  'show-from:^f2$': path => (path.includes('f2') ? path.slice(path.indexOf('f2')) : null),
  'prune-from:^f2$': path => (path.includes('f2') ? path.slice(0, path.lastIndexOf('f2') + 1) : path),
  'merge-function:f0': path => path.filter(name => name !== 'f0'),
  'merge-function:f?': () => [],
  'focus-function:f2': path => (path.includes('f2') ? path.slice(path.indexOf('f2')) : null),
  'focus-self:f2': path => (path.at(-1) === 'f2' ? ['f2'] : null),
  'drop-function:f3': path => (path.includes('f3') ? null : path),
  'collapse-function:f2': path => (path.includes('f2') ? path.slice(0, path.indexOf('f2') + 1) : path),
  'collapse-recursion:f1': path => {
    const [first, last] = [path.indexOf('f1'), path.lastIndexOf('f1')]
    return first === -1 ? path : [...path.slice(0, first), ...path.slice(last)]
  },
  'collapse-direct-recursion:f1': path => path.filter((name, i) => name !== 'f1' || path[i - 1] !== 'f1'),
  'merge-node:f0;f1': path => (path[0] === 'f0' && path[1] === 'f1' ? ['f0', ...path.slice(2)] : path),
  'focus-subtree:f0;f1': path => (path[0] === 'f0' && path[1] === 'f1' ? path.slice(1) : null),
  'collapse-library:file1.py': path => {
    const named = path.map(name => (Number(name[1]) % 2 === 1 ? 'file1.py' : name))
    return named.filter((name, i) => name !== 'file1.py' || named[i - 1] !== 'file1.py')
  },
  'tagroot:thread name': path => ['thread', ...path],
  'tagfocus:nothing like it': () => null,
  'tagignore:nothing like it': path => path,
  'preset:only-my-code': path => path,
}

function orNull(path: readonly string[]): readonly string[] | null {
  return path.length === 0 ? null : path
}

function sums(all: readonly Weighted[]): Map<string, number> {
  const byPath = new Map<string, number>()
  for (const [path, weight] of all) byPath.set(path.join(), (byPath.get(path.join()) ?? 0) + weight)
  return byPath
}

function expected(samples: readonly PlainSample[], of: OneStack): Map<string, number> {
  return sums(
    samples.flatMap(({ stack, weight, thread }): Weighted[] => {
      const path = of(stack.map(({ func }) => `f${func}`))
      return path === null ? [] : [[path.map(name => (name === 'thread' ? `t${thread}` : name)), weight]]
    }),
  )
}

function actual({ shared, stacks }: Recording): Map<string, number> {
  const { strings, funcs, frames } = shared
  return sums(
    Array.from(stacks!.samples.stack, (leaf, i): Weighted => {
      const path: string[] = []
      for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
        path.push(strings[funcs.name[frames.func[shared.stacks.frame[at]!]!]!]!)
      }
      return [path.reverse(), stacks!.weights[0]![i]!]
    }),
  )
}

const apply = (recording: Recording, ...texts: string[]) =>
  applyTransforms(recording, texts.map(parseTransform)).recording
const whole = (recording: Recording) => recording.stacks!.weights[0]!.reduce((a, b) => a + b, 0)

describe('applyTransforms()', () => {
  it.each(Object.entries(REFERENCES))('does %s as one stack after the other would', (text, of) => {
    forAllSamples(samples => {
      const result = apply(recordingOf(samples), text)
      assertIntegrity(result)
      expect(actual(result)).toEqual(expected(samples, of))
    })
  })

  it('loses nothing when it only rewrites stacks, and never makes a function dearer than the whole', () => {
    const rewriting = Object.keys(REFERENCES).filter(text => /^(?:merge|collapse|tagroot|preset)/.test(text))
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      for (const text of rewriting) {
        const result = apply(recording, text)
        expect(whole(result)).toBe(whole(recording))
        for (const total of queryFunctions(result).rows.total)
          expect(total).toBeLessThanOrEqual(whole(result))
      }
    })
  })

  it('splits the whole between focus and ignore, tagfocus and tagignore', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      for (const [one, other] of [
        ['focus:f[12]', 'ignore:f[12]'],
        ['tagfocus:thread name=t1', 'tagignore:thread name=t1'],
      ] as const) {
        expect(whole(apply(recording, one)) + whole(apply(recording, other))).toBe(whole(recording))
      }
    })
  })

  it('changes nothing the second time', () => {
    const texts = Object.keys(REFERENCES).filter(text => !/^(?:tagroot|merge-node|focus-subtree)/.test(text))
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      for (const text of texts) {
        expect(actual(apply(recording, text, text))).toEqual(actual(apply(recording, text)))
      }
    })
  })

  it('hides one after the other as both at once, in either order', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      const both = actual(apply(recording, 'hide:^f[14]$'))
      expect(actual(apply(recording, 'hide:^f1$', 'hide:^f4$'))).toEqual(both)
      expect(actual(apply(recording, 'hide:^f4$', 'hide:^f1$'))).toEqual(both)
    })
  })

  it('leaves the recording it was given as it was', () => {
    forAllSamples(samples => {
      const recording = recordingOf(samples)
      for (const text of Object.keys(REFERENCES)) apply(recording, text)
      expect(actual(recording)).toEqual(actual(recordingOf(samples)))
    })
  })

  it('takes stacks of 100,000 frames', () => {
    const stack = Array.from({ length: 100_000 }, (_, i) => ({ func: i % 6, line: 1 }))
    const recording = recordingOf([{ stack, thread: 0, weight: 10, gap: 0, state: 1 }])
    for (const text of Object.keys(REFERENCES).filter(name => !name.startsWith('tagfocus'))) {
      const { stacks } = apply(recording, text)
      expect(stacks!.samples.length).toBeLessThanOrEqual(1)
    }
  })
})
