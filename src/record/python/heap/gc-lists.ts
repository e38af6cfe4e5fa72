import { RecorderError } from '../../../base/errors.ts'
import type { InterpreterBinary } from '../interpreter/find-interpreter.ts'
import type { InterpreterState } from '../interpreter/locate-state.ts'
import { isPointer, type ProcessMemory } from '../interpreter/memory.ts'

/** The head of one list of tracked objects. */
export interface GcList {
  /** Address of the head, whose first two words are the first and the last object's. */
  readonly head: number
  /** Whether it holds what `gc.freeze()` put aside: tracked, but not among what `gc.get_objects()` gives. */
  readonly isPermanent: boolean
}

const MAX_INTERPRETERS = 1024
/** How often a head that is being changed is looked at again. */
const ATTEMPTS = 10
/** Largest distance from the start of the collector's state to its `collecting` (3.13+). */
const MOST_BEFORE_COLLECTING = 1024

/**
 * The lists in which the garbage collectors of all interpreters keep the objects they track, youngest first: objects only move
 * to older lists, so that none is missed by who walks them in this order.
 * Source: Include/internal/pycore_gc.h (2.7, 3.6: Modules/gcmodule.c): three generations, behind them the permanent one (3.7+).
 * From 3.13 on the order of the fields changed with patches: the heads are known by what they are, circular lists within the
 * collector's state.
 * @throws RecorderError PYRO_PYTHON_VERSION where there are none to be found.
 */
export function findGcLists(
  memory: ProcessMemory,
  state: InterpreterState,
  binary: InterpreterBinary,
): readonly GcList[] {
  const { layout } = state
  if (layout.isFreeThreaded) {
    throw unsupported(state, 'free-threaded builds keep no list of their objects')
  }
  const lists: GcList[] = []
  for (const place of collectorPlaces(memory, state, binary)) {
    const found = listsAt(memory, layout.number, place)
    lists.push(...(found.length === 0 && layout.number >= 313 ? detectLists(memory, place) : found))
  }
  if (lists.length === 0) throw unsupported(state, 'its lists of objects were not found')
  return lists.sort((a, b) => Number(a.isPermanent) - Number(b.isPermanent))
}

function unsupported({ version, layout }: InterpreterState, why: string): RecorderError {
  const name = `Python ${version}${layout.isFreeThreaded ? ' (free-threaded)' : ''}`
  return new RecorderError('PYRO_PYTHON_VERSION', `Cannot list the objects of ${name} from outside: ${why}`, {
    hint: 'The builds of CPython 2.7 and 3.6 to 3.15 with a global lock can be looked at; from inside a program, pyrometer.heap() works with any',
  })
}

interface Place {
  /** Address of the collector's state (3.13+), else -1. */
  readonly state: number
  /** Address of its field `collecting`, of 2.7 and 3.6 of the first generation. */
  readonly collecting: number
}

function collectorPlaces(memory: ProcessMemory, state: InterpreterState, binary: InterpreterBinary): Place[] {
  const { layout, runtime } = state
  if (layout.number < 307) {
    const first = binary.symbols.get('_PyGC_generation0')
    return first === undefined ? [] : [{ state: -1, collecting: memory.pointer(first) }]
  }
  if (layout.runtime.collecting >= 0) {
    return runtime === null ? [] : [{ state: -1, collecting: runtime + layout.runtime.collecting }]
  }
  return findInterpreters(memory, state).map(interpreter => ({
    state: layout.interpreter.gc < 0 ? -1 : interpreter + layout.interpreter.gc,
    collecting: interpreter + layout.interpreter.collecting,
  }))
}

/** Addresses of the interpreters of a process: the main one and subinterpreters. */
export function findInterpreters(memory: ProcessMemory, { layout, head }: InterpreterState): number[] {
  const { next } = layout.interpreter
  const found: number[] = []
  let interpreter = memory.pointer(head)
  while (isPointer(interpreter) && found.length < MAX_INTERPRETERS && !found.includes(interpreter)) {
    found.push(interpreter)
    interpreter = memory.pointer(interpreter + next)
  }
  return found
}

/** Of three lists of one size and the permanent one behind them, where their heads may lie: relative to `collecting` (before it
 *  are the statistics, and in between a pointer), before 3.7 to the first of them, which the last patches of 2.7 have closer
 *  together. */
const PLACES: Readonly<Record<'old' | '3.7' | 'fixed' | 'detected', readonly (readonly number[])[]>> = {
  old: [
    [0, 48, 96],
    [0, 40, 80],
  ],
  '3.7': [[-280, -232, -184, -120]],
  fixed: [[-176, -152, -128, -96]],
  // 3.13; 3.14; 3.15.
  detected: [
    [-176, -152, -128, -96],
    [-168, -144, -120, -96],
    [-104, -80, -56, -32],
  ],
}

/** The lists at one of the places they may have: where most are lists. A collection that is under way takes one of them apart. */
function listsAt(memory: ProcessMemory, number: number, { state, collecting }: Place): GcList[] {
  const kind = number < 307 ? 'old' : number === 307 ? '3.7' : number < 313 ? 'fixed' : 'detected'
  const candidates = PLACES[kind]
    .map(offsets => offsets.map(offset => collecting + offset))
    .filter(heads => heads.every(head => head >= state && isPlausibleHead(memory, head)))
    .map(heads => ({ heads, lists: heads.filter(head => isListHead(memory, head)).length }))
    .sort((a, b) => b.lists - a.lists)
  const [best] = candidates
  if (best === undefined || best.lists < 2) return []
  return best.heads.map((head, i) => ({ head, isPermanent: i === 3 }))
}

/** All circular lists in the collector's state; the last of them is the permanent one. For patches that order it anew. */
function detectLists(memory: ProcessMemory, { state, collecting }: Place): GcList[] {
  const heads: number[] = []
  if (state < 0 || collecting - state > MOST_BEFORE_COLLECTING) return []
  for (let at = state; at + 16 <= collecting; at += 8) if (isListHead(memory, at)) heads.push(at)
  return heads.length < 4 ? [] : heads.map((head, i) => ({ head, isPermanent: i === heads.length - 1 }))
}

function isPlausibleHead(memory: ProcessMemory, head: number): boolean {
  return isPointer(untagged(memory.pointer(head))) && isPointer(untagged(memory.pointer(head + 8)))
}

/** Whether two words are the head of a list: its first object's previous is the head. Its last object's next is too, but the
 *  youngest list grows there all the time. */
function isListHead(memory: ProcessMemory, head: number): boolean {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (!isPlausibleHead(memory, head)) return false
    if (untagged(memory.pointer(untagged(memory.pointer(head)) + 8)) === head) return true
  }
  return false
}

/** A link without the bits that the collector keeps in it. */
function untagged(link: number): number {
  return link - (link % 8)
}
