import { existsSync, readFileSync } from 'node:fs'
import type { Reporter } from 'vitest/node'

/** Prints, before the runner's own summary, what the tests counted per format (see tally). */
// biome-ignore lint/style/noDefaultExport: the runner loads a reporter by its default export
export default class TallyReporter implements Reporter {
  onTestRunEnd(): void {
    const path = process.env.PYROMETER_TALLY
    if (path === undefined || !existsSync(path)) return
    const rows = new Map<string, Map<string, number>>()
    for (const line of readFileSync(path, 'utf8').trim().split('\n')) {
      const [format = '', what = ''] = line.split('\t')
      const row = rows.get(format) ?? new Map<string, number>()
      row.set(what, (row.get(what) ?? 0) + 1)
      rows.set(format, row)
    }
    const figures = (cells: readonly (string | number)[]) =>
      cells.map(cell => String(cell).padStart(9)).join('')
    process.stdout.write(
      `\n${'format'.padEnd(24)}${figures(['files', 'passed', 'oracles'])}\n${[...rows]
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(
          ([format, row]) =>
            `${format.padEnd(24)}${figures(['file', 'passed', 'oracle'].map(what => row.get(what) ?? 0))}\n`,
        )
        .join('')}`,
    )
  }
}
