import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { promisify } from 'node:util'
import { findTcmalloc, TCMALLOC_ADVICE, type Tcmalloc } from './heap/native/find-tcmalloc.ts'
import { findProgram } from './process/find-program.ts'
import { canReadChildren } from './python/can-read-children.ts'

/** One thing that decides what works here. */
export interface MachineFact {
  /** Stable, in kebab-case. */
  readonly id: string
  readonly name: string
  readonly value: string
  /** Null where it neither helps nor hinders. */
  readonly isGood: boolean | null
}

/** Whether a recorder works here. */
export interface RecorderReport {
  /** "sample", "trace" … */
  readonly mode: string
  readonly what: string
  readonly works: boolean
  /** What is missing, and what would help; empty where nothing is. */
  readonly lacks: readonly string[]
}

export interface MachineReport {
  readonly facts: readonly MachineFact[]
  readonly recorders: readonly RecorderReport[]
}

/** Where the Python that scripts are run by is looked for. */
export interface ExamineOptions {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly python: string
}

interface Findings {
  readonly isLinux: boolean
  readonly isKnownMachine: boolean
  readonly canReadChildren: boolean
  readonly ptraceScope: number | null
  readonly isPrivileged: boolean
  readonly python: { readonly path: string; readonly version: string | null } | null
  readonly tcmalloc: Tcmalloc | null
  readonly valgrind: string | null
}

/** Bit of CAP_SYS_PTRACE in /proc/self/status. */
const CAP_SYS_PTRACE = 1n << 19n

/** Finds out which recorders can work on this machine, and what each lacks. Starts `cat` and the Python; some 50 ms. */
export async function examineMachine(options: ExamineOptions): Promise<MachineReport> {
  const isLinux = process.platform === 'linux'
  const findings: Findings = {
    isLinux,
    isKnownMachine: process.arch === 'x64' || process.arch === 'arm64',
    canReadChildren: await canReadChildren(),
    ptraceScope: readNumber('/proc/sys/kernel/yama/ptrace_scope'),
    isPrivileged: isLinux && hasCapability(CAP_SYS_PTRACE),
    python: await findPython(options),
    tcmalloc: isLinux ? findTcmalloc(options.env) : null,
    valgrind: findProgram('valgrind', options),
  }
  return { facts: listFacts(findings, options), recorders: listRecorders(findings, options) }
}

function listFacts(findings: Findings, { python: wanted }: ExamineOptions): MachineFact[] {
  const { ptraceScope, python } = findings
  const paranoid = readNumber('/proc/sys/kernel/perf_event_paranoid')
  const isGood = findings.isLinux && findings.isKnownMachine
  return [
    { id: 'system', name: 'system', value: `${process.platform} ${process.arch}`, isGood },
    { id: 'node', name: 'Node.js', value: process.versions.node, isGood: true },
    {
      id: 'child-memory',
      name: 'memory of a program started here',
      value: findings.canReadChildren ? 'readable' : 'not readable',
      isGood: findings.canReadChildren,
    },
    {
      id: 'ptrace-scope',
      name: 'kernel.yama.ptrace_scope',
      value: ptraceScope === null ? 'not set (0)' : String(ptraceScope),
      isGood: (ptraceScope ?? 0) === 0 || findings.isPrivileged,
    },
    {
      id: 'ptrace-capability',
      name: 'capability SYS_PTRACE',
      value: findings.isPrivileged ? 'yes' : 'no',
      isGood: findings.isPrivileged ? true : null,
    },
    {
      id: 'schedstat',
      name: 'processor account per thread',
      value: existsSync('/proc/self/schedstat') ? 'nanoseconds (schedstat)' : '10 ms (stat)',
      isGood: existsSync('/proc/self/schedstat'),
    },
    {
      id: 'python',
      name: wanted,
      value: python === null ? 'not found' : `${python.version ?? 'does not run'} (${python.path})`,
      isGood: python !== null && python.version !== null,
    },
    {
      id: 'tcmalloc',
      name: "gperftools' tcmalloc",
      value: tcmallocWords(findings.tcmalloc),
      isGood: findings.tcmalloc !== null,
    },
    {
      id: 'valgrind',
      name: 'valgrind',
      value: findings.valgrind ?? 'not found',
      isGood: findings.valgrind === null ? null : true,
    },
    {
      id: 'perf-paranoid',
      name: 'kernel.perf_event_paranoid',
      value: paranoid === null ? 'unknown' : String(paranoid),
      isGood: null,
    },
  ]
}

