import { chmodSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isInterpreterName, type PythonCommand, parsePythonCommand } from './python-command.ts'

const folder = mkdtempSync(join(tmpdir(), 'pyrometer-'))
mkdirSync(join(folder, 'bin'))
const place = { cwd: folder, env: { PATH: join(folder, 'bin') } }

function script(name: string, text: string): void {
  writeFileSync(join(folder, 'bin', name), text)
  chmodSync(join(folder, 'bin', name), 0o755)
}

/** Interpreter | its options | kind | value | arguments. */
function parts(command: string): string | null {
  const parsed = parsePythonCommand(command.split(' '), place)
  return parsed === null ? null : describeCommand(parsed)
}

function describeCommand({ interpreter, interpreterArgs, target, args }: PythonCommand): string {
  return [interpreter, interpreterArgs.join(' '), target.kind, target.value, args.join(' ')].join('|')
}

describe('parsePythonCommand()', () => {
  it('tells options of the interpreter from those of the program', () => {
    const cases: Record<string, string | null> = {
      'python3 a.py': 'python3||script|a.py|',
      'python3.13t -X dev -W error a.py -X b': 'python3.13t|-X dev -W error|script|a.py|-X b',
      '/usr/bin/pypy3 -Xdev -OO -Wignore -m mod -c x': '/usr/bin/pypy3|-X dev -OO -W ignore|module|mod|-c x',
      'python -bBuIm mod': 'python|-bBuI|module|mod|',
      'python -uc pass 1': 'python|-u|code|pass|1',
      'python -cpass 1': 'python||code|pass|1',
      'python --check-hash-based-pycs always -- -a.py b':
        'python|--check-hash-based-pycs always|script|-a.py|b',
      'python -P - x': 'python|-P|stdin|-|x',
      python: null,
      'python -V': null,
      'python -i a.py': null,
      'python -x a.py': null,
      'python -m': null,
      'python -W': null,
      'python --help': null,
      'no-such-program a.py': null,
      'perl a.py': null,
    }
    for (const [command, expected] of Object.entries(cases))
      expect([command, parts(command)]).toEqual([command, expected])
  })

  it('finds the interpreter of a console script in its first line', () => {
    const at = join(folder, 'bin')
    script('plain', '#!/venv/bin/python3.12 -u\nimport x\n')
    script('env', '#!/usr/bin/env python3\n')
    script('split', '#!/usr/bin/env -S python3 -X dev\n')
    script('long', `#!/bin/sh\n'''exec' "/a folder/bin/python" "$0" "$@"\n' '''\nimport x\n`)
    script('shell', '#!/bin/sh\nexec python3 x.py\n')
    script('binary', '\x7fELF')
    expect(parts('plain a b')).toBe(`/venv/bin/python3.12|-u|script|${at}/plain|a b`)
    expect(parts('bin/env')).toBe('python3||script|bin/env|')
    expect(parts('split a')).toBe(`python3|-X dev|script|${at}/split|a`)
    expect(parts('long')).toBe(`/a folder/bin/python||script|${at}/long|`)
    expect(parts('shell')).toBeNull()
    expect(parts('binary')).toBeNull()
  })
})

describe('isInterpreterName()', () => {
  it('knows the names interpreters are installed under', () => {
    const names = [
      'python',
      'python3',
      'python3.13t',
      'python2.7',
      'pypy3',
      'pypy3.10',
      'python3-dbg',
      'python.exe',
    ]
    expect(names.filter(name => !isInterpreterName(`/usr/bin/${name}`))).toEqual([])
    expect(['pytest', 'python-config', 'ipython', 'pythonw-x'].filter(isInterpreterName)).toEqual([])
  })
})
