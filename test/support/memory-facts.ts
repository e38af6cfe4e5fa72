import { execFileSync } from 'node:child_process'
import { readMemoryProfiler } from '../../src/formats/memory-profiler/read.ts'
import type { Recording } from '../../src/model/recording.ts'

/** "line×occurrences" of every line whose memory was counted, sorted by line. */
export function memoryFacts({ lines }: Recording): string[] {
  const { rows } = lines!
  const order = Array.from({ length: rows.length }, (_, i) => i).sort((a, b) => rows.line[a]! - rows.line[b]!)
  return order.map(i => `${rows.line[i]}×${rows.hits[i]}`)
}

/** MiB of a value type by line. */
export function mebibytesOf({ lines }: Recording, name: string): Map<number, number> {
  const { rows, values, valueTypes } = lines!
  const column = values[valueTypes.findIndex(type => type.name === name)]!
  return new Map(Array.from(rows.line, (line, i) => [line, column[i]! / 2 ** 20]))
}

/** What memory_profiler prints of a program, read back. */
export async function memoryProfiler(python: string, program: string): Promise<Recording> {
  const text = execFileSync(python, ['-m', 'memory_profiler', '--precision', '6', program], {
    encoding: 'utf8',
  })
  const data = new TextEncoder().encode(text)
  const input = {
    name: null,
    size: null,
    bytes: async () => data,
    async *chunks() {
      yield data
    },
  }
  return (await readMemoryProfiler(input))[0]!
}
