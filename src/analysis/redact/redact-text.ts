import { baseName } from '../functions/packages.ts'

/** Names of accounts and hosts that tell nobody apart, and that functions are named too: taking them out would say nothing
 *  less and spoil names. */
const COMMON = new Set(
  (
    'root user users app admin administrator runner ubuntu debian build builder main test python node www www-data ' +
    'nobody default guest public shared home vagrant jovyan vscode circleci travis docker localhost localdomain ' +
    'computer machine server host container local'
  ).split(' '),
)

/** Folders below which paths are the same on every machine: packages, and what a language brings along. */
const COMMON_FOLDER =
  /(?<=^|\/)(?:(?:site-packages|dist-packages|node_modules|bower_components)\/|lib(?:64)?\/(?:python|pypy)\d[\d.]*t?\/|python\d+\.zip\/)/g
const COMMON_FOLDER_IN = new RegExp(COMMON_FOLDER.source)
const URL = /\b[a-z][a-z\d+.-]*:\/\/[^\s"'<>|()]*/gi
/** Absolute paths of either kind of system within text: two parts at least, so that "/" and "a/b" are left alone. */
const PATH = /(?<![\w.)\]/\\~])(?:~|[A-Za-z]:)?(?:[\\/]{1,2}[^\s\\/:*?"'<>|,;()[\]{}=]+){2,}[\\/]?/g
const EMAIL = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const HOME_OWNER = /(?:^|[\\/])(?:home\d*|Users|Documents and Settings)[\\/]+([^\\/]+)/gi
const HOME_OWNER_IN_TEXT = /[\\/](?:home\d*|Users)[\\/]+([^\s\\/:*?"'<>|,;()[\]{}=]+)/gi

/** The user in whose home a path lies, null where it says none. */
export function ownerOfPath(path: string): string | null {
  return [...path.matchAll(HOME_OWNER)].at(-1)?.[1] ?? null
}

/** The folder of an absolute path, with the mark that ends it; '' where it has none, or is below one that is the same everywhere. */
export function folderOfPath(path: string): string {
  if (!/^(?:[\\/~]|[A-Za-z]:[\\/])/.test(path) || COMMON_FOLDER_IN.test(path.replaceAll('\\', '/'))) return ''
  return path.slice(0, Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
}

/** Users whose homes a text names. */
export function ownersInText(text: string): readonly string[] {
  return [...text.matchAll(HOME_OWNER_IN_TEXT)].map(match => match[1]!)
}

/** The last part of a path or address; of a file of an installed package or of a language's own library, what stands from
 *  that folder on, which is the same everywhere. */
export function shortenPath(path: string): string {
  if (/^(?:<|node:)/.test(path)) return path
  if (/^[a-z][a-z\d+.-]+:\/\//i.test(path)) return shortenAddress(path)
  const unified = path.replaceAll('\\', '/').replace(/(?<=.)\/+$/, '')
  const common = [...unified.matchAll(COMMON_FOLDER)].at(-1)
  if (common !== undefined) return unified.slice(common.index)
  return baseName(unified) || unified
}

/** Without the host, what is asked of it, and the folders. */
function shortenAddress(address: string): string {
  const path = address.replace(/^[^:]*:\/\/[^/]*/, '').replace(/[?#].*$/, '')
  return path === '' || path === '/' ? 'page' : shortenPath(path)
}

/** Takes what names people, machines and places out of text. */
export type TextRedactor = (text: string) => string

/** A redactor that also takes out these words (users, hosts), wherever they stand with no letter
 *  beside them, in any case, and these folders: where their names have spaces, nobody knows in a text how far a path goes. */
export function textRedactor(words: {
  readonly folders?: Iterable<string>
  readonly users: Iterable<string>
  readonly hosts: Iterable<string>
}): TextRedactor {
  const rules = [
    ...wordRules(words.hosts, '[host]'),
    // The longest first: one may be part of another.
    ...wordRules(words.users, '[user]'),
  ]
  const folders = [...(words.folders ?? [])].sort((a, b) => b.length - a.length)
  return text => {
    if (text === '') return text
    let left = text
    for (const folder of folders) left = left.replaceAll(folder, '')
    // Most names hold neither; to look for a character costs less than to match.
    if (/[\\/]/.test(left)) left = left.replaceAll(URL, shortenPath).replaceAll(PATH, shortenPath)
    if (left.includes('@')) left = left.replaceAll(EMAIL, '[email]')
    for (const { pattern, replacement } of rules) left = left.replaceAll(pattern, replacement)
    return left
  }
}

function wordRules(words: Iterable<string>, replacement: string): { pattern: RegExp; replacement: string }[] {
  return [...new Set(words)]
    .filter(word => word.length > 1 && !COMMON.has(word.toLowerCase()) && /[\p{L}\p{N}]/u.test(word))
    .sort((a, b) => b.length - a.length)
    .map(word => ({
      pattern: new RegExp(`(?<!\\p{L})${word.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&')}(?!\\p{L})`, 'giu'),
      replacement,
    }))
}
