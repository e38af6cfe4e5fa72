import { FormatError } from '../../base/errors.ts'
import { StacksBuilder } from '../../model/part-builders.ts'
import type { Recording } from '../../model/recording.ts'
import { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { readXml } from '../decoding/xml/read-xml.ts'
import type { ReadOptions } from '../format.ts'
import { importedRecording } from '../importing/imported.ts'
import { assertStackCount } from '../importing/limits.ts'
import { Warnings } from '../importing/warnings.ts'
import { topDown } from './top-down.ts'

const FORMAT = 'sysprof'

/** Reads sysprof's XML: a tree of nodes with the samples of each. O(bytes).
 *  @throws FormatError */
export async function readTree(
  bytes: Uint8Array,
  { name, onProgress }: ReadOptions & { readonly name: string | null },
): Promise<Recording[]> {
  const reader = new ProfileReader()
  await readXml([bytes], { format: FORMAT, handle: reader, onProgress })
  return [reader.finish(name)]
}

/** The fields of an object or node while it is read. */
type Fields = Map<string, string>

class ProfileReader {
  readonly #names = new Map<string, string>()
  readonly #ids: string[] = []
  readonly #objects: string[] = []
  readonly #parents: string[] = []
  readonly #selfs: number[] = []
  readonly #warnings = new Warnings()
  #size = Number.NaN
  #kind: 'object' | 'node' | null = null
  #fields: Fields = new Map()
  #field: string | null = null

  open(name: string, attributes: ReadonlyMap<string, string>): void {
    if (name === 'object' && this.#kind === 'node') this.#field = name
    else if (name === 'object' || name === 'node') {
      this.#kind = name
      this.#fields = new Map([['id', attributes.get('id') ?? '']])
      this.#field = null
    } else this.#field = name
  }

  text(text: string): void {
    if (this.#field !== null) this.#fields.set(this.#field, (this.#fields.get(this.#field) ?? '') + text)
  }

  close(name: string): void {
    if (name === 'size' && this.#kind === null) this.#size = this.#number('size')
    else if (name === this.#kind && this.#field !== name) {
      if (name === 'object') this.#addObject()
      else this.#addNode()
      this.#kind = null
    }
    this.#field = null
  }

  finish(file: string | null): Recording {
    const shared = new SharedBuilder()
    const part = new StacksBuilder([{ name: 'samples', unit: 'count', kind: 'sum', precision: 'sampled' }])
    const { order, parent, orphans } = topDown(this.#ids, this.#parents)
    if (orphans > 0) {
      this.#warnings.add(
        'orphans',
        `${orphans} nodes have a parent that is not in the file, and were taken as roots.`,
      )
    }
    const stacks = new Int32Array(this.#ids.length)
    const frames = new Map<string, number>()
    const known = new Set<string>()
    const numbers: number[] = []
    // Functions in the order of the file's objects.
    const used = new Set(this.#objects)
    for (const object of this.#names.keys()) {
      if (!used.has(object)) continue
      const frame = this.#frame(shared, object, known)
      frames.set(object, frame)
      numbers[shared.frames.columns.func.get(frame)] = Number(object)
    }
    let samples = 0
    for (const node of order) {
      const object = this.#objects[node]!
      const frame = frames.get(object) ?? this.#frame(shared, object, known)
      stacks[node] = shared.stack(parent[node] === -1 ? -1 : stacks[parent[node]!]!, frame)
      assertStackCount(FORMAT, shared.stacks.length)
      if (this.#selfs[node]! === 0) continue
      part.add({ stack: stacks[node]! }, [this.#selfs[node]!])
      samples += this.#selfs[node]!
    }
    if (order.length < this.#ids.length) {
      throw new FormatError(FORMAT, 'expected a tree, found nodes that are below themselves')
    }
    if (this.#size !== samples && !Number.isNaN(this.#size)) {
      this.#warnings.add('other-sum', `The nodes have ${samples} samples, the file says ${this.#size}.`)
    }
    return importedRecording(
      { format: FORMAT, file },
      {
        recorder: { name: 'Sysprof', mode: 'sample' },
        warnings: this.#warnings.list(),
        // Per func the number of its object.
        extra: { sysprof: { objects: numbers } },
      },
      { shared, stacks: part.finish(false) },
    )
  }

  #addObject(): void {
    const name = (this.#fields.get('name') ?? '').trim()
    this.#names.set(this.#fields.get('id')!, name.replace(/^"(.*)"$/s, '$1'))
  }

  #addNode(): void {
    this.#ids.push(this.#fields.get('id')!)
    this.#objects.push((this.#fields.get('object') ?? '').trim())
    this.#parents.push((this.#fields.get('parent') ?? '').trim())
    this.#selfs.push(this.#number('self'))
  }

  #number(field: string): number {
    const text = (this.#fields.get(field) ?? '').trim()
    if (/^\d{1,15}$/.test(text)) return Number(text)
    throw new FormatError(FORMAT, `<${field}>: expected a number of samples, found ${JSON.stringify(text)}`)
  }

  #frame(shared: SharedBuilder, object: string, known: Set<string>): number {
    const name = this.#names.get(object)
    if (name === undefined) {
      throw new FormatError(
        FORMAT,
        `<object>: expected the number of an object, found ${JSON.stringify(object)}`,
      )
    }
    const isKernel = /^\[?in kernel\b|^\[?kernel\b/i.test(name)
    const isMarker = /^In file |^Everything$|^\[.*\]$/.test(name)
    const kind = isKernel ? FuncKind.kernel : isMarker ? FuncKind.marker : FuncKind.native
    // Objects are told apart by number: functions of several programs share names.
    const isKnown = known.has(name)
    known.add(name)
    const func = isKnown ? shared.funcs.add({ name: shared.string(name), kind }) : shared.func({ name, kind })
    return shared.plainFrame(func)
  }
}
