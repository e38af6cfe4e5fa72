import type { Command } from 'commander'
import { formatSeconds } from '../../base/units.ts'
import { paintBold, paintDim, terminalText } from '../../render/text/terminal-heat.ts'
import type { DumpAnswerJson } from '../../wire/dump.ts'
import type { DumpFrame, DumpThread, ProcessDump } from '../../workbench/dump.ts'
import type { Context } from '../context.ts'
import { processId } from '../options/program.ts'

interface DumpFlags {
  readonly pid: number
  readonly json?: boolean
}

/** `pyrometer dump --pid PID`: the stack of every thread, once. */
export function define(command: Command, context: Context): void {
  command
    .requiredOption('--pid <pid>', 'the Python process to look at', processId)
    .option('--json', 'print as JSON')
    .action(async (flags: DumpFlags) => {
      const { dumpPython } = await import('../../workbench/dump.ts')
      const dump = await dumpPython(flags.pid)
      context.stdout.write(
        flags.json === true ? `${JSON.stringify(toJson(dump))}\n` : formatDump(dump, context),
      )
    })
}

/** Threads with their state and stack, most recent call first. */
function formatDump(dump: ProcessDump, { stdout }: Context): string {
  const { colours } = stdout
  const { implementation, version, executable } = dump.interpreter
  const lines = [
    `Process ${dump.pid}: ${terminalText(dump.command)}`,
    `${implementation} ${version}${executable === null ? '' : ` (${terminalText(executable)})`}`,
  ]
  if (dump.isCollecting) lines.push('The interpreter is collecting garbage')
  for (const thread of dump.threads) {
    lines.push('', `${paintBold(terminalText(thread.name), colours)}  ${describeThread(thread)}`)
    lines.push(...formatFrames(thread.frames, colours))
  }
  for (const task of dump.tasks ?? []) {
    const waiters = task.awaitedBy.length === 0 ? '' : `, awaited by ${task.awaitedBy.join(', ')}`
    lines.push(
      '',
      `${paintBold(terminalText(task.name), colours)}  task${task.isRunning ? ', running' : ''}${terminalText(waiters)}`,
    )
    lines.push(...formatFrames(task.frames, colours))
  }
  return `${lines.join('\n')}\n`
}

const STATES = {
  running: 'running',
  'waiting-gil': 'waiting for the GIL',
  blocked: 'blocked',
  stopped: 'stopped',
  unknown: 'state unknown',
} as const

function describeThread(thread: DumpThread): string {
  const wait = thread.wait === null ? '' : ` in ${terminalText(thread.wait)}`
  const parts = [
    thread.tid > 0 ? `thread ${thread.tid}` : 'thread',
    thread.kind === 'native' ? 'no Python' : '',
    `${STATES[thread.state]}${wait}`,
    thread.holdsGil ? 'holds the GIL' : '',
    Number.isNaN(thread.cpu) ? '' : `${formatSeconds(thread.cpu)} CPU`,
  ]
  return parts.filter(part => part !== '').join(', ')
}

function formatFrames(frames: readonly DumpFrame[] | null, colours: 0 | 16 | 256): string[] {
  if (frames === null) return ['  (the stack changed too fast to be read whole)']
  return frames.map(({ name, file, line }) => {
    const place = line === -1 ? file : `${file}:${line}`
    return `  ${terminalText(name)} ${paintDim(`(${terminalText(place)})`, colours)}`
  })
}

function toJson({ pid, command, interpreter, isCollecting, threads, tasks }: ProcessDump): DumpAnswerJson {
  return {
    version: 1,
    pid,
    command,
    interpreter,
    collecting: isCollecting,
    threads: threads.map(({ tid, name, kind, isMain, state, wait, holdsGil, cpu, frames }) => ({
      tid: tid > 0 ? tid : null,
      name,
      kind,
      main: isMain,
      state,
      wait,
      holdsGil,
      cpu: Number.isNaN(cpu) ? null : cpu,
      frames: framesJson(frames),
    })),
    tasks:
      tasks?.map(({ name, isRunning, awaitedBy, frames }) => ({
        name,
        running: isRunning,
        awaitedBy: [...awaitedBy],
        frames: framesJson(frames),
      })) ?? null,
  }
}

function framesJson(frames: readonly DumpFrame[] | null) {
  const known = (value: number) => (value === -1 ? null : value)
  return (
    frames?.map(({ name, file, line, endLine, column, endColumn }) => ({
      name,
      file,
      line: known(line),
      endLine: known(endLine),
      column: known(column),
      endColumn: known(endColumn),
    })) ?? null
  )
}
