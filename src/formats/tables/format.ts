import type { Recording } from '../../model/recording.ts'
import { lossesBut } from '../exporting/losses.ts'
import type { Format, Loss } from '../format.ts'

/** The functions table as comma-separated values. */
export const csv: Format = {
  id: 'csv',
  name: 'functions as CSV',
  extensions: ['csv'],
  producedBy: 'pyrometer',
  detect: () => 0,
  needs: 'calls',
  async write(recordings) {
    const { writeCsv } = await import('./write-csv.ts')
    return writeCsv(recordings)
  },
  losses: tableLosses,
}

/** The functions table in Markdown. */
export const markdown: Format = {
  id: 'markdown',
  name: 'functions as a Markdown table',
  extensions: ['md', 'markdown'],
  producedBy: 'pyrometer',
  detect: () => 0,
  needs: 'calls',
  async write(recordings) {
    const { writeMarkdown } = await import('./write-markdown.ts')
    return writeMarkdown(recordings)
  },
  losses: recording => [
    ...tableLosses(recording),
    { what: 'digits', message: 'more than three digits of each figure' },
  ],
}

/** The functions table as JSON. */
export const jsonTable: Format = {
  id: 'json-table',
  name: 'functions as JSON',
  extensions: ['table.json'],
  producedBy: 'pyrometer',
  detect: () => 0,
  needs: 'calls',
  async write(recordings) {
    const { writeJsonTable } = await import('./write-json-table.ts')
    return writeJsonTable(recordings)
  },
  losses: tableLosses,
}

function tableLosses(recording: Recording): Loss[] {
  const losses = lossesBut(recording, ['edge-counts', 'value-types', 'fractions'])
  if ((recording.calls?.edges.length ?? 0) > 0) losses.push({ what: 'edges', message: 'who calls whom' })
  return losses
}
