import { FormatError } from '../../base/errors.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { FrameIndex } from '../../model/tables.ts'
import { FuncKind } from '../../model/tables.ts'
import { decodeText } from '../decoding/text/python-text.ts'
import { ByteSource } from './byte-source.ts'
import type { Header } from './header.ts'

const FORMAT = 'tachyon'
/** Bytecode instruction that was not noted. */
const NO_OPCODE = 255
/** File of frames that are no Python code: `<native>`, `<GC>`. */
const NO_FILE = '~'

/** Reads the texts. @throws FormatError. */
function readTexts(bytes: Uint8Array, { isLittle, strings }: Header): string[] {
  const source = new ByteSource(bytes, { isLittle, offset: strings.offset })
  const texts: string[] = []
  while (texts.length < strings.count) texts.push(decodeText(source.view(source.varint())))
  return texts
}

/** Frames by their numbers in the file, and how many tell a bytecode instruction, which has no place in a recording. */
export interface FrameNumbers {
  readonly frames: readonly FrameIndex[]
  readonly opcodes: number
}

/** Reads the frames into the shared tables. Columns of the file count from 0. @throws FormatError. */
export function readFrames(bytes: Uint8Array, header: Header, shared: SharedBuilder): FrameNumbers {
  const texts = readTexts(bytes, header)
  const source = new ByteSource(bytes, { isLittle: header.isLittle, offset: header.frames.offset })
  const frames: FrameIndex[] = []
  let opcodes = 0
  const textAt = (index: number) => {
    const text = texts[index]
    if (text !== undefined) return text
    throw new FormatError(FORMAT, `expected one of ${texts.length} texts, found number ${index}`, {
      offset: source.offset,
    })
  }
  while (frames.length < header.frames.count) {
    const file = textAt(source.varint())
    const name = textAt(source.varint())
    const line = source.signed()
    const endLine = line + source.signed()
    const column = source.signed()
    const endColumn = column + source.signed()
    if (source.u8() !== NO_OPCODE) opcodes++
    const isMarker = file === NO_FILE || file === ''
    const func = shared.func(
      isMarker ? { name, kind: FuncKind.marker } : { name, file, kind: FuncKind.python },
    )
    frames.push(
      shared.frame({
        func,
        line: line > 0 ? atMost31Bits(line) : -1,
        endLine: line > 0 && endLine > 0 ? atMost31Bits(endLine) : -1,
        column: column >= 0 ? atMost31Bits(column + 1) : -1,
        endColumn: column >= 0 && endColumn >= 0 ? atMost31Bits(endColumn + 1) : -1,
      }),
    )
  }
  return { frames, opcodes }
}

function atMost31Bits(value: number): number {
  return value > 0x7fffffff ? -1 : value
}
