import type { ExamineOptions, MachineReport } from '../record/examine-machine.ts'

/** Which recorders can work here, and what each lacks. */
export async function examine(options: ExamineOptions): Promise<MachineReport> {
  const { examineMachine } = await import('../record/examine-machine.ts')
  return examineMachine(options)
}

export type { ExamineOptions, MachineFact, MachineReport, RecorderReport } from '../record/examine-machine.ts'
