import { readFileSync } from 'node:fs'
import { isAbsolute, join } from 'node:path'
import { UsageError } from '../../base/errors.ts'
import type { FrameAttributes } from '../../render/svg/frame-attributes.ts'
import { cannotRead } from '../opening/cannot-read.ts'

const KNOWN = ['title', 'href', 'target'] as const

/** Reads a file of attributes by frame: lines of a name, a tab, and `name=value` pairs with tabs between, as flamegraph.pl and
 *  inferno take them. Of a name that comes again the last line counts. @throws UsageError for a file that cannot be read, a
 *  line that is none, and attributes that a picture does not take: a script is none. */
export function openFrameAttributes(path: string, cwd: string): ReadonlyMap<string, FrameAttributes> {
  const found = new Map<string, FrameAttributes>()
  for (const [i, line] of textOf(isAbsolute(path) ? path : join(cwd, path), path)
    .split(/\r?\n/)
    .entries()) {
    if (line === '') continue
    const [name = '', ...pairs] = line.split('\t')
    if (pairs.length === 0) {
      throw new UsageError(`${path}, line ${i + 1}: expected a function’s name, a tab and name=value pairs`)
    }
    found.set(name, attributesOf(pairs, `${path}, line ${i + 1}`))
  }
  return found
}

function attributesOf(pairs: readonly string[], where: string): FrameAttributes {
  const attributes: Partial<Record<(typeof KNOWN)[number], string>> = {}
  for (const pair of pairs.filter(text => text !== '')) {
    const [, name = '', value = ''] = /^([^=]*)=?(.*)$/s.exec(pair) ?? []
    const known = KNOWN.find(word => word === name)
    if (known === undefined) {
      throw new UsageError(`${where}: ${name} is not taken`, `Use ${KNOWN.join(', ')}`)
    }
    if (known === 'href' && !isPlace(value)) {
      throw new UsageError(
        `${where}: ${value} is no place to go`,
        'Use https:, http:, mailto:, file: or a path',
      )
    }
    attributes[known] = value
  }
  return attributes
}

/** Whether a link leads to a page and not to a script. */
function isPlace(href: string): boolean {
  const scheme = /^[\s\p{Cc}]*([a-z][a-z0-9+.-]*):/iu.exec(href)?.[1]?.toLowerCase()
  return (
    !/\p{Cc}/u.test(href) && (scheme === undefined || ['https', 'http', 'mailto', 'file'].includes(scheme))
  )
}

function textOf(place: string, path: string): string {
  try {
    return readFileSync(place, 'utf8')
  } catch (error) {
    throw cannotRead(path, error)
  }
}
