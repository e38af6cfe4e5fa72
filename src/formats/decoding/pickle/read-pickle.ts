import { ByteReader } from '../../../base/byte-reader.ts'
import { UnsupportedVersionError } from '../../../base/errors.ts'
import { decodeText } from '../text/python-text.ts'
import { PickleAtoms } from './pickle-atoms.ts'
import { PickleStack } from './pickle-stack.ts'
import { describeValue, isObject, type PickleOther, type PickleValue } from './values.ts'

const NEWEST_PROTOCOL = 5
const OTHER: PickleOther = { kind: 'other' }

/** A pickle that was read. */
export interface ParsedPickle {
  readonly value: PickleValue
  /** Where the pickle ended. */
  readonly end: number
}

/**
 * Reads one pickle of protocols 0 to 5 as data: no class is looked up, nothing is run. It is a machine with a stack, so
 * nesting has no limit; lengths are bounded by the bytes that are left, containers by the size of the file. O(bytes).
 * `format` is named in errors. @throws FormatError with the byte offset, UnsupportedVersionError for later protocols,
 * LimitError where the objects would take far more memory than the bytes. Operations have the names of the source, CPython's
 * Lib/pickletools.py, 3.13.
 */
export function readPickle(bytes: Uint8Array, format: string): ParsedPickle {
  return new PickleMachine(bytes, format).run()
}

class PickleMachine {
  readonly #reader: ByteReader
  readonly #atoms: PickleAtoms
  readonly #stack: PickleStack

  constructor(bytes: Uint8Array, format: string) {
    this.#reader = new ByteReader(bytes, format)
    this.#atoms = new PickleAtoms(this.#reader)
    this.#stack = new PickleStack(format, bytes.length)
  }

  run(): ParsedPickle {
    const reader = this.#reader
    const stack = this.#stack
    for (;;) {
      stack.offset = reader.offset
      const code = reader.u8('an operation of a pickle')
      // STOP
      if (code === 0x2e) return { value: stack.pop(), end: reader.offset }
      const atom = this.#atoms.read(code)
      if (atom !== undefined) stack.push(atom)
      else if (!this.#runOnMemo(code) && !this.#collect(code) && !this.#make(code)) this.#runRest(code)
    }
  }

  #runOnMemo(code: number): boolean {
    const reader = this.#reader
    switch (code) {
      case 0x94: // MEMOIZE
        this.#stack.memoize()
        return true
      case 0x71: // BINPUT
        this.#stack.remember(reader.u8('a memo number'))
        return true
      case 0x72: // LONG_BINPUT
        this.#stack.remember(reader.u32('a memo number'))
        return true
      case 0x70: // PUT
        this.#stack.remember(this.#atoms.lineNumber())
        return true
      case 0x68: // BINGET
        this.#stack.recall(reader.u8('a memo number'))
        return true
      case 0x6a: // LONG_BINGET
        this.#stack.recall(reader.u32('a memo number'))
        return true
      case 0x67: // GET
        this.#stack.recall(this.#atoms.lineNumber())
        return true
      default:
        return false
    }
  }

