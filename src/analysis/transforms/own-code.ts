import type { Recording } from '../../model/recording.ts'
import { type FuncIndex, FuncKind } from '../../model/tables.ts'
import { baseName } from '../functions/packages.ts'

/** Folders of installed packages, of any language. */
const INSTALLED =
  /(?:^|\/)(?:site-packages|dist-packages|node_modules|vendor|\.cargo\/registry|pkg\/mod|gems|bower_components)\//
/** Folders of a language's own library, and the names it gives to code without a file. Below go/src stands people's code
 *  too, in folders named after where it comes from: github.com. */
const STANDARD =
  /(?:^|\/)(?:lib(?:64)?\/(?:python|pypy)\d[\d.]*t?|python\d+\.zip|lib\/ruby|rustc|usr\/include|Python\d+\/Lib)\/|(?:^|\/)(?:go|golang|libexec)[\d.]*\/src\/(?![^/]*\.)|^<frozen |^node:|^internal\//
/** Folders of the operating system; /usr/src and /usr/local hold programs of people too. */
const SYSTEM =
  /^(?:(?:\/usr(?:\/local)?)?\/(?:lib|lib32|lib64|libexec|bin|sbin)|\/usr\/(?:include|share)|\/System|\/Library|[A-Za-z]:\/Windows)\//

/**
 * Which funcs are the measured program's own: one byte a func. In this order:
 * 1. markers, builtins and kernel code are not;
 * 2. code in a folder of installed packages (site-packages, node_modules, vendor …) or of a language's own library
 *    (lib/python3.12, `<frozen …>`, `node:`, go/src …) is not, wherever the program stands;
 * 3. code with another source is: relative paths (but those that a library of the system was built with), all below the folder the program ran in or its script lies in, and what
 *    lies anywhere but in the system's folders (/usr/lib, /bin …); `<string>` and `<stdin>` are the program's too, but for lines of
 *    .pth files, which Python's site runs when it starts;
 * 4. code without a source is, if its binary is the program itself or lies below the folder the program ran in; or if
 *    nothing is known of its place (stacks that are names only) and it is not native code or an address.
 */
export function ownCode(recording: Recording): Uint8Array {
  const { strings, funcs, sources } = recording.shared
  const folders = programFolders(recording)
  const isOwnSource = ownSources(recording)
  const isStartUp = linesOfPth(recording)
  const libOf = libsOfFuncs(recording)
  const isOwnLib = libTest(recording, folders)
  const { libs } = recording.shared
  const isSystemLib = (lib: number) => SYSTEM.test(strings[libs.path[lib]!]!) && !isOwnLib(lib)
  return Uint8Array.from(funcs.kind, (kind, func) => {
    if (kind === FuncKind.marker || kind === FuncKind.builtin || kind === FuncKind.kernel) return 0
    if (isStartUp[func] === 1) return 0
    const source = funcs.source[func]!
    const path = source === -1 ? '' : strings[sources.path[source]!]!
    const lib = libOf[func]!
    if (path !== '' && path !== '~') {
      // Distributions build their libraries with relative paths: "./malloc/malloc.c" of /usr/lib/libc.so.6.
      const isForeign = kind === FuncKind.native && lib !== -1 && /^\.{1,2}\//.test(path) && isSystemLib(lib)
      return isForeign ? 0 : isOwnSource[source]!
    }
    if (lib !== -1) return isOwnLib(lib) ? 1 : 0
    return kind === FuncKind.native || kind === FuncKind.address ? 0 : 1
  })
}

/** Which sources are the measured program's own, by their paths: one byte a source. See {@link ownCode}. */
export function ownSources(recording: Recording): Uint8Array {
  const { strings, sources } = recording.shared
  const folders = programFolders(recording)
  return Uint8Array.from(sources.path, path => (isOwnPath(strings[path]!, folders) ? 1 : 0))
}

/** Which funcs are of `<string>` and only ever called by site, `exec` and more of its kind in between. O(stacks). */
function linesOfPth({ shared }: Recording): Uint8Array {
  const { strings, sources, funcs, frames, stacks } = shared
  const string = Array.from(sources.path).findIndex(path => strings[path] === '<string>')
  const isStartUp = funcs.source.map(source => (source === string ? 1 : 0))
  if (string === -1) return Uint8Array.from(isStartUp.fill(0))
  const isCalled = new Uint8Array(funcs.length)
  const isSite = (func: FuncIndex) => {
    const source = funcs.source[func]!
    return source !== -1 && /(?:^|\/)site\.py$|^<frozen site>$/.test(strings[sources.path[source]!]!)
  }
  // Whether the nearest Python function of a file in a stack is of site.
  const isBelowSite = new Uint8Array(stacks.length)
  for (let stack = 0; stack < stacks.length; stack++) {
    const func = frames.func[stacks.frame[stack]!]!
    const parent = stacks.prefix[stack]!
    const inherited = parent === -1 ? 0 : isBelowSite[parent]!
    const isOfFile = funcs.kind[func] === FuncKind.python && funcs.source[func] !== string
    isBelowSite[stack] = isOfFile ? (isSite(func) ? 1 : 0) : inherited
    if (isStartUp[func] === 0) continue
    isCalled[func] = 1
    if (inherited === 0) isStartUp[func] = 0
  }
  return Uint8Array.from(isStartUp, (bit, func) => bit & isCalled[func]!)
}

function isOwnPath(raw: string, folders: readonly string[]): boolean {
  const path = raw.replaceAll('\\', '/')
  if (INSTALLED.test(path) || STANDARD.test(path)) return false
  if (folders.some(folder => path.startsWith(folder))) return true
  return !SYSTEM.test(path)
}

/** The folder the program ran in and the one its script lies in, with a slash at the end. The root is none. */
function programFolders({ meta }: Recording): string[] {
  const script = meta.command.find((word, i) => i < 3 && /^(?:\/|[A-Za-z]:).*\.\w+$/.test(word))
  const places = [meta.cwd, script === undefined ? null : script.replace(/[^/\\]*$/, '')]
  return places
    .filter(place => place !== null && place !== '')
    .map(place => `${place!.replaceAll('\\', '/').replace(/\/+$/, '')}/`)
    .filter(folder => folder !== '/')
}

function libTest({ meta, shared }: Recording, folders: readonly string[]): (lib: number) => boolean {
  const { strings, libs } = shared
  const program = baseName(meta.command[0] ?? '')
  const isInterpreter = /^(?:python|pypy|node|ruby|java)[\d.]*t?$/.test(program)
  return lib => {
    const path = strings[libs.path[lib]!]!.replaceAll('\\', '/')
    if (INSTALLED.test(path) || STANDARD.test(path)) return false
    if (!isInterpreter && program !== '' && baseName(path || strings[libs.name[lib]!]!) === program)
      return true
    return folders.some(folder => path.startsWith(folder))
  }
}

/** The binary of each func: its own, else that of any of its frames; -1 none. */
function libsOfFuncs({ shared }: Recording): Int32Array {
  const { funcs, frames } = shared
  const libOf = funcs.lib.slice()
  for (let frame = 0; frame < frames.length; frame++) {
    const func: FuncIndex = frames.func[frame]!
    if (libOf[func] === -1) libOf[func] = frames.lib[frame]!
  }
  return libOf
}
