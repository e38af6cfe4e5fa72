// Offsets of the releases that carry no table of their own, compiled with offsetof from their headers (x86-64, Linux,
// release builds; the structures below hold no field whose size differs on aarch64 except where noted).
// Within a release they were checked to be the same from its first to its last patch, with one exception: 3.7.0 to 3.7.3.
import type { Layout } from './layout.ts'

/** Machines by their ELF number. */
export type Machine = 'x86-64' | 'aarch64'

const NONE_RUNTIME = { interpretersHead: -1, currentThread: -1, collecting: -1 }

const OLD_OBJECT = {
  type: 8,
  size: 16,
  bytesData: 32,
  tupleItems: 24,
  longDigits: 24,
  typeName: 24,
  typeBasicSize: 32,
  typeFlags: 168,
  typeDictOffset: 288,
  typeCachedKeys: -1,
  managedDict: 0,
}
const OLD_TEXT = { state: 32, length: 16, ascii: 48, compact: 72, kindShift: 2 }
const DICT = { keys: 32, values: 40 }

interface OldThread {
  readonly size: number
  readonly frame: number
  readonly threadId: number
  readonly next?: number
}

function oldThread(fields: OldThread): Layout['thread'] {
  const next = fields.next ?? 8
  return {
    size: fields.size,
    next,
    interpreter: next + 8,
    frame: fields.frame,
    threadId: fields.threadId,
    nativeThreadId: -1,
    chunk: -1,
    status: -1,
  }
}

function oldFrame(size: number, instruction: number, executing: number): Layout['frame'] {
  return {
    size,
    previous: 24,
    code: 32,
    instruction,
    owner: -1,
    executing,
    function: -1,
    stackTop: -1,
    isEntry: -1,
    tlbcIndex: -1,
  }
}

function oldInterpreter(modules: number, collecting = -1): Layout['interpreter'] {
  return {
    next: 0,
    threadsHead: 8,
    threadsMain: -1,
    modules,
    gil: -1,
    collecting,
    gc: -1,
    codeGeneration: -1,
  }
}

const OLD = {
  walk: 'frame-object',
  isFreeThreaded: false,
  gil: { lastHolder: -1, locked: -1, enabled: -1 },
  cframeCurrent: -1,
  generatorFrame: -1,
  object: OLD_OBJECT,
  text: OLD_TEXT,
  dict: DICT,
  generator: null,
  set: null,
} as const

const PYTHON_27: Layout = {
  ...OLD,
  release: '2.7',
  number: 207,
  runtime: NONE_RUNTIME,
  interpreter: oldInterpreter(16),
  thread: oldThread({ size: 168, next: 0, frame: 16, threadId: 144 }),
  frame: oldFrame(376, 120, -1),
  code: {
    size: 112,
    filename: 80,
    name: 88,
    qualname: -1,
    firstLine: 96,
    flags: 28,
    frameWords: -1,
    stackSize: -1,
    lineTable: 104,
    instructions: 32,
    tlbc: -1,
  },
  object: { ...OLD_OBJECT, bytesData: 36 },
}

const PYTHON_36: Layout = {
  ...OLD,
  release: '3.6',
  number: 306,
  runtime: NONE_RUNTIME,
  interpreter: oldInterpreter(16),
  thread: oldThread({ size: 160, frame: 24, threadId: 152 }),
  frame: oldFrame(376, 120, 132),
  code: {
    size: 120,
    filename: 96,
    name: 104,
    qualname: -1,
    firstLine: 36,
    flags: 32,
    frameWords: -1,
    stackSize: -1,
    lineTable: 112,
    instructions: 40,
    tlbc: -1,
  },
}

const PYTHON_37: Layout = {
  ...PYTHON_36,
  release: '3.7',
  number: 307,
  runtime: { interpretersHead: 24, currentThread: 1480, collecting: 632 },
  interpreter: oldInterpreter(40),
  thread: oldThread({ size: 184, frame: 24, threadId: 176 }),
  frame: oldFrame(360, 104, 116),
}

const PYTHON_38: Layout = {
  ...PYTHON_37,
  release: '3.8',
  number: 308,
  runtime: { interpretersHead: 32, currentThread: 1368, collecting: 544 },
  interpreter: oldInterpreter(56),
  code: {
    size: 128,
    filename: 104,
    name: 112,
    qualname: -1,
    firstLine: 40,
    flags: 36,
    frameWords: -1,
    stackSize: -1,
    lineTable: 120,
    instructions: 48,
    tlbc: -1,
  },
}

