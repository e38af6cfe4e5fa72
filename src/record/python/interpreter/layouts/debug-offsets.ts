// `_Py_DebugOffsets`, the table of its own layout that CPython 3.13 and newer carries at the start of `_PyRuntime`
// (Include/internal/pycore_debug_offsets.h; "Layout is promised stable within a minor", Doc/howto/remote_debugging.rst):
// the cookie "xdebugpy", then 64-bit words. The order of the words is fixed within a release, their values are not.
// There is no size word, so the order is chosen by the version and checked: the size of PyObject and the place of
// ob_type must read (16, 8), or (32, 24) in a free-threaded build. What the table does not hold follows from it by
// the structures' definitions, as noted at each.
import type { ProcessMemory } from '../memory.ts'
import type { Layout } from './layout.ts'

/** Groups in the order of the table: name, then its fields. A missing group or field has the value -1. */
type Schema = readonly (readonly [group: string, fields: string])[]

const HEAD: Schema = [
  ['table', 'cookie version freeThreaded'],
  ['runtime', 'size finalizing interpretersHead'],
]
const INTERPRETER_313 =
  'size id next threadsHead gc modules sysdict builtins gil gilState gilEnabled gilLocked gilHolder'
const INTERPRETER_314 =
  'size id next threadsHead threadsMain gc modules sysdict builtins gil gilState gilEnabled gilLocked gilHolder codeGeneration tlbcGeneration'
const THREAD_313 = 'size prev next interpreter currentFrame threadId nativeThreadId chunk status'
const FRAME_314 = 'size previous executable instruction locals owner stackPointer tlbcIndex'
const CODE_313 = 'size filename name qualname lineTable firstLine argcount localNames localKinds instructions'

const SCHEMA_313: Schema = [
  ...HEAD,
  ['interpreter', INTERPRETER_313],
  ['thread', THREAD_313],
  ['frame', 'size previous executable instruction locals owner'],
  ['code', CODE_313],
  ['object', 'size type'],
  ['type', 'size name repr flags'],
  ['tuple', 'size items tupleSize'],
  ['list', 'size items listSize'],
  ['dict', 'size keys values'],
  ['float', 'size value'],
  ['long', 'size tag digits'],
  ['bytes', 'size bytesSize data'],
  ['unicode', 'size state length ascii'],
  ['gc', 'size collecting'],
]

const SCHEMA_314: Schema = [
  ...HEAD,
  ['interpreter', INTERPRETER_314],
  ['thread', THREAD_313],
  ['frame', FRAME_314],
  ['code', `${CODE_313} tlbc`],
  ['object', 'size type'],
  ['type', 'size name repr flags'],
  ['tuple', 'size items tupleSize'],
  ['list', 'size items listSize'],
  ['set', 'size used table mask'],
  ['dict', 'size keys values'],
  ['float', 'size value'],
  ['long', 'size tag digits'],
  ['bytes', 'size bytesSize data'],
  ['unicode', 'size state length ascii'],
  ['gc', 'size collecting'],
  ['generator', 'size name frame state'],
  ['list node', 'next prev'],
]

function schema315(threadExtra: string): Schema {
  return [
    ...HEAD,
    ['interpreter', INTERPRETER_314],
    [
      'thread',
      `size prev next interpreter currentFrame baseFrame ${threadExtra} threadId nativeThreadId chunk status holdsGil gilRequested currentException excState`,
    ],
    ['err stack item', 'excValue'],
    ['frame', FRAME_314],
    ['code', `${CODE_313} tlbc`],
    ['object', 'size type'],
    ['type', 'size name repr flags basicSize dictOffset'],
    ['heap type', 'size cachedKeys'],
    ['tuple', 'size items tupleSize'],
    ['list', 'size items listSize'],
    ['set', 'size used table mask'],
    ['dict', 'size keys values'],
    ['float', 'size value'],
    ['long', 'size tag digits'],
    ['bytes', 'size bytesSize data'],
    ['unicode', 'size state length ascii compact'],
    ['gc', 'size collecting frame statsSize stats'],
    ['generator', 'size name frame state'],
    ['list node', 'next prev'],
  ]
}

