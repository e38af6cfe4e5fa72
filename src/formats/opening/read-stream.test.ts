import { afterEach, describe, expect, it, vi } from 'vitest'
import { FormatError } from '../../base/errors.ts'
import * as registry from '../registry.ts'
import { readAny } from './read-any.ts'

const bytes = new TextEncoder().encode('main;read 1\n')
const collapsed = registry.formatById('collapsed')!
const broken = {
  ...collapsed,
  id: 'broken',
  read: () => Promise.reject(new FormatError('broken', 'expected nothing', { line: 3 })),
}

afterEach(() => vi.restoreAllMocks())

describe('an input that may be of several formats', () => {
  const detect = (...found: readonly registry.Detection[]) => {
    vi.spyOn(registry, 'detectFormat').mockReturnValue(found[0] ?? null)
    vi.spyOn(registry, 'detectFormats').mockReturnValue([...found])
  }

  it('is read by the next one when the surest cannot', async () => {
    detect({ format: broken, confidence: 0.6 }, { format: collapsed, confidence: 0.5 })
    expect((await readAny(bytes, 'x'))[0]!.stacks!.samples.length).toBe(1)
  })

  it('fails as the surest does when all do, and says what else was tried', async () => {
    const other = { ...broken, id: 'other' }
    detect({ format: broken, confidence: 0.6 }, { format: other, confidence: 0.5 })
    await expect(readAny(bytes, 'x')).rejects.toMatchObject({
      message: 'broken: line 3: expected nothing',
      hint: 'It was also tried as other (0.50)',
    })
  })

  it('is not handed to one that is much less sure', async () => {
    detect({ format: broken, confidence: 0.9 }, { format: collapsed, confidence: 0.5 })
    await expect(readAny(bytes, 'x')).rejects.toThrow('broken: line 3')
  })
})
