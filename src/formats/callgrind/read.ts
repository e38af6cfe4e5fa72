import { FormatError, LimitError, UnsupportedVersionError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import { forEachLine } from '../decoding/text/lines.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { titleOf } from '../importing/title.ts'
import { Warnings } from '../importing/warnings.ts'
import { buildRecording } from './build-recording.ts'
import type { Identity } from './func-table.ts'
import { beginsPart, newHeader, type PartHeader, setHeader } from './header.ts'
import type { PartFigures } from './part-figures.ts'
import { partNames } from './part-names.ts'
import { BodyReader } from './read-body.ts'
import { precisionOf } from './value-columns.ts'

const BLANK = 32
const HASH = 35
/** Parts of a file that are kept apart; a program that dumps at every turn makes thousands. */
const MAX_PARTS = 10_000
/** Callgrind has some twenty. */
const MAX_EVENTS = 1000

/** Reads a file in Callgrind's format: a recording for each part and thread. Streamed; memory is that of the distinct
 *  functions, lines and calls. @throws FormatError, UnsupportedVersionError. */
export function readCallgrind(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return readGrind(input, { ...options, format: 'callgrind' })
}

/** Reads the format of Callgrind or the subset that Cachegrind writes. */
export async function readGrind(
  input: FormatInput,
  { format, onProgress }: ReadOptions & { readonly format: string },
): Promise<Recording[]> {
  const reader = new GrindReader(format, input.name)
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  await forEachLine(input.chunks(), {
    format,
    onProgress,
    ahead: (bytes, start, end) => reader.body.ahead(bytes, start, end),
    handle(bytes, from, end, handed) {
      const line = reader.body.enterLine(handed)
      let start = from
      while (start < end && bytes[start]! <= BLANK) start++
      if (start === end || bytes[start] === HASH) return
      if (!reader.body.read(bytes, start, end)) {
        reader.readHeaderLine(decoder.decode(bytes.subarray(start, end)), line)
      }
    },
  })
  return reader.finish()
}

class GrindReader {
  readonly body: BodyReader
  readonly #format: string
  readonly #file: string | null
  readonly #recordings: Recording[] = []
  readonly #headers: PartHeader[] = []
  #header = newHeader(null)
  #figures: PartFigures | null = null
  #warnings = new Warnings()

  constructor(format: string, file: string | null) {
    this.#format = format
    this.#file = file
    this.body = new BodyReader(format)
  }

  readHeaderLine(text: string, line: number): void {
    const found = /^([A-Za-z]\w*(?: \(BB\))?):\s*(.*?)\s*$/.exec(text)
    const key = found?.[1] ?? ''
    const hasFigures = this.#figures !== null && !this.#figures.isEmpty
    if (beginsPart(key, this.#header, hasFigures)) this.#finishPart(line)
    if (found === null || !setHeader(this.#header, key, found[2]!)) {
      // Xdebug puts this line above what it appends to a file.
      if (/^=+ NEW PROFILING FILE =+$/.test(text)) return
      this.#warnings.atLine('unknown-lines', 'Lines that are none of the format were left out.', line)
      return
    }
    if (key === 'version') this.#checkVersion(found[2]!)
    // What stands below the events, before the first figures, counts too.
    if (key === 'events' || (this.#figures !== null && !hasFigures && key !== 'desc')) this.#begin(line)
  }

  finish(): Recording[] {
    if (this.#header.events !== null) this.#finishPart(0)
    if (this.#recordings.length === 0) {
      throw new FormatError(this.#format, 'expected a line "events:" with the names of what was counted', {})
    }
    const names = partNames(titleOf(this.#file, `${this.#format} profile`), this.#headers)
    return this.#recordings.map((recording, i) => ({
      ...recording,
      meta: { ...recording.meta, name: names[i]! },
    }))
  }

  #begin(line: number): void {
    const events = this.#header.events?.length ?? 0
    if (events === 0) throw new FormatError(this.#format, 'expected the names of events', { line })
    if (events > MAX_EVENTS) throw new LimitError(this.#format, `line ${line} names ${events} events`)
    this.#figures = this.body.begin(this.#header, {
      identity: identityOf(this.#header),
      warnings: this.#warnings,
    })
  }

  #finishPart(line: number): void {
    const [header, figures, warnings] = [this.#header, this.#figures, this.#warnings]
    this.#header = newHeader(header)
    this.#figures = null
    this.#warnings = new Warnings()
    if (figures === null) return
    if (this.#recordings.length === MAX_PARTS) {
      throw new LimitError(this.#format, `line ${line} begins part ${MAX_PARTS + 1} of the file`)
    }
    if (header.positions.includes('instr') || header.positions.includes('addr')) {
      warnings.add('instructions', 'Figures of instructions were added up by line: addresses are not kept.')
    }
    const from = { format: this.#format, file: this.#file, name: '' }
    this.#recordings.push(buildRecording({ header, figures, warnings }, this.body, from))
    this.#headers.push(header)
  }

  #checkVersion(version: string): void {
    const major = Number.parseInt(version, 10)
    if (major > 1) throw new UnsupportedVersionError(this.#format, version, '1')
  }
}

/** How the tool that wrote a part tells functions apart. */
function identityOf(header: PartHeader): Identity {
  if (/^callgrind-/.test(header.creator ?? '')) return 'number'
  return header.creator === null && precisionOf(header) === 'sampled' ? 'file' : 'place'
}
