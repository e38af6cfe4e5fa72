import { Command } from 'commander'
import { describe, expect, it } from 'vitest'
import { defineProgram, type ProgramFlags, programCommand } from './program.ts'

/** What `record WORDS` would run. */
function parse(...words: string[]) {
  const command = new Command('record')
    .exitOverride()
    .option('--rate <hz>')
    .option('-o, --output <file>')
    .option('--stop')
  const isSetApart = defineProgram(command)
  command.action(() => undefined)
  command.parse(words, { from: 'user' })
  const flags = command.opts<ProgramFlags & Record<string, unknown>>()
  const { python: _, m: __, c: ___, ...own } = flags
  return { run: programCommand(command.args, flags, { cwd: '/', isSetApart: isSetApart() }), own }
}

describe('programCommand()', () => {
  it('runs scripts by the Python that is wanted, with their own options', () => {
    expect(parse('--rate', '5', 'a.py', '--rate', '7').run).toEqual(['python3', 'a.py', '--rate', '7'])
    expect(parse('--python', '/opt/python', 'a.py').run).toEqual(['/opt/python', 'a.py'])
  })

  it('gives everything after -m MODULE and -c CODE to the program', () => {
    const { run, own } = parse('-o', 'x', '-m', 'pytest', '-o', 'y', '--stop', '-m')
    expect(run).toEqual(['python3', '-m', 'pytest', '-o', 'y', '--stop', '-m'])
    expect(own).toEqual({ output: 'x' })
    expect(parse('-c', 'import sys', '--', '-c').run).toEqual(['python3', '-c', 'import sys', '--', '-c'])
    expect(parse('-mpytest', '-x').run).toEqual(['python3', '-m', 'pytest', '-x'])
  })

  it('runs what stands after -- as it is', () => {
    expect(parse('--', './a.py', '--x').run).toEqual(['./a.py', '--x'])
    expect(parse('uv', 'run', 'a.py').run).toEqual(['uv', 'run', 'a.py'])
    expect(parse(process.execPath, 'a.js').run).toEqual([process.execPath, 'a.js'])
  })

  it('names nothing when nothing is named', () => {
    expect(parse('--rate', '5').run).toBeNull()
  })
})
