// Checks that nothing of one machine is committed: absolute paths of people's folders, and addresses of registries in
// the lock file (they would tie every install to one mirror).
import { listFiles, readText, report } from './source-files.mjs'

const BINARY = /\.(png|gz|pstats|prof|pyrometer|woff2|ico|pb)$/
const PERSONAL = /(^|[\s"'`(=:])\/(?:root|work|home\/(?!(?:user|me|you|alice|bob)\b)[a-z]\w*)\/[\w.-]/

const complaints = []
for (const path of listFiles().filter(path => !BINARY.test(path) && !path.startsWith('test/fixtures/'))) {
  const text = readText(path)
  if (path === 'package-lock.json' && text.includes('"resolved"'))
    complaints.push(`${path}: names a registry`)
  for (const [i, line] of text.split('\n').entries()) {
    if (PERSONAL.test(line)) complaints.push(`${path}:${i + 1}: ${line.trim().slice(0, 100)}`)
  }
}
report('What is committed', complaints)
