import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { decodePositions } from '../../src/symbols/python/decode-positions.ts'
import { findRange, type PositionTable } from '../../src/symbols/python/position-table.ts'
import { livePythons, RELEASES, titleOf } from '../support/live-pythons.ts'

const SCRIPT = fileURLToPath(new URL('dump-line-tables.py', import.meta.url))
/**
 * By default every 40th file of each standard library is compared. All of it, some ten seconds a release:
 *   PYROMETER_LINE_TABLES=all npx vitest run test/live/line-tables.test.ts
 */
const SHARE = process.env.PYROMETER_LINE_TABLES === 'all' ? ['0', '1'] : ['7', '40']

interface Outcome {
  codes: number
  instructions: number
  mismatches: number
  first: string | null
}

describe('decodePositions() agrees with the interpreter on every instruction of the standard library', () => {
  for (const release of RELEASES) {
    const python = livePythons().get(release)
    it.skipIf(python === undefined)(
      titleOf(release),
      async () => {
        const outcome = await compare(python!.path, Number(release.split('.')[0]) * 100 + minorOf(release))
        // biome-ignore lint/suspicious/noConsole: the figures are the result of the full comparison
        if (SHARE[1] === '1') console.log(release, JSON.stringify(outcome))
        expect(outcome.first).toBeNull()
        expect(outcome.mismatches).toBe(0)
        expect(outcome.codes).toBeGreaterThan(100)
      },
      600_000,
    )
  }
})

function minorOf(release: string): number {
  return Number(release.split('.')[1])
}

async function compare(python: string, release: number): Promise<Outcome> {
  const child = spawn(python, [SCRIPT, ...SHARE], { stdio: ['ignore', 'pipe', 'inherit'] })
  const outcome: Outcome = { codes: 0, instructions: 0, mismatches: 0, first: null }
  for await (const line of createInterface({ input: child.stdout, crlfDelay: Number.POSITIVE_INFINITY })) {
    compareCode(line, release, outcome)
  }
  return outcome
}

function compareCode(text: string, release: number, outcome: Outcome): void {
  const [head, tail] = text.split('|') as [string, string]
  const [firstLine, codeLength, hex] = head.split(' ') as [string, string, string | undefined]
  const table = decodePositions({
    release,
    table: Uint8Array.from(Buffer.from(hex ?? '', 'hex')),
    firstLine: Number(firstLine),
    codeLength: Number(codeLength),
  })
  const expected = tail.split(' ').filter(item => item !== '')
  const step = release >= 310 ? 2 : 1
  const length = Number(codeLength) / step
  outcome.codes++
  let at = -1
  for (let unit = 0; unit < length; unit++) {
    while (at + 1 < expected.length && Number(expected[at + 1]!.split(':', 1)[0]) <= unit) at++
    const wanted = at < 0 ? null : expected[at]!.slice(expected[at]!.indexOf(':') + 1)
    const found = describeRange(table, findRange(table, unit))
    outcome.instructions++
    if (found === wanted) continue
    outcome.mismatches++
    outcome.first ??= `unit ${unit}: ${found}, expected ${wanted} in ${head}`
  }
}

/** As the script prints it: columns 0-based, '-' for none. */
function describeRange(table: PositionTable, range: number): string | null {
  if (range < 0) return null
  const line = table.line[range]!
  const show = (value: number): string => (value < 0 ? '-' : String(value))
  const column = (values: Int32Array | null): string => {
    const value = values === null ? -1 : values[range]!
    return show(value < 0 ? -1 : value - 1)
  }
  const endLine = table.endLine === null ? line : table.endLine[range]!
  return [show(line), show(endLine), column(table.column), column(table.endColumn)].join(':')
}
