import { FormatError } from '../../base/errors.ts'
import { Warnings } from '../warnings.ts'
import { FiguresLine } from './figures-line.ts'
import { FuncTable, type Identity } from './func-table.ts'
import type { PartHeader } from './header.ts'
import { NameSpace, NameTable } from './name-table.ts'
import { PartFigures } from './part-figures.ts'

const EQUALS = 61
const C = 99
const F = 102
const I = 105
const L = 108
const E = 101
const N = 110
const O = 111
const B = 98
const J = 106
const UNKNOWN = -1

/** What a line of figures stands for: own cost, the cost of the call above it, or only a position after a jump. */
type Next = 'self' | 'call' | 'jump'

/** What a file says of its functions, in a form that is quick to fill. */
export interface BodyTables {
  readonly names: NameTable
  readonly funcs: FuncTable
}

/**
 * Reads what stands below the header of a part: names, positions, figures and calls. Names and functions are the whole
 * file's, figures one part's. Works on bytes and makes no text of what it knows already.
 */
export class BodyReader implements BodyTables {
  readonly names = new NameTable()
  readonly funcs = new FuncTable()
  readonly #format: string
  readonly #line = new FiguresLine()
  #part = new PartFigures(0)
  #warnings = new Warnings()
  #hasEvents = false
  #next: Next = 'self'
  /** Numbers of names, -1 unknown: the file of the function, the file that the lines are in, and the binary. */
  #funcFile = UNKNOWN
  #file = UNKNOWN
  #lib = UNKNOWN
  #funcName = UNKNOWN
  #funcId = UNKNOWN
  /** The function that the lines belong to; -1 until its first figures, when it is known where it stands. */
  #func = UNKNOWN
  #place = UNKNOWN
  /** What was said of the function called next; null where nothing was. */
  #calledFile: number | null = null
  #calledLib: number | null = null
  #callee = UNKNOWN
  #calls = 0

  constructor(format: string) {
    this.#format = format
  }

  /** Begins a part. @returns its figures, which the following lines fill. */
  begin(header: PartHeader, options: { identity: Identity; warnings: Warnings }): PartFigures {
    const events = header.events?.length ?? 0
    this.funcs.identity = options.identity
    this.#warnings = options.warnings
    this.#part = new PartFigures(events)
    this.#line.begin(header.positions, events)
    this.#hasEvents = true
    this.#next = 'self'
    this.#func = UNKNOWN
    this.#place = UNKNOWN
    return this.#part
  }

  /** Reads a line of names or figures; false when it is none. */
  read(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    const first = bytes[start]!
    // Digits, '*', '+' and '-'.
    if (first <= 57) {
      if (first < 48 && first !== 42 && first !== 43 && first !== 45) return false
      this.#readFigures(bytes, start, end, line)
      return true
    }
    if (first === F) return this.#readPosition(bytes, start, end, line)
    if (first === C) return this.#readCalled(bytes, start, end, line)
    if (first === O && bytes[start + 1] === B && bytes[start + 2] === EQUALS) {
      this.#lib = this.#name(bytes, start + 3, end, { space: NameSpace.lib, line })
      return true
    }
    if (first === J) return this.#readJump(bytes, start, end, line)
    // Old files mark calls that are recursive.
    if (first === 114 && isKey(bytes, start, 'rcalls=')) return this.#readCalls(bytes, start + 7, end, line)
    return false
  }

