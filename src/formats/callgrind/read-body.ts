import { FormatError } from '../../base/errors.ts'
import { Warnings } from '../importing/warnings.ts'
import { FiguresLine } from './figures-line.ts'
import { FirstLibs } from './first-libs.ts'
import { FuncTable, type Identity, type Place } from './func-table.ts'
import type { PartHeader } from './header.ts'
import { endOfLine, isKey, Key } from './line-keys.ts'
import { NameSpace, NameTable } from './name-table.ts'
import { PartFigures } from './part-figures.ts'

const CR = 13
const NINE = 57
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
  readonly firstLibs: FirstLibs
}

/**
 * Reads what stands below the header of a part: names, positions, figures and calls. Names and functions are the whole
 * file's, figures one part's. Works on bytes and makes no text of what it knows already.
 */
export class BodyReader implements BodyTables {
  readonly names = new NameTable()
  readonly funcs = new FuncTable()
  readonly firstLibs = new FirstLibs()
  readonly #format: string
  readonly #line = new FiguresLine()
  #part = new PartFigures(0)
  #warnings = new Warnings()
  #hasEvents = false
  /** Lines that {@link ahead} has taken. */
  #linesAhead = 0
  /** Of the file, from 1: where warnings and errors are. */
  #lineNumber = 0
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
  /** Whether names may stand unspelled that are made of the numbers of others: see `#readFuncName`. */
  #isAnyUnspelled = false
  readonly #call = { calls: 0, line: 0, figures: new Float64Array(0) }
  readonly #where: Place = { file: UNKNOWN, lib: UNKNOWN, isAssumed: false }

  constructor(format: string) {
    this.#format = format
  }

  /** Begins a part. @returns its figures, which the following lines fill. */
  begin(header: PartHeader, options: { identity: Identity; warnings: Warnings }): PartFigures {
    const events = header.events?.length ?? 0
    if (this.#hasEvents && this.funcs.identity !== options.identity) this.#isAnyUnspelled = true
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

  /** Notes where the file is: `line` counts those that {@link ahead} left. @returns the line's number in the file. */
  enterLine(line: number): number {
    this.#lineNumber = line + this.#linesAhead
    return this.#lineNumber
  }

  /** Reads the lines that `[start, end)` begins with, up to the first that is cut, blank or of a header.
   *  @returns the bytes taken. */
  ahead(bytes: Uint8Array, start: number, end: number): number {
    let at = start
    while (at < end) {
      this.#lineNumber++
      let next = this.#line.readPlain(bytes, at, end)
      if (next !== -1) this.#takeFigures()
      else {
        const stop = bytes[at]! <= NINE ? end : endOfLine(bytes, at, end)
        if (stop === end || bytes[stop - 1] === CR || !this.read(bytes, at, stop)) break
        next = stop + 1
      }
      at = next
      this.#linesAhead++
    }
    return at - start
  }

  /** Reads a line of names or figures; false when it is none. */
  read(bytes: Uint8Array, start: number, end: number): boolean {
    const first = bytes[start]!
    // Digits, '*', '+' and '-'.
    if (first <= NINE) {
      if (first < 48 && first !== 42 && first !== 43 && first !== 45) return false
      this.#readFigures(bytes, start, end)
      return true
    }
    if (first === F) return this.#readPosition(bytes, start, end)
    if (first === C) return this.#readCalled(bytes, start, end)
    if (first === O && bytes[start + 1] === B && bytes[start + 2] === EQUALS) {
      this.#lib = this.#name(bytes, start + 3, end, NameSpace.lib)
      return true
    }
    if (first === J) return this.#readJump(bytes, start, end)
    // Old files mark calls that are recursive.
    if (first === 114 && isKey(bytes, start, Key.rcalls)) return this.#readCalls(bytes, start + 7, end)
    return false
  }

  /** `fn=`, `fl=` (the file of the following functions), `fi=` and `fe=` (inlined code begins and ends). */
  #readPosition(bytes: Uint8Array, start: number, end: number): boolean {
    const kind = bytes[start + 1]
    if (bytes[start + 2] !== EQUALS) return false
    if (kind === N) {
      this.#funcName = this.#readFuncName(bytes, start + 3, end)
      this.#funcId = this.names.id
      this.#file = this.#funcFile
      this.#func = UNKNOWN
    } else if (kind === L || kind === I || kind === E) {
      this.#file = this.#name(bytes, start + 3, end, NameSpace.file)
      if (kind === L) this.#funcFile = this.#file
    } else return false
    this.#place = UNKNOWN
    return true
  }

  /** `calls=`, `cfn=`, `cfi=` or `cfl=`, `cob=`. */
  #readCalled(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes[start + 3] !== EQUALS) {
      return isKey(bytes, start, Key.calls) && this.#readCalls(bytes, start + 6, end)
    }
    const kind = bytes[start + 1]
    const last = bytes[start + 2]
    if (kind === F && last === N) {
      const name = this.#readFuncName(bytes, start + 4, end)
      const isLibKnown = this.#calledLib !== null || this.funcs.identity !== 'file'
      this.#where.lib = isLibKnown ? (this.#calledLib ?? this.#lib) : UNKNOWN
      this.#where.file = this.#calledFile ?? this.#file
      this.#where.isAssumed = this.#calledFile === null
      this.#callee = this.funcs.called(name, this.names.id, this.#where)
    } else if (kind === F && (last === I || last === L || last === E)) {
      this.#calledFile = this.#name(bytes, start + 4, end, NameSpace.file)
    } else if (kind === O && last === B) {
      this.#calledLib = this.#name(bytes, start + 4, end, NameSpace.lib)
      this.firstLibs.setCalled(this.#calledLib)
    } else return false
    return true
  }

