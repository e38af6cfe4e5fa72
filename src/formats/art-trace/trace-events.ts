import { type Growable, growableFloat64, growableUint8 } from '../../base/growable.ts'

/** What a record says of its method. */
export const Action = { enter: 0, exit: 1, unroll: 2 } as const

/** The events of one thread, in the order of the file. */
export interface ThreadEvents {
  /** Which method, as the file numbers them. */
  readonly method: Growable<Float64Array>
  readonly action: Growable<Uint8Array>
  /** Nanoseconds since the trace began; NaN where that clock was not read. */
  readonly wall: Growable<Float64Array>
  /** Nanoseconds of processor time of the thread. */
  readonly cpu: Growable<Float64Array>
}

/** Which clocks the records have. */
export type ClockSource = 'dual' | 'wall' | 'thread-cpu'

/** A method as the file describes it. */
export interface Method {
  /** `com.example.Main.run` */
  readonly name: string
  /** `(I)V`, '' unknown. */
  readonly signature: string
  /** '' unknown. */
  readonly file: string
  /** -1 unknown. */
  readonly line: number
}

/** Everything a trace holds. */
export interface Trace {
  version: number
  clock: ClockSource
  readonly options: Map<string, string>
  readonly threads: Map<number, string>
  readonly methods: Map<number, Method>
  readonly events: Map<number, ThreadEvents>
  /** Whether the file ends in the middle of a record. */
  isCutOff: boolean
}

/** A trace of which nothing is known. */
export function newTrace(): Trace {
  return {
    version: 0,
    clock: 'wall',
    options: new Map(),
    threads: new Map(),
    methods: new Map(),
    events: new Map(),
    isCutOff: false,
  }
}

/** One record. */
export interface TraceRecord {
  readonly tid: number
  readonly method: number
  readonly action: number
  readonly wall: number
  readonly cpu: number
}

/** Appends a record to its thread. */
export function addRecord(trace: Trace, { tid, method, action, wall, cpu }: TraceRecord): void {
  let events = trace.events.get(tid)
  if (events === undefined) {
    events = {
      method: growableFloat64(),
      action: growableUint8(),
      wall: growableFloat64(),
      cpu: growableFloat64(),
    }
    trace.events.set(tid, events)
  }
  events.method.push(method)
  events.action.push(action)
  events.wall.push(wall)
  events.cpu.push(cpu)
}
