import type { ProcessDump } from '../record/python/dump-process.ts'

/** The stack of every thread of a running Python process, once. @throws what openPythonTarget throws. */
export async function dumpPython(pid: number): Promise<ProcessDump> {
  const { dumpProcess } = await import('../record/python/dump-process.ts')
  return dumpProcess(pid)
}

export type { DumpFrame, DumpTask, DumpThread, ProcessDump } from '../record/python/dump-process.ts'
