import { FuncKind } from '../../model/tables.ts'

const PYTHON = /\.pyw?$|\.py[xc]$|^<(?:frozen|string|stdin|ipython)/
const JAVASCRIPT = /\.[mc]?[jt]sx?$|^node:|^(?:https?|webpack|file):\/\//
const NATIVE = /\.(?:c|cc|cpp|cxx|h|hh|hpp|hxx|inc|S|s|rs|go|f|f90|pyd|so)$/

/** What kind of code a func is, guessed from its name and file, for formats that do not say. */
export function guessFuncKind(name: string, file: string | undefined): number {
  if (file !== undefined && file !== '' && file !== '~') {
    if (PYTHON.test(file)) return FuncKind.python
    if (JAVASCRIPT.test(file)) return FuncKind.javascript
    if (NATIVE.test(file)) return FuncKind.native
    return FuncKind.unknown
  }
  if (/^<(?:built-in |method |slot wrapper )/.test(name)) return FuncKind.builtin
  if (MARKERS.has(name)) return FuncKind.marker
  return FuncKind.unknown
}

const MARKERS = new Set([
  '(root)',
  '(idle)',
  '(program)',
  '(garbage collector)',
  '[torn]',
  '[unknown]',
  '<GC>',
  '<native>',
])
