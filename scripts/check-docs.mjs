// Checks that what others may use says what it is: every export of the layers below carries a docstring.
import { listFiles, readText, report } from './source-files.mjs'

const DOCUMENTED = [
  'src/base',
  'src/model',
  'src/formats/format.ts',
  'src/query',
  'src/workbench',
  'src/index.ts',
  'src/record/recorder.ts',
]
const EXPORT = /^export (?:async )?(?:function\*?|const|class|interface|type) (\w+)/

const complaints = []
for (const path of listFiles(...DOCUMENTED).filter(
  path => path.endsWith('.ts') && !/\.test\.ts$|\.d\.ts$/.test(path),
)) {
  const lines = readText(path).split('\n')
  for (const [i, line] of lines.entries()) {
    const name = line.match(EXPORT)?.[1]
    if (name !== undefined && !/\*\/\s*$/.test(lines[i - 1] ?? ''))
      complaints.push(`${path}:${i + 1}: ${name} has no docstring`)
  }
}
report('Docstrings', complaints)
