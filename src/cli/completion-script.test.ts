import { spawnSync } from 'node:child_process'
import { Argument, Command, Option } from 'commander'
import { describe, expect, it } from 'vitest'
import { completionScript, type Shell } from './completion-script.ts'

function program(): Command {
  const made = new Command('pyrometer')
  made
    .command('record')
    .summary(`measure: a program's [heat] \\ "$(date)"`)
    .option('--rate <hz>', 'samples per second')
    .option('-o, --output <file>', `where to write; it's "$HOME"`)
    .addOption(new Option('--mode <mode>', 'what to measure').choices(['sample', 'trace']))
    .option('--subprocesses', 'children, too')
  made.command('report').summary('print').argument('[file]')
  made.command('completion').addArgument(new Argument('<shell>').choices(['bash', 'zsh', 'fish']))
  return made
}

function complete(...words: string[]): string[] {
  const script = `${completionScript(program(), 'bash')}
COMP_WORDS=(pyrometer ${words.map(word => `'${word}'`).join(' ')})
COMP_CWORD=${words.length}
_pyrometer
printf '%s\\n' "\${COMPREPLY[@]}"`
  const { stdout, stderr, status } = spawnSync('bash', ['--norc', '-u', '-c', script], { encoding: 'utf8' })
  expect(`${status} ${stderr}`).toBe('0 ')
  return stdout.split('\n').filter(line => line !== '')
}

const has = (shell: string) => spawnSync(shell, ['--version']).status === 0

describe.skipIf(!has('bash'))('completionScript() in bash (needs bash)', () => {
  it('completes commands', () => {
    expect(complete('re')).toEqual(['record', 'report'])
    expect(complete('--v')).toEqual(['--version'])
  })
  it('completes options of the command', () => {
    expect(complete('record', '--')).toEqual(['--rate', '--output', '--mode', '--subprocesses', '--help'])
    expect(complete('report', '--')).toEqual(['--help'])
  })
  it('completes values that are choices, and nothing where any value goes', () => {
    expect(complete('record', '--mode', '')).toEqual(['sample', 'trace'])
    expect(complete('record', '--mode', 't')).toEqual(['trace'])
    expect(complete('record', '--rate', '')).toEqual([])
    expect(complete('completion', 'z')).toEqual(['zsh'])
  })
  it('leaves file names to the shell', () => {
    expect(complete('report', '')).toEqual([])
    expect(complete('record', '--output', '')).toEqual([])
  })
})

for (const shell of ['zsh', 'fish'] as const satisfies readonly Shell[]) {
  describe.skipIf(!has(shell))(`completionScript() in ${shell} (needs ${shell})`, () => {
    it('is read without complaint', () => {
      const { stderr, status } = spawnSync(shell, ['-n'], {
        input: completionScript(program(), shell),
        encoding: 'utf8',
      })
      expect(`${status} ${stderr}`).toBe('0 ')
    })
  })
}

describe('completionScript()', () => {
  it('quotes descriptions so that no shell runs them', () => {
    expect(completionScript(program(), 'fish')).toContain(
      `-l output -s o -r -F -d 'where to write; it\\'s "$HOME"'`,
    )
    expect(completionScript(program(), 'zsh')).toContain(
      `'--output[where to write; it'\\''s "$HOME"]:file:_files'`,
    )
  })
})
