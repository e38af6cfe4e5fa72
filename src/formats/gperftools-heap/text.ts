import { GoComments } from '../decoding/gperftools/go-comments.ts'
import { isMapTitle } from '../decoding/gperftools/memory-map.ts'
import { addJavaSymbol, addRawSymbol } from '../decoding/gperftools/symbols.ts'
import type { HeapBuilder } from './heap-builder.ts'

/** The sampling of Java's heap profiles, which do not say it (google/pprof). */
const JAVA_PERIOD = 524_288

const HEADER =
  /^heap profile: *(-?\d{1,20}): *(-?\d{1,20}) *\[ *(-?\d{1,20}): *(-?\d{1,20}) *\](?: *@ *(\S*))?/
const JEMALLOC = /^heap_v2\/(\d{1,15})\s*$/
/** `t3: objects: bytes [objects: bytes] name`: a thread of jemalloc, or all of them. */
const THREAD = /^\s*(t\*|t\d{1,19}): *(-?\d{1,20}): *(-?\d{1,20}) *\[ *(-?\d{1,20}): *(-?\d{1,20}) *\] ?(.*)$/
const STATISTIC = /^# (\w+) = (-?\d+(?:\.\d+)?)(?: \/ \d+)?$/

/** Everything in a heap profile but the rows of figures and stacks: which part of the file a line is in, and what it says. */
export class HeapText {
  readonly #builder: HeapBuilder
  readonly #comments: GoComments
  #part: 'start' | 'symbols' | 'rows' | 'java' | 'map' = 'start'
  hasHeader = false

  constructor(builder: HeapBuilder) {
    this.#builder = builder
    this.#comments = new GoComments(builder.symbols)
  }

  get isRows(): boolean {
    return this.#part === 'rows'
  }

  get isJava(): boolean {
    return this.#part === 'java'
  }

  endComments(): void {
    this.#comments.end()
  }

  add(line: string, number: number): void {
    const part = this.#part
    if (part === 'start') this.#atStart(line)
    else if (part === 'symbols') this.#symbol(line)
    else if (part === 'map') this.#builder.map.add(line)
    else if (isMapTitle(line)) this.#part = 'map'
    else if (part === 'java') this.#java(line, number)
    else this.#other(line, number)
  }

  #atStart(line: string): void {
    const header = HEADER.exec(line)
    const jemalloc = JEMALLOC.exec(line)
    if (header !== null) {
      this.#begin('rows')
      this.#builder.header({ tag: header[5] ?? '', totals: header.slice(1, 5).map(Number) })
    } else if (jemalloc !== null) {
      this.#begin('rows')
      this.#builder.header({ tag: `heap_v2/${jemalloc[1]}`, totals: null })
    } else if (/^--- *symbol/.test(line)) {
      this.#part = 'symbols'
      this.#builder.isLowered = true
    } else if (/^\s*format *= *java/.test(line)) {
      this.#begin('java')
      this.#builder.header({ tag: `heapz_v2/${JAVA_PERIOD}`, totals: null })
      this.#builder.isJava = true
    }
  }

  #begin(part: 'rows' | 'java'): void {
    this.#part = part
    this.hasHeader = true
  }

  #symbol(line: string): void {
    if (/^---/.test(line)) this.#part = 'start'
    else if (!addRawSymbol(line, this.#builder.symbols)) {
      const binary = /^binary=(.+)$/.exec(line)?.[1]
      if (binary !== undefined) this.#builder.command.push(binary)
    }
  }

  #java(line: string, number: number): void {
    if (line.trim() === '' || /^\s*[a-z ]+ *=/.test(line)) return
    if (!addJavaSymbol(line, this.#builder.symbols))
      this.#builder.warnings.atLine('unreadable-lines', UNREADABLE, number)
  }

  #other(line: string, number: number): void {
    const thread = THREAD.exec(line)
    if (thread !== null) {
      const figures = thread.slice(2, 6).map(Number) as [number, number, number, number]
      this.#builder.addThread(thread[1]!, figures, thread[6]!.trim())
      return
    }
    if (this.#comments.add(line) || line.trim() === '') return
    if (line.startsWith('#')) {
      const statistic = STATISTIC.exec(line)
      if (statistic !== null) this.#builder.addStatistic(statistic[1]!, Number(statistic[2]))
      return
    }
    // Further parts that some servers append.
    if (line.startsWith('---')) return
    this.#builder.warnings.atLine('unreadable-lines', UNREADABLE, number)
  }
}

const UNREADABLE = 'Lines that are neither figures with a stack nor anything else known were left out.'
