import { describe, expect, it } from 'vitest'
import { recordingFromText } from '../../../test/support/recording-from-text.ts'
import { queryFunctions } from '../../query/functions/functions.ts'
import { putUnder } from './put-under.ts'

/** Self now and before of each function. */
function compared(own: string, base: string): Record<string, [number, number]> {
  const joined = putUnder(recordingFromText(own), recordingFromText(base))
  const { rows, difference } = queryFunctions(joined)
  const { funcs, strings } = joined.shared
  return Object.fromEntries(
    Array.from(rows.func, (func, row) => [
      `${strings[funcs.name[func]!]}`,
      [rows.self[row]! / 1e6, difference!.self[row]! / 1e6],
    ]),
  )
}

describe('files that were renamed', () => {
  it('are the files that hold the same functions', () => {
    const own = `
      2                          3
      main[file:app.py]          main[file:app.py]
      load[file:reading.py]      parse[file:reading.py]`
    const base = `
      5                          7
      main[file:app.py]          main[file:app.py]
      load[file:input.py]        parse[file:input.py]`
    expect(compared(own, base)).toMatchObject({ load: [2, 5], parse: [3, 7] })
  })

  it('are not taken for each other by names that every file has', () => {
    const own = `
      2
      main[file:one.py]`
    const base = `
      5
      main[file:two.py]`
    const joined = putUnder(recordingFromText(own), recordingFromText(base))
    expect(queryFunctions(joined).rows.length).toBe(2)
  })
})