  /** Makes tuples, lists, dicts and sets, and fills them. */
  #collect(code: number): boolean {
    switch (code) {
      case 0x29: // EMPTY_TUPLE
      case 0x5d: // EMPTY_LIST
        this.#stack.pushContainer([])
        return true
      case 0x7d: // EMPTY_DICT
        this.#stack.pushContainer({ kind: 'dict', keys: [], values: [] })
        return true
      case 0x8f: // EMPTY_SET
        this.#stack.pushContainer({ kind: 'set', items: [] })
        return true
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        this.#stack.pushContainer(this.#stack.popSeveral(code - 0x84))
        return true
      case 0x74: // TUPLE
      case 0x6c: // LIST
        this.#stack.pushContainer(this.#stack.popToMark())
        return true
      case 0x91: // FROZENSET
        this.#stack.pushContainer({ kind: 'set', items: this.#stack.popToMark() })
        return true
      case 0x64: {
        // DICT
        const items = this.#stack.popToMark()
        this.#stack.pushContainer({ kind: 'dict', keys: [], values: [] })
        this.#stack.setItems(items)
        return true
      }
      case 0x61: // APPEND
        this.#stack.append([this.#stack.pop()])
        return true
      case 0x65: // APPENDS
      case 0x90: // ADDITEMS
        this.#stack.append(this.#stack.popToMark())
        return true
      case 0x73: // SETITEM
        this.#stack.setItems(this.#stack.popSeveral(2))
        return true
      case 0x75: // SETITEMS
        this.#stack.setItems(this.#stack.popToMark())
        return true
      default:
        return false
    }
  }

  /** Names classes and notes what would have been made of them. */
  #make(code: number): boolean {
    switch (code) {
      case 0x63: // GLOBAL
        this.#pushGlobal(decodeText(this.#atoms.line()), decodeText(this.#atoms.line()))
        return true
      case 0x93: {
        // STACK_GLOBAL
        const [module, name] = this.#stack.popSeveral(2)
        if (typeof module !== 'string' || typeof name !== 'string') {
          throw this.#stack.broken(
            `expected the names of a module and a class, found ${describeValue(module)} and ${describeValue(name)}`,
          )
        }
        this.#pushGlobal(module, name)
        return true
      }
      case 0x52: // REDUCE
      case 0x81: {
        // NEWOBJ
        const [maker, args] = this.#stack.popSeveral(2)
        this.#pushObject(maker!, args!)
        return true
      }
      case 0x92: {
        // NEWOBJ_EX
        const [maker, args] = this.#stack.popSeveral(3)
        this.#pushObject(maker!, args!)
        return true
      }
      case 0x69: {
        // INST
        const module = decodeText(this.#atoms.line())
        const name = decodeText(this.#atoms.line())
        this.#pushObject({ kind: 'global', module, name }, this.#stack.popToMark())
        return true
      }
      case 0x6f: {
        // OBJ
        const [maker, ...args] = this.#stack.popToMark()
        this.#pushObject(maker ?? null, args)
        return true
      }
      case 0x62: {
        // BUILD
        const state = this.#stack.pop()
        const object = this.#stack.top()
        if (isObject(object)) object.state = state
        return true
      }
      default:
        return false
    }
  }

  #runRest(code: number): void {
    const reader = this.#reader
    switch (code) {
      case 0x80: {
        // PROTO
        const protocol = reader.u8('the protocol')
        if (protocol > NEWEST_PROTOCOL) {
          throw new UnsupportedVersionError(
            this.#reader.format,
            `${protocol} of pickle`,
            `0 to ${NEWEST_PROTOCOL}`,
          )
        }
        return
      }
      case 0x95: // FRAME
        reader.take(8, 'the length of a frame')
        return
      case 0x28: // MARK
        this.#stack.mark()
        return
      case 0x30: // POP: takes a mark off where nothing stands above it
        if (!this.#stack.dropMark()) this.#stack.pop()
        return
      case 0x31: // POP_MARK
        this.#stack.popToMark()
        return
      case 0x32: // DUP
        this.#stack.push(this.#stack.top())
        return
      case 0x50: // PERSID
        this.#atoms.line()
        this.#stack.push(OTHER)
        return
      case 0x51: // BINPERSID
        this.#stack.pop()
        this.#stack.push(OTHER)
        return
      case 0x82: // EXT1
      case 0x83: // EXT2
      case 0x84: // EXT4
        reader.take(1 << (code - 0x82), 'the code of an extension')
        this.#stack.push(OTHER)
        return
      case 0x97: // NEXT_BUFFER
        this.#stack.push(OTHER)
        return
      case 0x98: // READONLY_BUFFER
        return
      default:
        throw this.#stack.broken(
          `expected an operation of a pickle, found the byte 0x${code.toString(16).padStart(2, '0')}`,
        )
    }
  }

  #pushGlobal(module: string, name: string): void {
    this.#stack.pushContainer({ kind: 'global', module, name })
  }

  #pushObject(maker: PickleValue, args: PickleValue): void {
    this.#stack.pushContainer({ kind: 'object', maker, args, state: null, items: [], keys: [], values: [] })
  }
}