function listRecorders(findings: Findings, { python: wanted }: ExamineOptions): RecorderReport[] {
  const { isLinux, isKnownMachine, ptraceScope, isPrivileged, python } = findings
  const outside: string[] = []
  if (!isLinux) outside.push('Linux (here the sampler works from inside the program)')
  else if (!isKnownMachine) outside.push('x86-64 or aarch64')
  const launch = [...outside]
  if (isLinux && !findings.canReadChildren) launch.push(memoryAdvice(ptraceScope))
  const attach = [...outside]
  if (isLinux && (ptraceScope ?? 0) > 0 && !isPrivileged) {
    attach.push(`kernel.yama.ptrace_scope is ${ptraceScope}: run as root, or set it to 0`)
  }
  const others = [...outside]
  if (isLinux && !isPrivileged) others.push('root, or the capability SYS_PTRACE')
  const missing = python === null ? [`${wanted} on the PATH (or --python)`] : []
  if (python?.version === null) missing.push(`a ${wanted} that runs`)
  const trace = [...missing]
  const version = python?.version?.split('.').map(Number) ?? null
  if (version !== null && (version[0]! < 3 || (version[0] === 3 && version[1]! < 8)))
    trace.push('Python 3.8 or newer')
  const noTcmalloc = [isLinux ? TCMALLOC_ADVICE : 'Linux']
  const report = (mode: string, what: string, lacks: string[]) => ({
    mode,
    what,
    works: lacks.length === 0,
    lacks,
  })
  return [
    report('sample', 'from outside, of a program that is started', launch),
    report('sample --pid', 'from outside, of your own running processes', attach),
    report('sample --pid', "from outside, of other users' processes", others),
    report('sample', 'from inside, where the outside is closed', missing),
    report('heap --pid', 'objects by type, from outside, of your own running processes', attach),
    report('trace', 'every call, by cProfile', trace),
    report(
      'heap --native',
      'where C and C++ allocate, by tcmalloc',
      findings.tcmalloc === null ? noTcmalloc : [],
    ),
    report('heap --leaks', 'what native code loses, by its heap checker or valgrind', leaksLack(findings)),
  ]
}

function tcmallocWords(tcmalloc: Tcmalloc | null): string {
  if (tcmalloc === null) return 'not found'
  return `${tcmalloc.path}${tcmalloc.hasHeapChecker ? ', with heap checker' : ''}`
}

function leaksLack({ tcmalloc, valgrind, isLinux }: Findings): string[] {
  if (!isLinux) return ['Linux']
  const hasTool = valgrind !== null || tcmalloc?.hasHeapChecker === true
  return hasTool ? [] : ['gperftools up to 2.16, or valgrind']
}

function memoryAdvice(ptraceScope: number | null): string {
  return (ptraceScope ?? 0) >= 2
    ? `kernel.yama.ptrace_scope is ${ptraceScope}: run as root, or set it to 1`
    : 'the right to read the memory of child processes: give the container the capability SYS_PTRACE'
}

async function findPython(options: ExamineOptions): Promise<Findings['python']> {
  const path = findProgram(options.python, options)
  if (path === null) return null
  try {
    const code = 'import platform; print(platform.python_version())'
    const { stdout } = await promisify(execFile)(path, ['-c', code], { cwd: options.cwd, timeout: 10_000 })
    return { path, version: stdout.trim() || null }
  } catch {
    return { path, version: null }
  }
}

function hasCapability(bit: bigint): boolean {
  const line = /^CapEff:\s*([0-9a-f]+)$/m.exec(readText('/proc/self/status') ?? '')
  return line !== null && (BigInt(`0x${line[1]}`) & bit) !== 0n
}

function readNumber(path: string): number | null {
  const text = readText(path)
  return text === null ? null : Number(text)
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}