  /** The count of `calls=COUNT POSITION`; where the callee begins is of no use here. */
  #readCalls(bytes: Uint8Array, start: number, end: number): boolean {
    let at = start
    let calls = 0
    for (; at < end; at++) {
      const digit = bytes[at]! - 48
      if (digit < 0 || digit > 9) break
      calls = 10 * calls + digit
    }
    if (at === start) this.#warn('odd-figures', ODD_FIGURES)
    this.#calls = calls
    this.#next = 'call'
    // Not at "cfn=": --compress-mangled writes several in a row, the last of which counts.
    this.#calledFile = null
    this.#calledLib = null
    return true
  }

  #readJump(bytes: Uint8Array, start: number, end: number): boolean {
    if (isKey(bytes, start, Key.jump) || isKey(bytes, start, Key.jcnd)) {
      this.#warn('jumps', 'Jumps inside functions are not kept.')
      this.#next = 'jump'
      return true
    }
    // They may give a number to a name that is used later.
    if (isKey(bytes, start, Key.jfi)) this.#name(bytes, start + 4, end, NameSpace.file)
    else if (isKey(bytes, start, Key.jfn)) this.#readFuncName(bytes, start + 4, end)
    else return false
    return true
  }

  #readFigures(bytes: Uint8Array, start: number, end: number): void {
    const found = this.#line
    found.read(bytes, start, end)
    if (found.isOdd) this.#warn('odd-figures', ODD_FIGURES)
    if (found.isLineOdd) {
      this.#warn('line-number', 'Line numbers out of range were left out.')
      found.isLineOdd = false
    }
    this.#takeFigures()
  }

  /** Adds what the line says that was read. */
  #takeFigures(): void {
    const found = this.#line
    const next = this.#next
    this.#next = 'self'
    if (next === 'jump') {
      if (this.#funcName !== UNKNOWN) this.firstLibs.see(this.#funcName, this.#lib)
      this.firstLibs.own(this.#lib)
      return
    }
    this.#calledFile = null
    this.#calledLib = null
    if (!this.#hasEvents) {
      throw new FormatError(this.#format, 'expected an "events:" line above the first figures', {
        line: this.#lineNumber,
      })
    }
    if (this.#func === UNKNOWN) this.#settleFunc()
    if (next === 'call') {
      if (this.#callee === UNKNOWN) {
        this.#warn('unknown-callee', 'Calls of a function that is not named were left out.')
        return
      }
      this.firstLibs.seeCalled(this.funcs.name[this.#callee]!)
      this.#call.calls = this.#calls
      this.#call.line = this.#file === this.#funcFile ? found.line : 0
      this.#call.figures = found.figures
      this.#part.addCall(this.#func, this.#callee, this.#call)
      // What a function costs that calls itself is on its lines already.
      if (this.#callee === this.#func) return
      if (this.#place === UNKNOWN) this.#place = this.#part.place(this.#func, this.#file)
      this.#part.addCalled(this.#place, found.line, found.figures)
      return
    }
    this.firstLibs.own(this.#lib)
    if (this.#place === UNKNOWN) this.#place = this.#part.place(this.#func, this.#file)
    this.#part.addLine(this.#place, found.line, found.figures)
  }

  #settleFunc(): void {
    if (this.#funcName === UNKNOWN) {
      this.#warn('unknown-function', 'Figures above the first function are of "???".')
      this.#funcName = this.names.of('???')
    }
    this.#where.file = this.#funcFile
    this.#where.isAssumed = false
    this.#where.lib = this.#lib
    this.#func = this.funcs.own(this.#funcName, this.#funcId, this.#where)
    this.firstLibs.see(this.#funcName, this.#lib)
  }

  #name(bytes: Uint8Array, start: number, end: number, space: number): number {
    const text = this.names.read(bytes, start, end, space)
    if (text !== UNKNOWN) return text
    this.#warn('unknown-name', 'Numbers that no name was given for stand for themselves.')
    return this.names.of(`(${this.names.id})`)
  }

  #warn(code: string, message: string): void {
    this.#warnings.atLine(code, message, this.#lineNumber)
  }

  /** A function's name. Callgrind can build names of others' numbers: `(7) (3)'2'(5)` is the second recursion of 3, from 5
   *  (--compress-mangled). */
  #readFuncName(bytes: Uint8Array, start: number, end: number): number {
    const text = this.#name(bytes, start, end, NameSpace.func)
    const { id } = this.names
    if (this.funcs.identity !== 'number' || id === UNKNOWN) return text
    if (!this.names.isStated && !this.#isAnyUnspelled) return text
    const name = this.names.text(text)
    if (name.charCodeAt(0) !== 40 || !MANGLED.test(name)) return text
    const spelled = name.replace(/\((\d{1,9})\)/g, (whole, number: string) => {
      const part = this.names.byId(NameSpace.func, Number(number))
      if (part !== UNKNOWN) return this.names.text(part)
      this.#isAnyUnspelled = true
      return whole
    })
    return this.names.rename(NameSpace.func, id, spelled)
  }
}

const ODD_FIGURES =
  'Lines with more figures than events, or with something else, were read as far as possible.'
const MANGLED = /^\(\d+\)(?:'\d+)?(?:'\(\d+\))*$/
