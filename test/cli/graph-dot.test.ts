import { describe, expect, it } from 'vitest'
import { graphAnswer } from '../../src/wire/graph.ts'
import { parseDotItems } from '../support/dot-oracle.ts'
import { runCli } from '../support/run-cli.ts'

const STACKS = 'main;a;b;a;b 10\nmain;a;c 30\nmain;b;c 60\nmain;rare 0\n'

function graph(...args: string[]) {
  return runCli(['graph', ...args, '-'], { stdin: STACKS })
}

describe('pyrometer graph', () => {
  it('writes DOT to standard output, with exact totals', async () => {
    const { status, stdout } = await graph('-n0', '-e0')
    expect(status).toBe(0)
    const labels = parseDotItems(stdout)
      .filter(item => item.callee === null)
      .map(item => item.attributes.label!.replaceAll('\n', ' '))
    expect(labels.sort()).toEqual([
      'a 40.00% (0.00%)',
      'b 70.00% (10.00%)',
      'c 90.00% (90.00%)',
      'main 100.00% (0.00%)',
    ])
  })

  it('estimates as gprof2dot does where it is asked to', async () => {
    const { stdout } = await graph('--compat', 'gprof2dot', '-c', 'gray', '--show-samples')
    expect(stdout).toContain('label="a\\n58.00%\\n(0.00%)\\n0×"')
    expect(stdout).toContain('label="b\\n88.00%\\n(10.00%)\\n10×"')
  })

  it('says where limits leave nothing to draw', async () => {
    const { status, stderr } = await runCli(['graph', '-n', '60', '-'], { stdin: 'a 1\nb 1\n' })
    expect(status).toBe(0)
    expect(stderr).toContain('Nothing is drawn of 2 functions')
  })

  it('prints the answer as JSON', async () => {
    const { stdout } = await graph('--json', '--cycles', 'collapsed')
    const answer = graphAnswer.parse(JSON.parse(stdout))
    expect(answer.nodes.map(node => node.name)).toEqual(['main', '<cycle 1>', 'c'])
    expect(answer.nodes[1]).toMatchObject({ total: 100, self: 10, cycle: 1 })
  })

  it('lists the functions that can be chosen', async () => {
    const { stdout } = await graph('--list-functions', '[a-c]')
    expect(stdout.trim().split(',\n').sort()).toEqual(['a', 'b', 'c'])
  })

  it('takes roots by their name, with their file, and as gprof2dot calls functions of Python', async () => {
    const stdin = 'main (app.py:3);load (app.py:9) 4\nmain (app.py:3);builtin 1\n'
    for (const [pattern, drawn] of [
      ['load', 'load'],
      ['app.py:load', 'load'],
      ['app:load', 'load'],
      ['~:0:builtin', 'builtin'],
    ] as const) {
      const { stdout } = await runCli(['graph', '--json', '-z', pattern, '-'], { stdin })
      const answer = graphAnswer.parse(JSON.parse(stdout))
      expect(
        answer.nodes.map(node => node.name),
        pattern,
      ).toEqual([drawn])
    }
  })

  it.each([
    [['-n', '101'], 'Expected a number from 0 to 100'],
    [['-e', 'much'], 'Expected a number from 0 to 100'],
    [['--skew', '-1'], 'Expected a number from 0'],
    [['--depth', '1.5'], 'Expected a whole number'],
    [['-c', 'rainbow'], 'heat, bw, color, gray, pink, print'],
    [['--node-label', 'calls'], 'self-time, self-time-percentage, total-time, total-time-percentage'],
    [['--time-format', '%q'], '%d %e %f %g'],
    [['--compare-tolerance', '0'], 'above 0'],
    [['--total', 'callstacks'], '--compat gprof2dot'],
    [['--json', '--html', 'graph.html'], '--json prints, and draws nothing'],
    [['--list-functions', '+', '-o', 'graph.svg'], '--list-functions prints, and draws nothing'],
    [['--compat', 'gprof2dot', '--nodecount', '5'], '--nodecount'],
    [['--compat', 'gprof2dot', '--value', 'cpu'], '--value'],
    [['--compare', '--json'], '--base FILE'],
    [['--root', 'nobody'], 'No function matches the root "nobody"'],
    [['--compare'], '--compare takes two files'],
    [['-o', 'x.bmp'], 'x.bmp'],
  ])('refuses %s and says what is allowed', async (args, wanted) => {
    const { status, stderr } = await graph(...args)
    expect(status).toBe(2)
    expect(stderr).toContain(wanted)
  })
})
