import type { Unit } from '../../base/units.ts'

/** An event that is a sample: what is counted of it. */
export interface SampleEvent {
  /** Name of the value type of its weight; the count of events is the type `… samples`. */
  readonly weight: { readonly name: string; readonly unit: Unit; readonly fields: readonly string[] } | null
  readonly samples: string
  /** Fields that hold the thread. */
  readonly threads: readonly string[]
}

const THREADS = ['sampledThread', 'eventThread']
const BYTES = (...fields: readonly string[]) => ({ name: 'allocated bytes', unit: 'bytes', fields })

/** Events by name, without the part before the last dot but one ("jdk", "com.oracle.jdk", "profiler", "datadog"). */
export const SAMPLE_EVENTS: Readonly<Record<string, SampleEvent>> = {
  ExecutionSample: { weight: null, samples: 'execution samples', threads: THREADS },
  NativeMethodSample: { weight: null, samples: 'native samples', threads: THREADS },
  CPUTimeSample: {
    weight: { name: 'cpu', unit: 'nanoseconds', fields: ['samplingPeriod'] },
    samples: 'cpu samples',
    threads: THREADS,
  },
  WallClockSample: { weight: null, samples: 'wall-clock samples', threads: THREADS },
  MethodSample: { weight: null, samples: 'wall-clock samples', threads: THREADS },
  // The sample stands for what was allocated in the buffer before this one.
  ObjectAllocationInNewTLAB: {
    weight: BYTES('tlabSize', 'allocationSize'),
    samples: 'allocation samples',
    threads: THREADS,
  },
  ObjectAllocationOutsideTLAB: {
    weight: BYTES('allocationSize'),
    samples: 'allocation samples',
    threads: THREADS,
  },
  ObjectAllocationSample: { weight: BYTES('weight'), samples: 'allocation samples', threads: THREADS },
  JavaMonitorEnter: blocked('monitor'),
  ThreadPark: blocked('park'),
  JavaMonitorWait: blocked('monitor wait'),
  ThreadSleep: blocked('sleep'),
  FileRead: blocked('file read'),
  FileWrite: blocked('file write'),
  SocketRead: blocked('socket read'),
  SocketWrite: blocked('socket write'),
}

/** An event that lasts: its weight is its time. */
function blocked(name: string): SampleEvent {
  return {
    weight: { name, unit: 'nanoseconds', fields: ['duration'] },
    samples: `${name} events`,
    threads: THREADS,
  }
}
