import { EventType, type PerfEvent } from './event-attr.ts'

const HARDWARE = [
  ...[
    'cycles',
    'instructions',
    'cache-references',
    'cache-misses',
    'branches',
    'branch-misses',
    'bus-cycles',
  ],
  ...['stalled-cycles-frontend', 'stalled-cycles-backend', 'ref-cycles'],
]
const SOFTWARE = [
  ...['cpu-clock', 'task-clock', 'page-faults', 'context-switches', 'cpu-migrations', 'minor-faults'],
  ...['major-faults', 'alignment-faults', 'emulation-faults', 'dummy', 'bpf-output', 'cgroup-switches'],
]
const CACHES = ['L1-dcache', 'L1-icache', 'LLC', 'dTLB', 'iTLB', 'branch', 'node']
const CACHE_OPS = [
  ['loads', 'load-misses'],
  ['stores', 'store-misses'],
  ['prefetches', 'prefetch-misses'],
]

/** perf's name of an event that the file names nowhere, with what it leaves out behind it: "cycles:u". */
export function defaultEventName(event: PerfEvent): string {
  return plainName(event) + (event.attr.type === EventType.tracepoint ? '' : modifiers(event))
}

/** Source: evsel__add_modifiers of perf 6.1; "HG", which says nothing, is left out. */
function modifiers({ attr: { excludes, precision } }: PerfEvent): string {
  const { user, kernel, hypervisor, host, guest } = excludes
  let letters = ''
  if (kernel || user || hypervisor)
    letters += `${kernel ? '' : 'k'}${user ? '' : 'u'}${hypervisor ? '' : 'h'}`
  const isNarrow = kernel || user || hypervisor || precision > 0
  letters += 'p'.repeat(precision)
  if (host || (guest && isNarrow)) letters += `${host ? '' : 'H'}${guest ? '' : 'G'}`
  return letters === '' ? '' : `:${letters}`
}

function plainName({ attr: { type, config } }: PerfEvent): string {
  const number = Number(config & 0xffffffffn)
  // The upper half of a hybrid processor's event says which kind of core.
  if (type === EventType.hardware) return HARDWARE[number] ?? `hardware:${config}`
  if (type === EventType.software) return SOFTWARE[number] ?? `software:${config}`
  if (type === EventType.tracepoint) return `tracepoint:${config}`
  if (type === EventType.cache) {
    const op = CACHE_OPS[(number >> 8) & 0xff]?.[(number >> 16) & 0xff]
    const cache = CACHES[number & 0xff]
    if (op !== undefined && cache !== undefined) return `${cache}-${op}`
  }
  if (type === EventType.breakpoint) return `mem:0x${config.toString(16)}`
  return type === EventType.raw
    ? `raw 0x${config.toString(16)}`
    : `type ${type} config 0x${config.toString(16)}`
}

/** Whether an event counts the nanoseconds of a clock. */
export function isClock({ attr: { type, config } }: PerfEvent): boolean {
  return type === EventType.software && (config === 0n || config === 1n)
}

/** Whether samples of an event are taken from what runs on a processor. */
export function isOnProcessor(event: PerfEvent): boolean {
  const { type } = event.attr
  return type !== EventType.tracepoint && (type !== EventType.software || isClock(event))
}
