import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from '../setup.mjs'

/** docs/formats.md: every format that can be read or written, from the registry. */
export async function formatsPage(load) {
  const { FORMATS } = await load('formats/registry.js')
  const rows = [...FORMATS]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .map(format => {
      const can = [format.read === undefined ? '' : 'read', format.write === undefined ? '' : 'write']
      const endings = format.extensions.map(ending => `\`.${ending}\``).join(' ')
      return `| [${format.id}](../${folderOf(format.id)}/README.md) | ${format.name} | ${can.filter(Boolean).join(', ')} | ${endings} | ${format.producedBy.replaceAll('|', '\\|')} |`
    })
  return `# Formats

Written by \`scripts/generate-docs.mjs\`. A file is recognised by its content, whatever its name; gzip, zstd and bzip2 are taken
off. The page of each format says where its layout comes from, which versions are read, what is kept where and what is lost.
\`pyrometer formats\` prints this list.

| format | what it is | | usual endings | produced by |
|---|---|---|---|---|
${rows.join('\n')}
`
}

/** Nearly every format has a folder of its own; tables share one. */
function folderOf(id) {
  const own = `src/formats/${id}`
  return existsSync(join(ROOT, own)) ? own : 'src/formats/tables'
}
