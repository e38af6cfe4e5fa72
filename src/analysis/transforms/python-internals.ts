import type { Shared } from '../../model/recording.ts'
import { type FuncIndex, FuncKind } from '../../model/tables.ts'
import { baseName } from '../functions/packages.ts'

/** Python code that only starts other code. Per file (the end of its path, or what stands in its place) the functions
 *  that do; null: all of them. */
const STARTERS: readonly { readonly file: RegExp; readonly names: RegExp | null }[] = [
  { file: /(?:^|\/)runpy\.py$|^<frozen runpy>$/, names: null },
  { file: /(?:^|\/)importlib\/(?:_bootstrap|_bootstrap_external|__init__)\.py$/, names: null },
  { file: /^<frozen (?:importlib\._bootstrap|importlib\._bootstrap_external|zipimport)>$/, names: null },
  { file: /(?:^|\/)threading\.py$/, names: /^(?:Thread\.)?(?:_bootstrap|_bootstrap_inner|run)$/ },
  { file: /(?:^|\/)concurrent\/futures\/thread\.py$/, names: /^(?:_worker|_WorkItem\.run|run)$/ },
  { file: /(?:^|\/)multiprocessing\/(?:process|popen_\w+|spawn|forkserver|context)\.py$/, names: null },
  { file: /(?:^|\/)asyncio\/(?:runners|base_events|events)\.py$/, names: null },
]

/** Builtins that only run other code. */
const RUNNING_BUILTINS =
  /^(?:<built-in method builtins\.(?:exec|eval|__import__)>|builtins\.(?:exec|eval|__import__)|exec|_imp\.\w+|<built-in method _imp\.\w+>|__import__)$/

/** Functions of the interpreter's C code that evaluate, call and look up: the machinery under every Python function. */
const MACHINERY = new RegExp(
  [
    '^_?Py(?:Eval|Run|Import|Function|CFunction|Method|Cell|Frame|Stack|Trampoline)_',
    '^_?PyObject_(?:Call|Vectorcall|FastCall|MakeTpCall|GenericGetAttr|GetMethod|LookupAttr)',
    '^_?PyVectorcall_',
    '^_?Py_(?:RunMain|BytesMain|Main|InitializeMain|trampoline)',
    '^_Py_HandlePending$|^_TAIL_CALL_|^_PyTrampoline',
    '^(?:pymain|run_mod|run_eval_code_obj|run_code_obj|pyrun)_?\\w*$',
    '^(?:method|cfunction|vectorcall|slot_tp|slot_|object_vacall|builtin_exec|builtin_eval|builtin___import__|builtin___build_class__|wrap_call|type_call|partial_call|context_run|gen_send_ex|gen_iternext|trampoline)\\w*$',
    '^(?:thread_run|pythread_wrapper|t_bootstrap)$',
    '^py_trampoline_evaluator$|^function_code_fastcall$|^call_function$|^do_call_core$|^PyPy_\\w+|^pypy_\\w+',
  ].join('|'),
)

/** What the system starts a program and its threads with. */
const SYSTEM_START =
  /^(?:_start|main|__libc_start_main\w*|__libc_start_call_main|start_thread|__?clone3?|thread_start|_pthread_start)$/

/** Binaries of interpreters. */
const INTERPRETER = /^(?:lib)?(?:python|pypy)[\d.]*\w*(?:\.(?:so|dll|exe|dylib)[\d.]*)?$/i

/** Which funcs are C functions of the interpreter that only evaluate and call: one byte a func. What does work of its own
 *  there (list.sort, dict look-ups, the garbage collector) is not among them. O(funcs). */
export function interpreterMachinery(shared: Shared): Uint8Array {
  const { strings, funcs, libs } = shared
  return Uint8Array.from(funcs.kind, (kind, func) => {
    if (kind !== FuncKind.native && kind !== FuncKind.unknown) return 0
    if (funcs.source[func] !== -1 && /\.pyx?$/.test(pathOf(shared, func))) return 0
    const lib = funcs.lib[func]! === -1 ? '' : baseName(strings[libs.name[funcs.lib[func]!]!]!)
    if (lib !== '' && !INTERPRETER.test(lib)) return 0
    return MACHINERY.test(nameOf(shared, func)) ? 1 : 0
  })
}

/** Which funcs only start the program's code: Python's runpy, importlib's bootstrap, the bootstrap of threads and
 *  processes, asyncio's runners, `exec`; the interpreter's C functions, and the system's that start those. One byte a
 *  func. O(funcs). */
export function pythonInternals(shared: Shared): Uint8Array {
  const { funcs } = shared
  const machinery = interpreterMachinery(shared)
  const hasPython = funcs.kind.includes(FuncKind.python)
  return Uint8Array.from(funcs.kind, (kind, func) => {
    if (machinery[func] === 1) return 1
    const name = nameOf(shared, func)
    const path = pathOf(shared, func).replaceAll('\\', '/')
    if (kind === FuncKind.native || (kind === FuncKind.unknown && path === '')) {
      return hasPython && SYSTEM_START.test(name) ? 1 : 0
    }
    if (path === '' || path === '~' || kind === FuncKind.builtin) return RUNNING_BUILTINS.test(name) ? 1 : 0
    return STARTERS.some(({ file, names }) => file.test(path) && (names?.test(name) ?? true)) ? 1 : 0
  })
}

function nameOf({ strings, funcs }: Shared, func: FuncIndex): string {
  return strings[funcs.name[func]!]!
}

function pathOf({ strings, funcs, sources }: Shared, func: FuncIndex): string {
  const source = funcs.source[func]!
  return source === -1 ? '' : strings[sources.path[source]!]!
}
