import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const PROGRAMS = readdirSync(join(ROOT, 'examples/library')).map(file => file.slice(0, -'.ts'.length))
const PAGE = readFileSync(join(ROOT, 'docs/library.md'), 'utf8')

describe('docs/library.md', () => {
  it.each(PROGRAMS)('shows examples/library/%s.ts as it is, and what it prints', async name => {
    const path = join(ROOT, 'examples/library', `${name}.ts`)
    const code = readFileSync(path, 'utf8').replace("'../../src/index.ts'", "'pyrometer'")
    const { example } = (await import(path)) as { example: (folder: string) => AsyncIterable<string> }
    const printed: string[] = []
    for await (const line of example(join(ROOT, 'examples/gallery'))) printed.push(line)
    expect(PAGE).toContain(`\`\`\`ts\n${code}\`\`\`\n\nprints\n\n\`\`\`\n${printed.join('\n')}\n\`\`\`\n`)
  })

  it('shows no other program', () => {
    expect(PAGE.match(/^```ts$/gm)).toHaveLength(PROGRAMS.length)
  })
})
