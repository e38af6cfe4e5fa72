import { describe, expect, it } from 'vitest'
import { pythonExtent } from './func-extent.ts'

const SOURCE = `import x

@decorate(
    1,
)
@other
def first(
    a,
):
    # comment
    if a:

        return 1
# a comment at the left margin
    return 2


async def second(): return 3
class Third:
    def method(self):
        pass

    @property
    def other(self):
        return 1
y = 1
z = lambda: 5
`.split('\n')

const line = (text: string) => SOURCE.findIndex(l => l.includes(text)) + 1

describe('pythonExtent()', () => {
  it('reaches to the last deeper line, over signatures, comments and blanks', () => {
    expect(pythonExtent(SOURCE, line('def first'))).toEqual({
      first: line('def first'),
      last: line('return 2'),
    })
  })
  it('begins at a decorator, where Python says that a function begins', () => {
    expect(pythonExtent(SOURCE, line('@decorate')).last).toBe(line('return 2'))
    expect(pythonExtent(SOURCE, line('@property')).last).toBe(SOURCE.lastIndexOf('        return 1') + 1)
  })
  it('ends a function of one line, and a method before its neighbour', () => {
    expect(pythonExtent(SOURCE, line('second')).last).toBe(line('second'))
    expect(pythonExtent(SOURCE, line('def method')).last).toBe(line('pass'))
    expect(pythonExtent(SOURCE, line('class Third')).last).toBe(SOURCE.lastIndexOf('        return 1') + 1)
  })
  it('keeps to the line where no definition stands', () => {
    expect(pythonExtent(SOURCE, line('lambda'))).toEqual({ first: line('lambda'), last: line('lambda') })
    expect(pythonExtent(SOURCE, 10_000)).toEqual({ first: 10_000, last: 10_000 })
    expect(pythonExtent([], 1)).toEqual({ first: 1, last: 1 })
  })
})
