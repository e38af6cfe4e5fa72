// Counts the ways around the type checker, the linter and the tests. The number may only fall; each needs its reason
// on the same line.
import { listFiles, readText, report } from './source-files.mjs'

const LIMIT = 7
const ESCAPES = [
  /\bas any\b/,
  // The type, not the word in a comment or a text, nor a variable of that name.
  /^(?!\s*(\*|\/)).*:\s*any\b(?!['\w. ]* \w)(?!\.)/,
  /@ts-ignore/,
  /@ts-expect-error/,
  /biome-ignore/,
  /\bTODO\b/,
  /\bFIXME\b/,
  /\.only\(/,
]

const found = []
for (const path of listFiles('src', 'ui', 'test', 'bench').filter(path => /\.tsx?$/.test(path))) {
  for (const [i, line] of readText(path).split('\n').entries()) {
    if (ESCAPES.some(pattern => pattern.test(line))) found.push(`${path}:${i + 1}: ${line.trim()}`)
  }
}
const unexplained = found.filter(
  line => /biome-ignore|@ts-expect-error/.test(line) && !/(: \S.{8,}|-- \S.{8,})$/.test(line),
)
process.stdout.write(`${found.length} escapes (at most ${LIMIT})\n`)
report('Escapes', found.length > LIMIT ? found : unexplained)
