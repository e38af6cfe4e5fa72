/**
 * Where things lie in one CPython's memory: byte offsets into its C structures. -1 means that this version has no such
 * field. All offsets are for 64-bit Linux release builds.
 */
export interface Layout {
  /** "3.12". */
  readonly release: string
  /** 2.7 is 207, 3.12 is 312. */
  readonly number: number
  /** How the newest frame is found and what frames are; see frame-walk files. */
  readonly walk: 'frame-object' | 'cframe' | 'current-frame'
  readonly isFreeThreaded: boolean
  readonly runtime: {
    readonly interpretersHead: number
    /** gilstate.tstate_current: the thread that holds the lock (3.7 to 3.11). */
    readonly currentThread: number
    /** gc.collecting of 3.7 and 3.8. */
    readonly collecting: number
  }
  readonly interpreter: {
    readonly next: number
    readonly threadsHead: number
    readonly threadsMain: number
    readonly modules: number
    /** ceval.gil: pointer to the lock (3.12+). */
    readonly gil: number
    readonly collecting: number
    /** The collector's state, where the interpreter's own table tells (3.13+). */
    readonly gc: number
    /** Counts code objects destroyed (3.14+). */
    readonly codeGeneration: number
  }
  readonly gil: {
    readonly lastHolder: number
    readonly locked: number
    /** Whether a free-threaded build uses its lock after all; -1 in other builds. */
    readonly enabled: number
  }
  readonly thread: {
    readonly size: number
    readonly next: number
    readonly interpreter: number
    /** `frame`, `cframe` or `current_frame`. */
    readonly frame: number
    readonly threadId: number
    readonly nativeThreadId: number
    /** Newest chunk of the data stack; its top lies in the next word (3.11+). */
    readonly chunk: number
    readonly status: number
  }
  /** `current_frame` inside the cframe (3.11, 3.12). */
  readonly cframeCurrent: number
  readonly frame: {
    /** Bytes up to the locals. */
    readonly size: number
    readonly previous: number
    readonly code: number
    /** Pointer to, or index of, the current instruction. */
    readonly instruction: number
    readonly owner: number
    /** Byte that says the frame runs now: f_executing (3.6 to 3.9), f_state (3.10). */
    readonly executing: number
    readonly function: number
    /** 3.11 to 3.13: int, -1 unless it waits for a frame above. 3.14+: pointer, NULL while it runs. */
    readonly stackTop: number
    readonly isEntry: number
    readonly tlbcIndex: number
  }
  /** A generator's frame inside the generator (3.12+). */
  readonly generatorFrame: number
  readonly code: {
    /** Bytes that hold all fields below. */
    readonly size: number
    readonly filename: number
    readonly name: number
    readonly qualname: number
    readonly firstLine: number
    /** co_flags (up to 3.10). */
    readonly flags: number
    /** co_framesize (3.12+), co_nlocalsplus in 3.11. */
    readonly frameWords: number
    /** co_stacksize where `frameWords` does not hold it (3.11). */
    readonly stackSize: number
    readonly lineTable: number
    /** co_code (a bytes object) up to 3.10, the instructions themselves from 3.11. */
    readonly instructions: number
    readonly tlbc: number
  }
  readonly object: {
    readonly type: number
    /** ob_size of objects of variable size; also the digits' count of an int up to 3.11, the tag from 3.12. */
    readonly size: number
    readonly bytesData: number
    readonly tupleItems: number
    readonly longDigits: number
    readonly typeName: number
    readonly typeBasicSize: number
    readonly typeFlags: number
    readonly typeDictOffset: number
    /** ht_cached_keys of a class written in Python (3.11+). */
    readonly typeCachedKeys: number
    /** The instance dictionary's place before the object (3.11+), 0 where it has none there. */
    readonly managedDict: number
  }
  readonly text: {
    readonly state: number
    readonly length: number
    /** Where the characters begin in an ASCII string, and in any other. */
    readonly ascii: number
    readonly compact: number
    /** Bits below `kind` in the state. */
    readonly kindShift: number
  }
  readonly dict: { readonly keys: number; readonly values: number }
  /** asyncio's needs (3.14+), null where there are none. */
  readonly generator: { readonly frame: number; readonly state: number } | null
  readonly set: { readonly table: number; readonly mask: number } | null
}
