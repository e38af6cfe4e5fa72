// Checks that what others may use says what it is: every export of the layers below carries a docstring, and the links of every
// page lead to a file.
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ROOT } from './setup.mjs'
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

for (const path of listFiles('*.md')) {
  for (const [, target] of readText(path).matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)) {
    const isElsewhere = /^[a-z]+:/.test(target)
    if (!isElsewhere && !existsSync(join(ROOT, dirname(path), target)))
      complaints.push(`${path}: no ${target}`)
  }
}
report('Docstrings and links', complaints)
