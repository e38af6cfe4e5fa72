import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { readLprof } from '../../src/formats/lprof/read.ts'
import type { Recording } from '../../src/model/recording.ts'

/** "first line of the function: line×hits …" of every function of a file that ran, sorted: all of counted lines but times. */
export function countedFacts({ shared, lines }: Recording, { isByStart = true } = {}): string[] {
  const facts = new Map<string, string[]>()
  const { rows } = lines!
  for (let row = 0; row < rows.length; row++) {
    const start = isByStart ? `${shared.funcs.line[rows.func[row]!]}: ` : ''
    const found = facts.get(start) ?? []
    found.push(`${String(rows.line[row]).padStart(4)}×${rows.hits[row]}`)
    facts.set(start, found)
  }
  return [...facts].map(([start, found]) => start + found.sort().join(' ')).sort()
}

/** What `kernprof -l` counts of a program. */
export async function kernprof(
  python: string,
  program: string,
  options: { folder: string; args?: readonly string[]; env?: Record<string, string> },
): Promise<Recording> {
  const output = join(options.folder, 'reference.lprof')
  execFileSync(python, ['-m', 'kernprof', '-l', '-o', output, program, ...(options.args ?? [])], {
    stdio: 'pipe',
    cwd: options.folder,
    env: { ...process.env, ...options.env },
  })
  const bytes = async () => new Uint8Array(readFileSync(output))
  const input = { name: null, size: null, bytes, chunks: () => [][Symbol.iterator]() as never }
  return (await readLprof(input))[0]!
}
