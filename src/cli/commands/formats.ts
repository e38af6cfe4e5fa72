import type { Command } from 'commander'
import type { Context } from '../context.ts'

/** `pyrometer formats`: what can be read and written. */
export function define(command: Command, context: Context): void {
  command.option('--json', 'print JSON').action(async (options: { json?: boolean }) => {
    const { listFormats } = await import('../../workbench/list-formats.ts')
    const formats = listFormats()
    if (options.json === true) {
      context.stdout.write(`${JSON.stringify(formats)}\n`)
      return
    }
    const rows = formats.map(({ id, read, write, extensions, producedBy }) => [
      id,
      `${read ? 'R' : '-'}${write ? 'W' : '-'}`,
      extensions.map(extension => `.${extension}`).join(' '),
      producedBy,
    ])
    context.stdout.write(formatColumns([['format', 'R/W', 'endings', 'produced by'], ...rows]))
  })
}

function formatColumns(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map(row => row[column]!.length)))
  const lines = rows.map(row =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}