  /** `fn=`, `fl=` (the file of the following functions), `fi=` and `fe=` (inlined code begins and ends). */
  #readPosition(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    const kind = bytes[start + 1]
    if (bytes[start + 2] !== EQUALS) return false
    if (kind === N) {
      this.#funcName = this.#readFuncName(bytes, start + 3, end, line)
      this.#funcId = this.names.id
      this.#file = this.#funcFile
      this.#func = UNKNOWN
    } else if (kind === L || kind === I || kind === E) {
      this.#file = this.#name(bytes, start + 3, end, { space: NameSpace.file, line })
      if (kind === L) this.#funcFile = this.#file
    } else return false
    this.#place = UNKNOWN
    return true
  }

  /** `calls=`, `cfn=`, `cfi=` or `cfl=`, `cob=`. */
  #readCalled(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (bytes[start + 3] !== EQUALS) {
      return isKey(bytes, start, 'calls=') && this.#readCalls(bytes, start + 6, end, line)
    }
    const kind = bytes[start + 1]
    const last = bytes[start + 2]
    if (kind === F && last === N) {
      const name = this.#readFuncName(bytes, start + 4, end, line)
      const isLibKnown = this.#calledLib !== null || this.funcs.identity !== 'file'
      const lib = isLibKnown ? (this.#calledLib ?? this.#lib) : UNKNOWN
      this.#callee = this.funcs.called(name, this.names.id, { file: this.#calledFile ?? this.#file, lib })
      this.#calledFile = null
      this.#calledLib = null
    } else if (kind === F && (last === I || last === L || last === E)) {
      this.#calledFile = this.#name(bytes, start + 4, end, { space: NameSpace.file, line })
    } else if (kind === O && last === B) {
      this.#calledLib = this.#name(bytes, start + 4, end, { space: NameSpace.lib, line })
    } else return false
    return true
  }

  /** The count of `calls=COUNT POSITION`; where the callee begins is of no use here. */
  #readCalls(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    let at = start
    let calls = 0
    for (; at < end; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) break
      calls = 10 * calls + digit
    }
    if (at === start) this.#warnings.atLine('odd-figures', ODD_FIGURES, line)
    this.#calls = calls
    this.#next = 'call'
    return true
  }

  #readJump(bytes: Uint8Array, start: number, end: number, line: number): boolean {
    if (isKey(bytes, start, 'jump=') || isKey(bytes, start, 'jcnd=')) {
      this.#warnings.atLine('jumps', 'Jumps inside functions are not kept.', line)
      this.#next = 'jump'
      return true
    }
    // They may give a number to a name that is used later.
    if (isKey(bytes, start, 'jfi=')) this.#name(bytes, start + 4, end, { space: NameSpace.file, line })
    else if (isKey(bytes, start, 'jfn=')) this.#readFuncName(bytes, start + 4, end, line)
    else return false
    return true
  }

  #readFigures(bytes: Uint8Array, start: number, end: number, line: number): void {
    const found = this.#line
    found.read(bytes, start, end)
    if (found.isOdd) this.#warnings.atLine('odd-figures', ODD_FIGURES, line)
    if (found.isLineOdd) {
      this.#warnings.atLine('line-number', 'Line numbers out of range were left out.', line)
      found.isLineOdd = false
    }
    const next = this.#next
    this.#next = 'self'
    if (next === 'jump') return
    if (!this.#hasEvents) {
      throw new FormatError(this.#format, 'expected an "events:" line above the first figures', { line })
    }
    if (this.#func === UNKNOWN) this.#settleFunc(line)
    if (next === 'call') {
      if (this.#callee === UNKNOWN) {
        this.#warnings.atLine('unknown-callee', 'Calls of a function that is not named were left out.', line)
        return
      }
      const isOwnFile = this.#file === this.#funcFile
      const call = { calls: this.#calls, line: isOwnFile ? found.line : 0 }
      this.#part.addCall(this.#func, this.#callee, call, found.figures)
      return
    }
    if (this.#place === UNKNOWN) this.#place = this.#part.place(this.#func, this.#file)
    this.#part.addLine(this.#place, found.line, found.figures)
  }

  #settleFunc(line: number): void {
    if (this.#funcName === UNKNOWN) {
      this.#warnings.atLine('unknown-function', 'Figures above the first function are of "???".', line)
      this.#funcName = this.names.of('???')
    }
    this.#func = this.funcs.own(this.#funcName, this.#funcId, { file: this.#funcFile, lib: this.#lib })
  }

  #name(bytes: Uint8Array, start: number, end: number, at: { space: number; line: number }): number {
    const text = this.names.read(bytes, start, end, at.space)
    if (text === UNKNOWN) {
      this.#warnings.atLine(
        'unknown-name',
        'Numbers that no name was given for stand for themselves.',
        at.line,
      )
      return this.names.of(`(${this.names.id})`)
    }
    return text
  }

  /** A function's name. Callgrind can build names of others' numbers: `(7) (3)'2'(5)` is the second recursion of 3, from 5
   *  (--compress-mangled). */
  #readFuncName(bytes: Uint8Array, start: number, end: number, line: number): number {
    const text = this.#name(bytes, start, end, { space: NameSpace.func, line })
    const { id } = this.names
    if (this.funcs.identity !== 'number' || id === UNKNOWN) return text
    const name = this.names.text(text)
    if (name.charCodeAt(0) !== 40 || !MANGLED.test(name)) return text
    const spelled = name.replace(/\((\d{1,9})\)/g, (whole, number: string) => {
      const part = this.names.byId(NameSpace.func, Number(number))
      return part === UNKNOWN ? whole : this.names.text(part)
    })
    return this.names.rename(NameSpace.func, id, spelled)
  }
}

const ODD_FIGURES =
  'Lines with more figures than events, or with something else, were read as far as possible.'
const MANGLED = /^\(\d+\)(?:'\d+)?(?:'\(\d+\))*$/

function isKey(bytes: Uint8Array, start: number, key: string): boolean {
  for (let i = 0; i < key.length; i++) if (bytes[start + i] !== key.charCodeAt(i)) return false
  return true
}
