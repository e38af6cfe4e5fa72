import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'

/** Kinds of code that are functions of a program; the others are V8's own. */
const JAVASCRIPT = new Set(['LazyCompile', 'Function', 'Script', 'Eval', 'JS', 'Lazy', 'EagerInnerFunction'])

/** Where a function's place begins behind its name. */
const PLACE = / (?=\/|[A-Za-z]:[\\/]|[a-z][a-z0-9+.-]*:|\S+:\d+(?::\d+)?$)/

/** A function as V8 names it: `area /src/busy.js:2:19`, without a name where it has none, without a place where it is V8's. */
export interface CodeName {
  readonly name: string
  readonly file: string | undefined
  /** Line of the definition, -1 unknown. */
  readonly line: number
  readonly kind: number
}

/** Takes the text of a piece of code apart. `type` is the kind of code that V8 gives. */
export function parseCodeName(type: string, text: string): CodeName {
  if (!JAVASCRIPT.has(type)) {
    const name = text === '' ? type : `${type}: ${text}`
    return { name, file: undefined, line: -1, kind: FuncKind.native }
  }
  // Before V8 5 how a function was compiled stood before its name.
  const plain = text.replace(/^[~*^+](?=\S)/, '')
  const found = PLACE.exec(plain)
  const name = found === null ? plain : plain.slice(0, found.index)
  const place = found === null ? '' : plain.slice(found.index + 1)
  const [, file, line] = /^(.*?):(\d{1,9})(?::\d{1,9})?$/s.exec(place) ?? [null, place, '']
  const isScript = type === 'Script' || type === 'Eval'
  // A script's name is its file.
  const ownFile = file !== '' && file !== undefined ? file : isScript && name !== '' ? name : undefined
  const shown = name === '' || name === ownFile ? (isScript ? '(script)' : '(anonymous)') : name
  return { name: shown, file: ownFile, line: line === '' ? -1 : Number(line), kind: FuncKind.javascript }
}

/** The frame of a piece of code. */
export function frameOfCode(type: string, text: string, shared: SharedBuilder): number {
  return shared.plainFrame(shared.func(parseCodeName(type, text)))
}
