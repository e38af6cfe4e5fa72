import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { graphAnswer } from '../../src/wire/graph.ts'
import { runCli } from '../support/run-cli.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-nothing-'))
beforeAll(() => {
  writeFileSync(join(folder, 'a.folded'), 'main;read 2\nmain;write 1\n')
  writeFileSync(join(folder, 'zero.folded'), 'main;read 0\n')
  writeFileSync(join(folder, 'wide.folded'), 'a 1\nb 1\nc 1\n')
  writeFileSync(join(folder, 'below.folded'), 'main;read -2\n')
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

async function drawn(...argv: string[]) {
  const { status, stdout } = await runCli(argv, { cwd: folder })
  expect(status).toBe(0)
  return stdout
}

const WORDS = {
  filters: 'There is nothing to draw: the filters leave nothing of what was measured.',
  limits: 'There is nothing to draw: thresholds, paths and names leave all functions out.',
  zero: 'There is nothing to draw: every figure is zero.',
  negative: 'There is nothing to draw: all figures are below zero, and there is no room to give them.',
}

describe('a picture in which there is nothing', () => {
  it.each([
    ['filters', ['a.folded', '--focus', 'nobody']],
    ['filters', ['a.folded', '--ignore', 'main']],
    ['filters', ['zero.folded', '--focus', 'nobody']],
    ['limits', ['wide.folded', '-n', '90']],
  ] as const)('says that it is so for %s in a call graph, in DOT and in JSON (%j)', async (cause, argv) => {
    expect(await drawn('graph', ...argv)).toContain(`label="${WORDS[cause]}"`)
    const { emptiness } = graphAnswer.parse(JSON.parse(await drawn('graph', ...argv, '--json')))
    expect(emptiness).toBe(cause)
    await drawn('graph', ...argv, '-o', 'g.svg')
    const svg = readFileSync(join(folder, 'g.svg'), 'utf8')
    expect(svg).toContain(`>${WORDS[cause]}</text>`)
  })

  it('says nothing where there is something, and in the text of gprof2dot', async () => {
    const something = graphAnswer.parse(JSON.parse(await drawn('graph', 'a.folded', '--json')))
    expect([something.emptiness, something.isEstimated]).toEqual([undefined, undefined])
    expect(await drawn('graph', 'a.folded')).not.toContain('nothing to draw')
    const compat = ['wide.folded', '-n', '90', '--compat', 'gprof2dot']
    expect(await drawn('graph', ...compat)).not.toContain('nothing to draw')
    const estimated = graphAnswer.parse(JSON.parse(await drawn('graph', ...compat, '--json')))
    expect([estimated.emptiness, estimated.isEstimated]).toEqual(['limits', true])
  })

  it.each(['flame', 'map'])('says why in a %s', async command => {
    const of = (...argv: string[]) => drawn(command, ...argv, '-o', '-')
    expect(await of('a.folded', '--ignore', 'main')).toContain(WORDS.filters)
    expect(await of('zero.folded')).toContain(WORDS.zero)
    expect(await of('below.folded')).toContain(WORDS.negative)
    expect(await of('a.folded')).not.toContain('nothing to draw')
  })

  it('says that a least width leaves no box', async () => {
    const svg = await drawn('flame', 'wide.folded', '-o', '-', '--minwidth', '90%')
    expect(svg).toContain('There is nothing to draw: no box is as wide as is asked for.')
  })
})
