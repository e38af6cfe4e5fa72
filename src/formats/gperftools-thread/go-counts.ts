import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { type Label, SharedBuilder } from '../../model/shared-builder.ts'
import { AddressStacks } from '../decoding/gperftools/address-stacks.ts'
import { GoComments } from '../decoding/gperftools/go-comments.ts'
import { isMapTitle, MemoryMap } from '../decoding/gperftools/memory-map.ts'
import { framesByAddress, SymbolTable } from '../decoding/gperftools/symbols.ts'
import { importedRecording } from '../importing/imported.ts'
import { Warnings } from '../importing/warnings.ts'
import type { ThreadTextReader } from './text-reader.ts'

interface CountRow {
  readonly count: number
  readonly stack: number
  labels: readonly Label[]
}

const TITLE = /^\s*(\w+) profile: total (\d{1,15})\s*$/
const AT = 64
const LABELS = /^# labels: (\{.*\})\s*$/

/** Reads Go's count profiles at `debug=1`: goroutine, threadcreate and those that programs add, by stack. */
export class GoCountReader implements ThreadTextReader {
  readonly #format: string
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  readonly #stacks: AddressStacks
  readonly #symbols = new SymbolTable()
  readonly #comments = new GoComments(this.#symbols)
  readonly #map = new MemoryMap()
  readonly #warnings = new Warnings()
  readonly #rows: CountRow[] = []
  #isMap = false
  #name = ''
  #total = 0

  constructor(format: string) {
    this.#format = format
    this.#stacks = new AddressStacks(format)
  }

  line(bytes: Uint8Array, start: number, end: number, line: number): void {
    if (!this.#isMap && this.#name !== '' && this.#addRow(bytes, start, end)) return
    const text = this.#decoder.decode(bytes.subarray(start, end))
    if (this.#isMap) this.#map.add(text)
    else if (isMapTitle(text)) this.#isMap = true
    else if (this.#name === '') {
      const title = TITLE.exec(text)
      this.#name = title?.[1] ?? ''
      this.#total = Number(title?.[2] ?? 0)
    } else if (text.startsWith('#')) this.#addComment(text)
    else if (text.trim() !== '' && !text.startsWith('---')) {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no count with a stack were left out.', line)
    }
  }

  finish(file: string | null): Recording {
    this.#comments.end()
    if (this.#name === '') {
      throw new FormatError(this.#format, 'expected "goroutine profile: total …", found none', { line: 1 })
    }
    const shared = new SharedBuilder()
    const framesOf = framesByAddress({ shared, symbols: this.#symbols, libOf: this.#map.libs(shared) })
    const resolved = this.#stacks.resolve(shared, framesOf, 'all')
    const name =
      this.#name === 'goroutine' ? 'goroutines' : this.#name === 'threadcreate' ? 'threads' : this.#name
    const kind = this.#name === 'goroutine' ? 'snapshot' : 'sum'
    const part = new StacksBuilder([{ name, unit: 'count', kind, precision: 'exact' }])
    let sum = 0
    for (const { count, stack, labels } of this.#rows) {
      part.add({ stack: resolved[stack]!, labels: shared.labelSet(labels) }, [count])
      sum += count
    }
    if (sum !== this.#total) {
      this.#warnings.add('totals-differ', `The title says ${this.#total}, the rows add up to ${sum}.`)
    }
    return importedRecording(
      { format: this.#format, file },
      { recorder: { name: 'Go runtime/pprof', mode: this.#name }, warnings: this.#warnings.list() },
      { shared, stacks: part.finish(false) },
    )
  }

  /** A row `4 @ 0x1 0x2`. */
  #addRow(bytes: Uint8Array, start: number, end: number): boolean {
    const at = bytes.subarray(start, Math.min(end, start + 30)).indexOf(AT)
    if (at === -1) return false
    const count = /^\s*(\d{1,15}) $/.exec(this.#decoder.decode(bytes.subarray(start, start + at)))
    if (count === null) return false
    this.#comments.end()
    this.#rows.push({
      count: Number(count[1]),
      stack: this.#stacks.ofText(bytes, start + at + 1, end),
      labels: [],
    })
    return true
  }

  #addComment(text: string): void {
    const labels = LABELS.exec(text)
    const row = this.#rows.at(-1)
    if (labels !== null && row !== undefined) row.labels = labelsOf(labels[1]!)
    else this.#comments.add(text)
  }
}

/** Labels as Go prints them: `{"key":"value", "other":"value"}` in Go's quotes, which are nearly JSON's. */
function labelsOf(text: string): Label[] {
  const found: Label[] = []
  for (const [, key, value] of text.matchAll(/"((?:[^"\\]|\\.)*)":"((?:[^"\\]|\\.)*)"/g)) {
    found.push({ key: unquote(key!), text: unquote(value!) })
  }
  return found
}

function unquote(text: string): string {
  return text.replace(/\\(["\\])/g, '$1')
}
