import { describe, expect, it } from 'vitest'
import { runCli } from '../support/run-cli.ts'

describe('wrong use of options', () => {
  it.each([
    [['report', '--bogus'], "unknown option '--bogus'"],
    [['report', '--limit'], "option '--limit <limit>' argument missing"],
    [['graph', '-n', 'x'], "option '-n, --node-thres <percentage>' argument 'x' is invalid"],
    [['formats', 'x'], "too many arguments for 'formats'"],
    [['nope'], "unknown command 'nope'"],
    [['flame', '--html', ''], 'Expected the name of a file'],
  ])('%j is said in a sentence', async (argv, message) => {
    const plain = await runCli(argv)
    expect([plain.status, plain.stdout]).toEqual([2, ''])
    expect(plain.stderr).toMatch(/^error: /)
    expect(plain.stderr).toContain(message)
  })

  it.each([
    [['report', '--json', '--bogus'], "unknown option '--bogus'"],
    [['report', '--json', '--limit'], "option '--limit <limit>' argument missing"],
    [['report', '--limit', '--json'], '--limit <limit> lacks its value'],
    [['graph', '--json', '-n', 'x'], 'Expected a number from 0 to 100'],
    [['nope', '--json'], "unknown command 'nope'"],
  ])('%j is one line of JSON', async (argv, message) => {
    const { status, stdout, stderr } = await runCli(argv)
    expect([status, stdout]).toEqual([2, ''])
    expect(JSON.parse(stderr).error).toMatchObject({
      code: 'PYRO_USAGE',
      message: expect.stringContaining(message),
    })
  })
})

describe('help', () => {
  it('is the same by its command as by its option', async () => {
    const [byCommand, byOption] = [await runCli(['help', 'flame']), await runCli(['flame', '--help'])]
    expect(byCommand).toEqual(byOption)
    expect(byOption.stdout).toContain('--minwidth')
  })
})
