/** The first byte of each event of a MOJO file. Source: the MOJO page of Austin's wiki, austin-python 2.4. */
export const MojoEvent = {
  /** Key, value. */
  metadata: 1,
  /** Pid, interpreter (from version 3 on), thread in hexadecimal: begins a sample. */
  stack: 2,
  /** Key, file, name, line; from version 2 on end line, column, end column. */
  frame: 3,
  invalid: 4,
  /** Key of a frame: the next one inwards. */
  frameRef: 5,
  /** Name. */
  kernel: 6,
  collecting: 7,
  idle: 8,
  /** Microseconds. */
  time: 9,
  /** Bytes, negative when they were released. */
  memory: 10,
  /** Key, text. */
  string: 11,
  stringRef: 12,
  /** The frames of the thread's sample before, without its innermost native ones, go before this sample's. */
  stackRepeat: 13,
  /** Task, name, number of frame references that follow and are the task's (asyncio of Python 3.14). */
  taskStack: 14,
  /** Task, the task that waits for it. */
  taskWaiter: 15,
  /** Task that the sample's thread was running. */
  taskRunning: 16,
} as const

/** Key of a string that Austin could not read. */
export const UNKNOWN_STRING = 1
