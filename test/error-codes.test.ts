import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

describe('docs/errors.md', () => {
  it('explains every code that the sources use, and no other', () => {
    const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
      .filter(path => path.endsWith('.ts') && !path.endsWith('.test.ts'))
      .map(path => join('src', path))
    const codesIn = (text: string) => text.match(/\bPYRO_[A-Z_]+\b/g) ?? []
    const used = new Set(sources.flatMap(path => codesIn(readFileSync(path, 'utf8'))))
    const explained = new Set(codesIn(readFileSync('docs/errors.md', 'utf8')))
    expect([...explained].sort()).toEqual([...used].sort())
  })
})
