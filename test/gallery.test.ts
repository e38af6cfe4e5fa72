import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { GALLERY } from '../examples/gallery/gallery.ts'

const FOLDER = join(import.meta.dirname, '../examples/gallery')
const OTHERS = ['gallery.ts', 'recordings.ts']

describe('the gallery', () => {
  it('has every program of its folder, and the page shows every picture', () => {
    const programs = readdirSync(FOLDER).filter(file => file.endsWith('.ts') && !OTHERS.includes(file))
    expect(Object.keys(GALLERY).sort()).toEqual(programs.map(file => file.slice(0, -3)).sort())
    const page = readFileSync(join(FOLDER, '../../docs/gallery.md'), 'utf8')
    for (const name of Object.keys(GALLERY)) expect(page).toContain(`../examples/gallery/${name}.svg`)
  })

  // After a change that was meant: npx vitest run test/gallery.test.ts -u
  it.each(Object.keys(GALLERY))('%s draws the picture that is kept', async name => {
    const path = join(FOLDER, `${name}.svg`)
    expect(existsSync(path) || process.env.CI === undefined).toBe(true)
    const { picture } = await GALLERY[name]!()
    await expect(await picture()).toMatchFileSnapshot(path)
  })
})