const SCHEMA_315 = schema315('lastProfiledFrame lastProfiledFrameSeq')
/** The first betas. */
const SCHEMA_315_EARLY = schema315('lastProfiledFrame')

/** ht_cached_keys of releases whose table does not tell, with and without free threads. */
const CACHED_KEYS: Readonly<Record<number, readonly [number, number]>> = {
  313: [880, 896],
  314: [880, 896],
}
const COOKIE = 'xdebugpy'
const TABLE_BYTES = 1024
/** Newest release whose order of words is known. */
const NEWEST = 315

type Fields = (group: string, field: string) => number

/**
 * The layout of a CPython 3.13 or newer, from its own table; null when there is no table, or its release is newer than
 * any known, or its values do not fit together.
 */
export function readDebugOffsets(memory: ProcessMemory, runtime: number): Layout | null {
  const bytes = memory.bytes(runtime, TABLE_BYTES)
  return bytes === null ? null : parseDebugOffsets(bytes)
}

/** The same from the table's bytes. */
export function parseDebugOffsets(bytes: Uint8Array): Layout | null {
  if (bytes.length < 24 || new TextDecoder('latin1').decode(bytes.subarray(0, 8)) !== COOKIE) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  const hex = view.getUint32(8, true)
  const number = (hex >>> 24) * 100 + ((hex >>> 16) & 255)
  for (const schema of schemasOf(number)) {
    const fields = readFields(view, schema)
    if (isSound(fields)) return layoutOf(number, fields)
  }
  return null
}

function schemasOf(number: number): readonly Schema[] {
  if (number === 313) return [SCHEMA_313]
  if (number === 314) return [SCHEMA_314]
  return number === NEWEST ? [SCHEMA_315, SCHEMA_315_EARLY] : []
}

function readFields(view: DataView, schema: Schema): Fields {
  const values = new Map<string, number>()
  let at = 0
  for (const [group, names] of schema) {
    for (const name of names.split(' ')) {
      if (at + 8 <= view.byteLength) values.set(`${group}.${name}`, Number(view.getBigUint64(at, true)))
      at += 8
    }
  }
  return (group, field) => values.get(`${group}.${field}`) ?? -1
}

/** Structures whose fields must lie inside them, with the largest size that is believed. */
const BOUNDED: readonly (readonly [group: string, limit: number])[] = [
  ['interpreter', 16 * 1024 * 1024],
  ['thread', 64 * 1024],
  ['frame', 1024],
  ['code', 1024],
]
/** Words of those groups that are no offset into the structure. */
const FOREIGN = new Set(['gilEnabled'])

function isSound(fields: Fields): boolean {
  const size = fields('object', 'size')
  const type = fields('object', 'type')
  const isFree = fields('table', 'freeThreaded')
  if (!(isFree === 0 ? size === 16 && type === 8 : isFree === 1 && size === 32 && type === 24)) return false
  return BOUNDED.every(([group, limit]) => {
    const bound = fields(group, 'size')
    if (!(bound > 0 && bound <= limit)) return false
    const names = SCHEMA_315.find(([name]) => name === group)![1].split(' ')
    return names.every(name => FOREIGN.has(name) || fields(group, name) <= bound)
  })
}

