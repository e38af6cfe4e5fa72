import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-odd-'))
const FRAMES = [
  { name: 'main', file: 'a.py', line: 1 },
  { name: '', file: 'b.py', line: 2 },
  { name: 'leaf', file: 'b.py', line: 9 },
]
beforeAll(() => {
  const profile = {
    ...{ type: 'sampled', name: 'p', unit: 'seconds', startValue: 0, endValue: 3 },
    samples: [
      [0, 1],
      [0, 1, 2],
    ],
    weights: [1, 2],
  }
  const $schema = 'https://www.speedscope.app/file-format-schema.json'
  const file = { $schema, shared: { frames: FRAMES }, profiles: [profile], activeProfileIndex: 0 }
  writeFileSync(join(folder, 'e.speedscope.json'), JSON.stringify(file))
  writeFileSync(join(folder, 'below.folded'), 'main;freed -5\nmain;x;y -3\nz -2\n')
  writeFileSync(join(folder, 'mixed.folded'), 'main;freed -5\nmain;x;y 3\nz -2\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function pyrometer(...argv: string[]) {
  const { status, stdout } = await runCli(argv, { cwd: folder })
  expect(status).toBe(0)
  return stdout
}

describe('a function without a name', () => {
  it.each([
    ['report'],
    ['report', '--callers', 'leaf'],
    ['report', '--callees', 'main'],
    ['report', '--all-callers', 'leaf'],
    ['report', '--all-callees', 'main'],
    ['report', '--hot-stack'],
    ['report', '--value', 'wall', '--value', 'wall'],
    ['report', '--base', 'e.speedscope.json'],
    ['report', '--base', 'e.speedscope.json', '--hot-stack'],
    ['lines'],
  ])('is "(no name)" in the tables of %s %s', async (command, ...options) => {
    expect(await pyrometer(command, 'e.speedscope.json', ...options)).toMatch(/^ *\(no name\)/m)
  })

  it('has its empty name in JSON', async () => {
    const { functions } = JSON.parse(await pyrometer('report', 'e.speedscope.json', '--json'))
    expect(functions.map(({ name }: { name: string }) => name).sort()).toEqual(['', 'leaf', 'main'])
  })
})

describe('--hot-stack of what is below zero', () => {
  const steps = async (file: string) => {
    const { stack } = JSON.parse(await pyrometer('report', file, '--hot-stack', '--json'))
    return stack.map(({ name, total }: { name: string; total: number }) => [name, total])
  }

  it('is what shrank most where everything did', async () => {
    expect(await steps('below.folded')).toEqual([
      ['main', -8],
      ['freed', -5],
    ])
    expect(await pyrometer('report', 'below.folded', '--hot-stack')).toContain('Stack that shrank most')
  })

  it('is the way to what costs something, though its callers shrank in all', async () => {
    expect(await steps('mixed.folded')).toEqual([
      ['main', -2],
      ['x', 3],
      ['y', 3],
    ])
    expect(await pyrometer('report', 'mixed.folded', '--hot-stack')).toContain('Most expensive stack')
  })
})
