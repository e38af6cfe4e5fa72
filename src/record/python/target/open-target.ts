import { existsSync, readFileSync, statSync } from 'node:fs'
import { RecorderError } from '../../../base/errors.ts'
import { CodeTable } from '../code/code-table.ts'
import { findInterpreter, type InterpreterBinary } from '../interpreter/find-interpreter.ts'
import { type InterpreterState, locateState } from '../interpreter/locate-state.ts'
import { type Mapping, readMappings } from '../interpreter/mappings.ts'
import { ProcessMemory } from '../interpreter/memory.ts'
import { ObjectReader } from '../interpreter/objects.ts'
import { CpythonTarget } from './cpython-target.ts'
import type { PythonTarget } from './target.ts'

/**
 * Opens a running CPython process for reading: finds its interpreter, version and layout and checks that they fit.
 * Takes some 20 ms; nothing of the target is changed.
 * @throws RecorderError with code PYRO_EXITED (no such process), PYRO_PTRACE (the system forbids reading its memory),
 *   PYRO_OTHER_USER, PYRO_NOT_PYTHON (it holds no CPython interpreter), PYRO_NOT_READY (its interpreter has not started
 *   yet: try again), PYRO_PYTHON_VERSION, and PYRO_NO_PROC (not Linux). The hint says what to do.
 */
export function openPythonTarget(pid: number): PythonTarget {
  const { memory, binary, state } = openInterpreter(pid)
  const objects = new ObjectReader(memory, state.layout)
  const codes = new CodeTable(objects, binary.symbols.get('PyCode_Type') ?? 0)
  return new CpythonTarget({ memory, binary, state, objects, codes })
}

/** The interpreter of a running process, with the process's memory open for reading: close that when done. */
export interface OpenInterpreter {
  readonly memory: ProcessMemory
  readonly binary: InterpreterBinary
  readonly state: InterpreterState
  /** The memory map at the moment it was opened. */
  readonly mappings: readonly Mapping[]
}

/** As {@link openPythonTarget}, for those who read other things than stacks. @throws the same. */
export function openInterpreter(pid: number): OpenInterpreter {
  if (!existsSync('/proc/self/maps')) {
    throw new RecorderError('PYRO_NO_PROC', 'Cannot read other processes here: there is no /proc', {
      hint: 'The outside sampler works on Linux; elsewhere the in-process sampler of the Python package is used',
    })
  }
  const mappings = tryOpen(pid, () => readMappings(pid))
  const memory = tryOpen(pid, () => new ProcessMemory(pid))
  try {
    return openWith(memory, mappings)
  } catch (error) {
    memory.close()
    throw error
  }
}

function openWith(memory: ProcessMemory, mappings: readonly Mapping[]): OpenInterpreter {
  const { pid } = memory
  // A process that has ended, or is a zombie, maps nothing.
  if (mappings.length === 0) throw exited(pid)
  const binary = findInterpreter(pid, mappings)
  if (binary === null) {
    throw new RecorderError(
      'PYRO_NOT_PYTHON',
      `Process ${pid} (${commandOf(pid)}) runs no CPython interpreter`,
      {
        hint: 'Give the process id of the Python process itself, not of a shell or wrapper that started it',
      },
    )
  }
  const state = locateState(memory, binary, mappings)
  if (state === null) {
    throw new RecorderError(
      'PYRO_NOT_READY',
      `The Python interpreter of process ${pid} has not started yet`,
      {
        hint: 'Try again in a moment',
      },
    )
  }
  return { memory, binary, state, mappings }
}

function tryOpen<T>(pid: number, open: () => T): T {
  try {
    return open()
  } catch (cause) {
    throw explain(pid, cause)
  }
}

/** The reason why a process cannot be read, and what to do about it. */
function explain(pid: number, cause: unknown): RecorderError {
  if (hasEnded(pid)) return exited(pid)
  const owner = ownerOf(pid)
  const self = process.geteuid?.() ?? 0
  if (self !== 0 && owner !== self) {
    return new RecorderError(
      'PYRO_OTHER_USER',
      `Process ${pid} belongs to another user (uid ${owner}, you are ${self})`,
      { hint: 'Run as that user or as root', cause },
    )
  }
  const scope = readNumber('/proc/sys/kernel/yama/ptrace_scope')
  const reason = scope !== null && scope > 0 ? ` (kernel.yama.ptrace_scope is ${scope})` : ''
  return new RecorderError(
    'PYRO_PTRACE',
    `The system does not allow reading the memory of process ${pid}${reason}`,
    {
      hint:
        scope !== null && scope > 0
          ? 'Start the program with pyrometer ("record -- CMD"), run as root, or set kernel.yama.ptrace_scope to 0'
          : 'Run as root, or give the container the capability SYS_PTRACE',
      cause,
    },
  )
}

/** A process on its way out gives up its memory before it is gone: opening that fails as if it were forbidden. */
function hasEnded(pid: number): boolean {
  if (!existsSync(`/proc/${pid}`)) return true
  try {
    return readMappings(pid).length === 0
  } catch {
    return !existsSync(`/proc/${pid}`)
  }
}

function exited(pid: number): RecorderError {
  return new RecorderError('PYRO_EXITED', `Process ${pid} does not exist or has ended`)
}

function ownerOf(pid: number): number {
  try {
    return statSync(`/proc/${pid}`).uid
  } catch {
    return -1
  }
}

function readNumber(path: string): number | null {
  try {
    return Number(readFileSync(path, 'latin1'))
  } catch {
    return null
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/comm`, 'utf8').trim()
  } catch {
    return '?'
  }
}
