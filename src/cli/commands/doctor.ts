import type { Command } from 'commander'
import { paintBold, terminalText } from '../../render/text/terminal-heat.ts'
import type { DoctorAnswerJson } from '../../wire/doctor.ts'
import type { MachineReport } from '../../workbench/doctor.ts'
import type { Context } from '../context.ts'

interface DoctorFlags {
  readonly python: string
  readonly json?: boolean
}

/** `pyrometer doctor`: which recorders can work here, and what each lacks. */
export function define(command: Command, context: Context): void {
  command
    .option('--python <path>', 'the Python that scripts are run by', 'python3')
    .option('--json', 'print as JSON')
    .action(async (flags: DoctorFlags) => {
      const { examine } = await import('../../workbench/doctor.ts')
      const report = await examine({ cwd: context.cwd, env: context.env, python: flags.python })
      const text = flags.json === true ? `${JSON.stringify(toJson(report))}\n` : formatReport(report, context)
      context.stdout.write(text)
    })
}

function formatReport({ facts, recorders }: MachineReport, { stdout }: Context): string {
  const { colours } = stdout
  const mark = (isGood: boolean | null) => (isGood === null ? ' ' : isGood ? '✓' : '✗')
  const width = Math.max(...facts.map(({ name }) => name.length))
  const modeWidth = Math.max(...recorders.map(({ mode }) => mode.length))
  const lines = [paintBold('This machine', colours)]
  for (const { name, value, isGood } of facts) {
    lines.push(`  ${mark(isGood)} ${name.padEnd(width)}  ${terminalText(value)}`)
  }
  lines.push('', paintBold('Recorders', colours))
  for (const { mode, what, works, lacks } of recorders) {
    lines.push(`  ${mark(works)} ${mode.padEnd(modeWidth)}  ${what}`)
    for (const lack of lacks) lines.push(`    ${' '.repeat(modeWidth)}  needs ${terminalText(lack)}`)
  }
  return `${lines.join('\n')}\n`
}

function toJson({ facts, recorders }: MachineReport): DoctorAnswerJson {
  return {
    version: 1,
    facts: facts.map(({ id, name, value, isGood }) => ({ id, name, value, good: isGood })),
    recorders: recorders.map(({ mode, what, works, lacks }) => ({ mode, what, works, lacks: [...lacks] })),
  }
}