const PYTHON_39: Layout = {
  ...PYTHON_38,
  release: '3.9',
  number: 309,
  runtime: { interpretersHead: 32, currentThread: 568, collecting: -1 },
  interpreter: oldInterpreter(856, 816),
}

const PYTHON_310: Layout = {
  ...PYTHON_39,
  release: '3.10',
  number: 310,
  frame: oldFrame(352, 96, 108),
}

const PYTHON_311: Layout = {
  ...OLD,
  release: '3.11',
  number: 311,
  walk: 'cframe',
  runtime: { interpretersHead: 40, currentThread: 576, collecting: -1 },
  interpreter: {
    ...oldInterpreter(888, 848),
    threadsHead: 16,
  },
  thread: {
    size: 320,
    next: 8,
    interpreter: 16,
    frame: 56,
    threadId: 152,
    nativeThreadId: 160,
    chunk: 296,
    status: -1,
  },
  cframeCurrent: 8,
  frame: {
    size: 72,
    previous: 48,
    code: 32,
    instruction: 56,
    owner: 69,
    executing: -1,
    function: 0,
    stackTop: 64,
    isEntry: 68,
    tlbcIndex: -1,
  },
  code: {
    size: 144,
    filename: 112,
    name: 120,
    qualname: 128,
    firstLine: 72,
    flags: -1,
    frameWords: 76,
    stackSize: 68,
    lineTable: 136,
    instructions: 184,
    tlbc: -1,
  },
  object: { ...OLD_OBJECT, typeCachedKeys: 872, managedDict: -24 },
}

const PYTHON_312: Layout = {
  ...PYTHON_311,
  release: '3.12',
  number: 312,
  runtime: { interpretersHead: 40, currentThread: -1, collecting: -1 },
  interpreter: {
    ...oldInterpreter(944, 312),
    threadsHead: 72,
    gil: 384,
  },
  gil: { lastHolder: 8, locked: 16, enabled: -1 },
  thread: {
    size: 256,
    next: 8,
    interpreter: 16,
    frame: 56,
    threadId: 136,
    nativeThreadId: 144,
    chunk: 232,
    status: 24,
  },
  cframeCurrent: 0,
  generatorFrame: 72,
  frame: {
    size: 72,
    previous: 8,
    code: 0,
    instruction: 56,
    owner: 70,
    executing: -1,
    function: 16,
    stackTop: 64,
    isEntry: -1,
    tlbcIndex: -1,
  },
  code: {
    size: 144,
    filename: 112,
    name: 120,
    qualname: 128,
    firstLine: 68,
    flags: -1,
    frameWords: 76,
    stackSize: -1,
    lineTable: 136,
    instructions: 192,
    tlbc: -1,
  },
  object: { ...OLD_OBJECT, typeCachedKeys: 880, managedDict: -24 },
  text: { state: 32, length: 16, ascii: 40, compact: 56, kindShift: 2 },
}

const LAYOUTS: readonly Layout[] = [
  PYTHON_27,
  PYTHON_36,
  PYTHON_37,
  PYTHON_38,
  PYTHON_39,
  PYTHON_310,
  PYTHON_311,
  PYTHON_312,
]

/** gilstate.tstate_current behind a mutex whose size the machine decides. */
const AARCH64_CURRENT_THREAD: Readonly<Record<string, number>> = {
  '3.7': 1496,
  '3.8': 1384,
  '3.9': 584,
  '3.10': 584,
  '3.11': 592,
}

/** The layout of a release without a table of its own (2.7, 3.6 to 3.12) on a machine, or null. */
export function findFixedLayout(version: string, machine: Machine): Layout | null {
  const [major, minor, patch] = version.split(/[.a-z+]/).map(Number)
  const layout = LAYOUTS.find(candidate => candidate.release === `${major}.${minor}`)
  if (layout === undefined) return null
  let { currentThread } = layout.runtime
  if (machine === 'aarch64') currentThread = AARCH64_CURRENT_THREAD[layout.release] ?? currentThread
  else if (layout.number === 307 && (patch ?? 0) <= 3) currentThread = 1392
  return { ...layout, runtime: { ...layout.runtime, currentThread } }
}
