import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

/** The text of a file of /proc, or null when the process is gone or it may not be read. */
export function readProcText(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

/** Path of the program a process runs; null when it is gone or may not be asked. */
export function readExecutable(pid: number): string | null {
  try {
    return readlinkSync(`/proc/${pid}/exe`)
  } catch {
    return null
  }
}

/** Arguments of a process; empty when it is gone or a kernel thread. */
export function readCommand(pid: number): readonly string[] {
  const text = readProcText(`/proc/${pid}/cmdline`) ?? ''
  return text === '' ? [] : text.replace(/\0$/, '').split('\0')
}

/** Name of a thread as the kernel knows it (15 characters at most), null when it is gone. */
export function readThreadName(pid: number, tid: number): string | null {
  return readProcText(`/proc/${pid}/task/${tid}/comm`)?.replace(/\n$/, '') ?? null
}

/** Ids of the threads of a process, the first being the process's own; empty when it is gone. */
export function readThreadIds(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).map(Number)
  } catch {
    return []
  }
}

/** Whether a process exists and is not a zombie. */
export function isAlive(pid: number): boolean {
  const stat = readProcText(`/proc/${pid}/stat`)
  if (stat === null) return false
  const state = stat[stat.lastIndexOf(')') + 2]
  return state !== 'Z' && state !== 'X'
}

/** Kernels built without CONFIG_PROC_CHILDREN have no /proc/PID/task/TID/children. */
const hasChildrenFiles = readProcText(`/proc/self/task/${process.pid}/children`) !== null

/** Processes started by any thread of a process, as far as they still live. */
export function readChildren(pid: number): number[] {
  const children: number[] = []
  for (const tid of readThreadIds(pid)) {
    const text = readProcText(`/proc/${pid}/task/${tid}/children`)
    if (text === null) {
      if (hasChildrenFiles) continue
      return scanForChildren(pid)
    }
    for (const child of text.split(' ')) if (child !== '') children.push(Number(child))
  }
  return children
}

function scanForChildren(parent: number): number[] {
  const found: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const stat = readProcText(`/proc/${name}/stat`)
    if (stat === null) continue
    const [, parentOf] = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
    if (Number(parentOf) === parent) found.push(Number(name))
  }
  return found
}

/** Command-line arguments as one text that a shell would read back. */
export function quoteCommand(command: readonly string[]): string {
  return command
    .map(word => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`))
    .join(' ')
}
