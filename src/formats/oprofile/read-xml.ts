import { FormatError } from '../../base/errors.ts'
import { CallsBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import type { XmlAttributes } from '../decoding/xml/parse-xml-tag.ts'
import { readXml } from '../decoding/xml/read-xml.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import { CallSums } from './call-sums.ts'
import { type CountedEvent, settingsOf, valueTypesOf, warnOfTotals } from './events.ts'
import { type ReportSymbol, symbolRow } from './symbol-rows.ts'

const FORMAT = 'oprofile'
const NO_SYMBOL: ReportSymbol = { name: '', image: '', app: '', file: '', line: -1 }

/** Reads `opreport -X`. The table of symbols stands at the end, so that the counts are kept until then. O(bytes).
 *  @throws FormatError where the XML is broken or counts nothing. */
export async function readReportXml(input: FormatInput, options: ReadOptions): Promise<Recording[]> {
  const reader = new XmlReader()
  await readXml(input.chunks(), { format: FORMAT, handle: reader, onProgress: options.onProgress })
  return [reader.finish(input.name)]
}

/** A symbol of the report: an entry, or a caller or callee in one. */
interface Mention {
  readonly id: string
  readonly image: string
  readonly app: string
  readonly role: 'entry' | 'caller' | 'callee'
  readonly isSelf: boolean
  readonly samples: number[]
}

class XmlReader {
  readonly #mentions: Mention[] = []
  readonly #symbols = new Map<string, { name: string; file: string; line: number }>()
  readonly #events: CountedEvent[] = []
  readonly #eventOfClass = new Map<string, number>()
  readonly #warnings = new Warnings()
  readonly #open: Mention[] = []
  readonly #modules: string[] = []
  #platform: string | null = null
  #app = ''
  #role: 'entry' | 'caller' | 'callee' = 'entry'
  #count: { event: number; text: string } | null = null

  open(name: string, attributes: XmlAttributes): void {
    const get = (key: string) => attributes.get(key) ?? ''
    if (name === 'profile') this.#platform = get('cputype') || get('processor') || null
    else if (name === 'eventsetup')
      this.#events.push({ name: get('eventname'), period: Number(get('setupcount')) })
    else if (name === 'timersetup') this.#events.push({ name: 'TIMER', period: Number.NaN })
    else if (name === 'class') this.#openClass(get('name'), get('event'), attributes.has('cpu'))
    else if (name === 'binary' || name === 'process') this.#app = get('name')
    else if (name === 'module') this.#modules.push(get('name'))
    else if (name === 'callers' || name === 'callees') this.#role = name === 'callers' ? 'caller' : 'callee'
    else if (name === 'symbol') this.#openSymbol(get('idref'), get('self') === 'true' || get('self') === '1')
    else if (name === 'symboldata') this.#addSymbol(get('id'), attributes)
    else if (name === 'count') this.#count = { event: this.#eventOfClass.get(get('class')) ?? 0, text: '' }
    else if (name === 'detaildata') {
      this.#warnings.add('details', 'Samples of single instructions (opreport -d) were left out.')
    }
  }

  text(text: string): void {
    if (this.#count !== null && this.#count.text.length < 40) this.#count.text += text
  }

  close(name: string): void {
    if (name === 'module') this.#modules.pop()
    else if (name === 'symbol') this.#open.pop()
    else if (name === 'callers' || name === 'callees') this.#role = 'entry'
    else if (name === 'count') this.#closeCount()
  }

  finish(file: string | null): Recording {
    if (this.#mentions.length === 0) throw new FormatError(FORMAT, 'expected symbols with counts, found none')
    const shared = new SharedBuilder()
    const columns = this.#mentions.reduce((most, { samples }) => Math.max(most, samples.length), 1)
    const calls = new CallsBuilder(valueTypesOf(this.#events, columns))
    const sums = new CallSums(calls, columns)
    let entry = -1
    for (const mention of this.#mentions) {
      const row = symbolRow(shared, calls, this.#symbolOf(mention))
      if (mention.role === 'entry') {
        entry = row
        sums.addSelf(row, mention.samples)
      } else if (entry !== -1 && mention.role === 'caller') {
        sums.addArc(row, entry, { samples: mention.samples, under: 'callee' })
      } else if (entry !== -1 && !mention.isSelf) {
        sums.addArc(entry, row, { samples: mention.samples, under: 'caller' })
      }
    }
    sums.finish()
    warnOfTotals(this.#warnings, calls.edges.length > 0)
    return importedRecording(
      { format: FORMAT, file },
      {
        platform: this.#platform,
        recorder: { name: 'OProfile', mode: 'sample', settings: settingsOf(this.#events) },
        warnings: this.#warnings.list(),
      },
      { shared, calls: calls.finish() },
    )
  }

  #openClass(name: string, event: string, hasCpu: boolean): void {
    // An index, and so small whatever the file says.
    const index = /^\d{1,3}$/.test(event) ? Number(event) : 0
    this.#eventOfClass.set(name, index)
    if (hasCpu) this.#warnings.add('cpus', 'Samples of several CPUs were added.')
  }

  #openSymbol(id: string, isSelf: boolean): void {
    // Callers and callees stand in modules of their own; directly in an entry they are of its module.
    const image = this.#modules.at(-1) ?? this.#app
    const mention: Mention = { id, image, app: this.#app, role: this.#role, isSelf, samples: [] }
    this.#mentions.push(mention)
    this.#open.push(mention)
  }

  #addSymbol(id: string, attributes: XmlAttributes): void {
    const line = Number(attributes.get('line') ?? -1)
    this.#symbols.set(id, {
      name: attributes.get('name') ?? '',
      file: attributes.get('file') ?? '',
      line: Number.isInteger(line) && line > 0 && line <= 0x7fffffff ? line : -1,
    })
  }

  #closeCount(): void {
    const { event, text } = this.#count!
    this.#count = null
    const mention = this.#open.at(-1)
    // Counts of binaries and modules are the sums of those of their symbols.
    if (mention === undefined) return
    const samples = Number(text.trim())
    if (!Number.isInteger(samples) || samples < 0) {
      throw new FormatError(
        FORMAT,
        `<count>: expected a number of samples, found ${JSON.stringify(text.trim())}`,
      )
    }
    while (mention.samples.length < event) mention.samples.push(0)
    mention.samples[event] = (mention.samples[event] ?? 0) + samples
  }

  #symbolOf({ id, image, app }: Mention): ReportSymbol {
    const found = this.#symbols.get(id)
    return { ...NO_SYMBOL, ...found, image, app }
  }
}
