import type { CommandModule } from './command.ts'

/** A line of the command list; `load` imports the command's file. */
export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly load: () => Promise<CommandModule>
}

/** Every command, in the order of the help. */
export const COMMANDS: readonly CommandEntry[] = [
  { name: 'record', summary: 'measure a program', load: () => import('./commands/record.ts') },
  { name: 'top', summary: 'watch a program live', load: () => import('./commands/top.ts') },
  {
    name: 'dump',
    summary: 'print the stack of every thread, once',
    load: () => import('./commands/dump.ts'),
  },
  { name: 'report', summary: 'print the functions table', load: () => import('./commands/report.ts') },
  { name: 'shell', summary: 'ask a recording, interactively', load: () => import('./commands/shell.ts') },
  { name: 'lines', summary: 'print source with figures per line', load: () => import('./commands/lines.ts') },
  { name: 'flame', summary: 'draw a flame graph', load: () => import('./commands/flame.ts') },
  { name: 'graph', summary: 'draw a call graph', load: () => import('./commands/graph.ts') },
  { name: 'map', summary: 'draw a square map', load: () => import('./commands/map.ts') },
  {
    name: 'plot',
    summary: 'draw memory and other values over time',
    load: () => import('./commands/plot.ts'),
  },
  { name: 'heap', summary: 'say what fills the heap, and why', load: () => import('./commands/heap.ts') },
  { name: 'convert', summary: 'convert between formats', load: () => import('./commands/convert.ts') },
  { name: 'formats', summary: 'list the formats', load: () => import('./commands/formats.ts') },
  { name: 'view', summary: 'open the browser application', load: () => import('./commands/view.ts') },
  {
    name: 'doctor',
    summary: 'say what works here and what is missing',
    load: () => import('./commands/doctor.ts'),
  },
  {
    name: 'completion',
    summary: 'print a shell completion script',
    load: () => import('./commands/completion.ts'),
  },
]
