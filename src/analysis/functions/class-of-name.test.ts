import { describe, expect, it } from 'vitest'
import { classOfName } from './class-of-name.ts'

describe('classOfName()', () => {
  it.each([
    ['ns::List<int, a::b>::push(ns::Item const&)', 'ns::List<int, a::b>'],
    ['std::vector<int>::operator[](unsigned long)', 'std::vector<int>'],
    ['operator<<(std::ostream&, A::B)', ''],
    ['(anonymous namespace)::Cache::get(int)', '(anonymous namespace)::Cache'],
    ['Mesh.refine', 'Mesh'],
    ['Mesh.refine.<locals>.key', 'Mesh.refine'],
    ['main', ''],
    ['java.util.HashMap.put', 'java.util.HashMap'],
    ['Parser->next', 'Parser'],
    ['Array#each', 'Array'],
    ['net/http.(*conn).serve', 'net/http.(*conn)'],
    ['github.com/a/b.Run', 'github.com/a/b'],
    ['-[NSWindow drawRect:]', 'NSWindow'],
    ["fib'2", ''],
    ['clone.constprop.0', ''],
    [
      '<core::slice::Iter<T> as core::iter::Iterator>::next',
      '<core::slice::Iter<T> as core::iter::Iterator>',
    ],
    ['<module>', ''],
    ['', ''],
  ])('%s', (name, expected) => {
    expect(classOfName(name)).toBe(expected)
  })

  it('is quick with long and strange names', () => {
    expect(classOfName('<'.repeat(100_000))).toBe('')
    expect(classOfName(`${'a.'.repeat(50_000)}b`)).toBe('a.'.repeat(50_000).slice(0, -1))
    expect(classOfName('('.repeat(100_000))).toBe('')
    expect(classOfName('a/'.repeat(50_000))).toBe('')
  })
})