function layoutOf(number: number, fields: Fields): Layout {
  const isFreeThreaded = fields('table', 'freeThreaded') === 1
  const header = fields('object', 'size')
  const typeName = fields('type', 'name')
  const ascii = fields('unicode', 'ascii')
  const compact = fields('unicode', 'compact')
  const cachedKeys = fields('heap type', 'cachedKeys')
  const previous = fields('frame', 'previous')
  const instruction = fields('frame', 'instruction')
  const stackPointer = fields('frame', 'stackPointer')
  return {
    release: `${Math.floor(number / 100)}.${number % 100}`,
    number,
    walk: 'current-frame',
    isFreeThreaded,
    runtime: { interpretersHead: fields('runtime', 'interpretersHead'), currentThread: -1, collecting: -1 },
    interpreter: {
      next: fields('interpreter', 'next'),
      threadsHead: fields('interpreter', 'threadsHead'),
      threadsMain: fields('interpreter', 'threadsMain'),
      modules: fields('interpreter', 'modules'),
      gil: fields('interpreter', 'gil'),
      collecting: fields('interpreter', 'gc') + fields('gc', 'collecting'),
      gc: fields('interpreter', 'gc'),
      codeGeneration: fields('interpreter', 'codeGeneration'),
    },
    gil: {
      // The table places these two in the interpreter's own lock; `gil` may point to another interpreter's.
      lastHolder: fields('interpreter', 'gilHolder') - fields('interpreter', 'gilState'),
      locked: fields('interpreter', 'gilLocked') - fields('interpreter', 'gilState'),
      enabled: isFreeThreaded ? fields('interpreter', 'gilEnabled') : -1,
    },
    thread: {
      size: fields('thread', 'size'),
      next: fields('thread', 'next'),
      interpreter: fields('thread', 'interpreter'),
      frame: fields('thread', 'currentFrame'),
      threadId: fields('thread', 'threadId'),
      nativeThreadId: fields('thread', 'nativeThreadId'),
      chunk: fields('thread', 'chunk'),
      status: fields('thread', 'status'),
    },
    cframeCurrent: -1,
    frame: {
      size: fields('frame', 'locals'),
      previous,
      code: fields('frame', 'executable'),
      instruction,
      owner: fields('frame', 'owner'),
      executing: -1,
      // f_funcobj follows `previous`, and in 3.13 `stacktop` follows `instr_ptr`.
      function: previous + 8,
      stackTop: stackPointer >= 0 ? stackPointer : instruction + 8,
      isEntry: -1,
      tlbcIndex: isFreeThreaded ? fields('frame', 'tlbcIndex') : -1,
    },
    // In 3.13 the fields before it take 56 bytes beyond the object's header.
    generatorFrame: fields('generator', 'frame') >= 0 ? fields('generator', 'frame') : header + 56,
    code: {
      size: Math.min(fields('code', 'size'), 256),
      filename: fields('code', 'filename'),
      name: fields('code', 'name'),
      qualname: fields('code', 'qualname'),
      firstLine: fields('code', 'firstLine'),
      flags: -1,
      // co_framesize is the second int after co_firstlineno.
      frameWords: fields('code', 'firstLine') + 8,
      stackSize: -1,
      lineTable: fields('code', 'lineTable'),
      instructions: fields('code', 'instructions'),
      tlbc: isFreeThreaded ? fields('code', 'tlbc') : -1,
    },
    object: {
      type: fields('object', 'type'),
      size: header,
      bytesData: fields('bytes', 'data'),
      tupleItems: fields('tuple', 'items'),
      longDigits: fields('long', 'digits'),
      typeName,
      // tp_basicsize follows tp_name; 33 words lie between tp_name and tp_dictoffset in every release.
      typeBasicSize: typeName + 8,
      typeFlags: fields('type', 'flags'),
      typeDictOffset: typeName + 264,
      typeCachedKeys: cachedKeys >= 0 ? cachedKeys : (CACHED_KEYS[number]?.[isFreeThreaded ? 1 : 0] ?? -1),
      // The managed dictionary lies before the object: behind the collector's header, which free-threaded builds lack.
      managedDict: isFreeThreaded ? -8 : -24,
    },
    text: {
      state: fields('unicode', 'state'),
      length: fields('unicode', 'length'),
      ascii,
      compact: compact >= 0 ? compact : ascii + 16,
      // `interned` is two bits, and in free-threaded builds from 3.14 on a byte of its own.
      kindShift: isFreeThreaded && number >= 314 ? 8 : 2,
    },
    dict: { keys: header + 16, values: header + 24 },
    generator:
      fields('generator', 'frame') < 0
        ? null
        : { frame: fields('generator', 'frame'), state: fields('generator', 'state') },
    set: fields('set', 'table') < 0 ? null : { table: fields('set', 'table'), mask: fields('set', 'mask') },
  }
}
