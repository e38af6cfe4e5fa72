import { ByteStrings } from '../../base/byte-strings.ts'
import { parseTimelessLine, type TimelessLine } from './timeless-line.ts'

/** What a text without a time says, and what of it is looked up as bytes. */
export interface TimelessText {
  /** Null where it begins no sample. */
  readonly line: TimelessLine | null
  /** Whether it is short and ends in a space, as a command's name alone does. */
  readonly isBlankEnded: boolean
  /** From `PERF_RECORD_` on, null where it is none. */
  readonly side: string | null
  /** The command's name and ids, and the event, empty where they were not printed. */
  readonly header: Uint8Array
  readonly event: Uint8Array
  /** Whether anything follows the event. */
  readonly hasRest: boolean
}

/** Texts remembered; where periods are printed, most differ. */
const REMEMBERED = 4096

/** Takes lines without a time apart, each text once where few are distinct. */
export class TimelessTexts {
  readonly #texts = new ByteStrings()
  readonly #found: TimelessText[] = []
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #encoder = new TextEncoder()

  /** What the text `[start, end)` says. */
  of(bytes: Uint8Array, start: number, end: number): TimelessText {
    const known = this.#texts.find(bytes, start, end)
    if (known !== -1) return this.#found[known]!
    const found = this.#parse(this.#decoder.decode(bytes.subarray(start, end)))
    if (this.#texts.size < REMEMBERED) {
      this.#texts.intern(bytes, start, end)
      this.#found.push(found)
    }
    return found
  }

  #parse(text: string): TimelessText {
    const line = parseTimelessLine(text)
    const side = text.indexOf('PERF_RECORD_')
    return {
      line,
      isBlankEnded: text.endsWith(' ') && text.length < 40,
      side: side === -1 ? null : text.slice(side),
      header: this.#encoder.encode((line?.header ?? text).trim()),
      event: this.#encoder.encode(line?.event ?? ''),
      hasRest: (line?.rest ?? '').trim() !== '',
    }
  }
}
