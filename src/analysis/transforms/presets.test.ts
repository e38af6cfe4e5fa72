import { describe, expect, it } from 'vitest'
import { StacksBuilder } from '../../model/part-builders.ts'
import { type Meta, meta, NO_PARTS, type Recording, type ValueType } from '../../model/recording.ts'
import { type FuncKey, SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { applyPreset, type Preset } from './presets.ts'

const WALL: ValueType = { name: 'wall', unit: 'nanoseconds', kind: 'sum', precision: 'sampled' }
type Frame = FuncKey & { readonly libPath?: string }

const python = (name: string, file: string): Frame => ({ name, file, kind: FuncKind.python })
const native = (name: string, libPath: string): Frame => ({ name, libPath, kind: FuncKind.native })

function recordingOf(stacks: readonly (readonly Frame[])[], about: Partial<Meta> = {}): Recording {
  const shared = new SharedBuilder()
  const part = new StacksBuilder([WALL])
  for (const frames of stacks) {
    const stack = frames.reduce((below, { libPath, ...func }) => {
      const path = libPath ?? ''
      const lib = path === '' ? -1 : shared.lib({ name: path.split('/').at(-1)!, path })
      return shared.stack(below, shared.plainFrame(shared.func({ ...func, lib })))
    }, -1)
    part.add({ stack }, [1])
  }
  const recorder = { name: 'test', version: null, mode: 'sample', settings: {} }
  return {
    ...NO_PARTS,
    meta: meta({ name: 'test', recorder, ...about }),
    shared: shared.finish(),
    stacks: part.finish(false),
  }
}

function pathsAfter(recording: Recording, preset: Preset): string[] {
  const { shared, stacks } = applyPreset(recording, preset)
  return Array.from(stacks!.samples.stack, leaf => {
    const path: string[] = []
    for (let at = leaf; at !== -1; at = shared.stacks.prefix[at]!) {
      path.push(shared.strings[shared.funcs.name[shared.frames.func[shared.stacks.frame[at]!]!]!]!)
    }
    return path.reverse().join(' ')
  })
}

describe('applyPreset()', () => {
  it('keeps code from the command line, and not what site runs when Python starts', () => {
    const line = python('<module>', '<string>')
    const site = [python('main', '<frozen site>'), python('addpackage', '<frozen site>')]
    const startUp = recordingOf([
      [...site, line, python('patch', '/v/lib/python3.12/site-packages/p.py')],
      [line],
    ])
    expect(pathsAfter(startUp, 'only-my-code')).toEqual(['<module>', '<module>'])
    const both = recordingOf([[...site, line, line], [python('main', '/app/main.py')]])
    expect(pathsAfter(both, 'only-my-code')).toEqual(['(not my code)', 'main'])
  })

  it('keeps the program’s own code: not packages, not the standard library, not builtins', () => {
    const stacks = [
      [
        python('_run_code', '<frozen runpy>'),
        python('main', '/home/me/app/main.py'),
        python('get', '/home/me/app/.venv/lib/python3.12/site-packages/requests/api.py'),
        python('callback', '/home/me/app/hooks.py'),
        { name: '<built-in method time.sleep>', file: '~', line: 0, kind: FuncKind.builtin },
      ],
      [
        python('_bootstrap', '/usr/lib/python3.12/threading.py'),
        python('wait', '/usr/lib/python3.12/threading.py'),
      ],
      [
        python('main', '/home/me/app/main.py'),
        python('<module>', '<string>'),
        python('helper', 'lib/helper.py'),
      ],
      [python('tool', '/usr/bin/tool.py'), python('main', '/opt/app/main.py')],
    ]
    expect(pathsAfter(recordingOf(stacks, { cwd: '/home/me/app' }), 'only-my-code')).toEqual([
      'main callback',
      '(not my code)',
      'main <module> helper',
      'main',
    ])
  })

  it('takes a script below /usr for the program’s when it runs there', () => {
    const stacks = [[python('main', '/usr/lib/tool/main.py'), python('app', '/usr/src/app/a.py')]]
    const about = { cwd: '/', command: ['python3', '/usr/lib/tool/main.py'] }
    expect(pathsAfter(recordingOf(stacks, about), 'only-my-code')).toEqual(['main app'])
    expect(pathsAfter(recordingOf(stacks), 'only-my-code')).toEqual(['app'])
  })

  it('keeps a native program’s own binary and what lies where it ran', () => {
    const stacks = [
      [
        native('_start', '/build/solver/solver'),
        native('solve', '/build/solver/solver'),
        native('dgemm', '/usr/lib/libblas.so.3'),
        native('kernel', '/build/solver/plugins/libfast.so'),
        { name: 'sys_read', kind: FuncKind.kernel },
      ],
    ]
    const about = { cwd: '/build/solver', command: ['./solver', '-n', '3'] }
    expect(pathsAfter(recordingOf(stacks, about), 'only-my-code')).toEqual(['_start solve kernel'])
  })

  it('knows a library of the system by its place, where its sources have relative paths', () => {
    const malloc = { ...native('malloc', '/usr/lib/libc.so.6'), file: './malloc/malloc.c' }
    const own = { ...native('solve', '/build/solver/solver'), file: './src/solve.c' }
    const about = { cwd: '/build/solver', command: ['./solver'] }
    expect(pathsAfter(recordingOf([[own, malloc]], about), 'only-my-code')).toEqual(['solve'])
  })

  it('tells Go’s own library from what people keep in the same folder', () => {
    const go = (name: string, file: string): Frame => ({ name, file, kind: FuncKind.native })
    const stacks = [
      [
        go('runtime.main', '/usr/local/go/src/runtime/proc.go'),
        go('main.main', '/home/me/go/src/github.com/me/tool/main.go'),
        go('yaml.Unmarshal', '/home/me/go/pkg/mod/gopkg.in/yaml.v3/yaml.go'),
        go('runtime.mallocgc', '/opt/go1.22/src/runtime/malloc.go'),
      ],
    ]
    expect(pathsAfter(recordingOf(stacks), 'only-my-code')).toEqual(['main.main'])
  })

  it('takes names without any place for the program’s', () => {
    expect(pathsAfter(recordingOf([[{ name: 'main' }, { name: 'work' }]]), 'only-my-code')).toEqual([
      'main work',
    ])
  })

  it('hides what only starts Python code', () => {
    const stacks = [
      [
        native('_start', '/usr/bin/python3.12'),
        native('Py_BytesMain', '/usr/bin/python3.12'),
        python('_run_module_as_main', '<frozen runpy>'),
        { name: '<built-in method builtins.exec>', file: '~', line: 0, kind: FuncKind.builtin },
        python('<module>', 'app.py'),
        python('_find_and_load', '<frozen importlib._bootstrap>'),
        python('loads', '/usr/lib/python3.12/json/__init__.py'),
      ],
      [
        python('Thread._bootstrap', '/usr/lib/python3.12/threading.py'),
        python('_bootstrap_inner', '/usr/lib/python3.12/threading.py'),
        python('run', '/usr/lib/python3.12/threading.py'),
        python('run', 'worker.py'),
        python('Condition.wait', '/usr/lib/python3.12/threading.py'),
      ],
      [python('_bootstrap', '/usr/lib/python3.12/threading.py')],
    ]
    expect(pathsAfter(recordingOf(stacks), 'hide-python-internals')).toEqual([
      '<module> loads',
      'run Condition.wait',
      '(Python internals)',
    ])
  })

  it('folds the interpreter’s machinery into Python frames, and not the work done in C', () => {
    const stacks = [
      [
        python('main', 'app.py'),
        native('_PyEval_EvalFrameDefault', '/usr/lib/libpython3.12.so.1.0'),
        native('PyObject_Vectorcall', '/usr/lib/libpython3.12.so.1.0'),
        python('sort_all', 'app.py'),
        native('_PyEval_EvalFrameDefault', '/usr/lib/libpython3.12.so.1.0'),
        native('list_sort_impl', '/usr/lib/libpython3.12.so.1.0'),
        native('method_vectorcall_NOARGS', '/home/me/_fast.so'),
      ],
    ]
    expect(pathsAfter(recordingOf(stacks), 'fold-interpreter')).toEqual([
      'main sort_all list_sort_impl method_vectorcall_NOARGS',
    ])
  })
})
