import { FormatError } from '../../base/errors.ts'
import { canonicalUnit } from '../../base/units.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readText } from '../decoding/text/line-texts.ts'
import type { FormatInput, ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertDepth } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'

const FORMAT = 'shark'
const NODE = /^((?:\| )*)([+ ]) (\d+(?:,\d{3})*(?:\.\d+)?) ?([%a-zµ]*), (.*)$/
const TITLE = /^# Report \d+ - (?:Session \d+ - )?(.*) of (.*\S)\s*$/

/**
 * Reads Shark's outline. A line says what a function and all below it cost; what its callees leave is its own, or what
 * was folded up when the outline was copied: that becomes a frame `(not shown)`. O(bytes).
 * @throws FormatError when there is no line of an outline.
 */
export async function readShark(input: FormatInput, options: ReadOptions = {}): Promise<Recording[]> {
  return [await readText(input, new OutlineReader(), { format: FORMAT, onProgress: options.onProgress })]
}

/** A line whose callees may still follow. */
interface Node {
  readonly stack: number
  readonly symbol: string
  readonly value: number
  /** What its callees have cost so far. */
  callees: number
  hasCallees: boolean
}

class OutlineReader {
  readonly #shared = new SharedBuilder()
  readonly #warnings = new Warnings()
  readonly #rows: { readonly stack: number; readonly value: number }[] = []
  readonly #path: Node[] = []
  #unit: string | null = null
  #title: RegExpExecArray | null = null

  read(text: string, line: number): void {
    const found = NODE.exec(text)
    if (found !== null) this.#add(found, line)
    else if (text.startsWith('#')) this.#title ??= TITLE.exec(text)
    else if (text.trim() !== '' && text.trim() !== 'SharkProfileViewer') {
      this.#warnings.atLine('unreadable-lines', 'Lines that are no part of the outline were left out.', line)
    }
  }

  finish(file: string | null): Recording {
    while (this.#path.length > 0) this.#close()
    if (this.#unit === null) {
      throw new FormatError(FORMAT, 'expected lines of an outline ("+ 12, main, a.out"), found none')
    }
    const isCount = this.#unit === ''
    const part = new StacksBuilder([
      {
        name: isCount ? 'samples' : this.#unit === '%' ? 'share' : 'time',
        unit: isCount ? 'count' : canonicalUnit(this.#unit),
        kind: 'sum',
        precision: 'sampled',
      },
    ])
    for (const { stack, value } of this.#rows) part.add({ stack }, [value])
    return importedRecording(
      { format: FORMAT, file },
      {
        command: this.#title === null ? [] : [this.#title[2]!],
        recorder: {
          name: 'Shark',
          mode: 'sample',
          settings: this.#title === null ? {} : { report: this.#title[1]! },
        },
        warnings: this.#warnings.list(),
      },
      { shared: this.#shared, stacks: part.finish(false) },
    )
  }

  #add([, bars, , number, unit, rest]: RegExpExecArray, line: number): void {
    const depth = bars!.length / 2
    if (depth > this.#path.length) {
      this.#warnings.atLine(
        'skipped-levels',
        'Lines without the one above them were taken one level less deep.',
        line,
      )
    }
    while (this.#path.length > depth) this.#close()
    this.#unit ??= unit!
    const value = Number(number!.replaceAll(',', ''))
    const caller = this.#path.at(-1)
    if (caller !== undefined) {
      caller.callees += value
      caller.hasCallees = true
    }
    const stack = this.#shared.stack(caller?.stack ?? -1, this.#frameOf(rest!))
    this.#path.push({ stack, symbol: rest!, value, callees: 0, hasCallees: false })
    assertDepth(FORMAT, this.#path.length)
  }

  #close(): void {
    const { stack, symbol, value, callees, hasCallees } = this.#path.pop()!
    const caller = this.#path.at(-1)
    // A line of the caller's own name and nothing below it is what the caller cost itself.
    if (!hasCallees) {
      const isOwn = caller !== undefined && caller.symbol === symbol
      this.#rows.push({ stack: isOwn ? caller.stack : stack, value })
    } else if (value > callees) {
      const func = this.#shared.func({ name: '(not shown)', kind: FuncKind.marker })
      this.#rows.push({
        stack: this.#shared.stack(stack, this.#shared.plainFrame(func)),
        value: value - callees,
      })
      this.#warnings.add('folded', 'Costs of callees that were folded up are in frames "(not shown)".')
    }
  }

  /** `name, library`; names of C++ have commas too. */
  #frameOf(text: string): number {
    const comma = text.lastIndexOf(', ')
    const lib = comma === -1 ? '' : text.slice(comma + 2).trim()
    const isLib = lib !== '' && !/[()<>]/.test(lib)
    const name = isLib ? text.slice(0, comma) : text
    return this.#shared.plainFrame(
      this.#shared.func({
        name,
        lib: isLib ? this.#shared.lib({ name: lib, path: lib }) : -1,
        kind: FuncKind.native,
      }),
    )
  }
}
