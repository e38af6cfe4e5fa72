import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Constants } from './constants.ts'
import { FORMAT, type Key } from './jfr-reader.ts'
import { isReference, isStruct, type Value } from './values.ts'

/** Stacks and frames of a chunk, each made once. */
export class StackTraces {
  readonly #shared: SharedBuilder
  readonly #constants: Constants
  readonly #stacks = new Map<Key, number>()
  readonly #funcs = new Map<Key, number>()
  readonly #kinds = new Map<Key, string>()
  /** Traces that the recorder cut off at their root. */
  truncated = 0

  constructor(shared: SharedBuilder, constants: Constants) {
    this.#shared = shared
    this.#constants = constants
  }

  /** The stack of a trace, -1 for none. */
  stack(trace: Value | undefined): number {
    if (!isReference(trace)) return this.#read(trace)
    let stack = this.#stacks.get(trace.key)
    if (stack === undefined) {
      stack = this.#read(trace)
      this.#stacks.set(trace.key, stack)
    }
    return stack
  }

  #read(trace: Value | undefined): number {
    const found = this.#constants.struct(trace)
    const frames = found?.fields.get('frames')
    if (!Array.isArray(frames)) return -1
    if (found!.fields.get('truncated') === true) this.truncated++
    assertDepth(FORMAT, frames.length)
    let stack = -1
    for (let i = frames.length - 1; i >= 0; i--) stack = this.#shared.stack(stack, this.#frame(frames[i]))
    assertStackCount(FORMAT, this.#shared.stacks.length)
    return stack
  }

  #frame(value: Value): number {
    const fields = isStruct(value)
      ? value.fields
      : (this.#constants.struct(value)?.fields ?? new Map<string, Value>())
    const kind = this.#kind(fields.get('type'))
    const func = this.#func(fields.get('method'), kind)
    const line = fields.get('lineNumber')
    const known = typeof line === 'number' && line > 0 && line < 0x80000000 ? line : -1
    return this.#shared.frame({ func, line: known, inlined: kind === 'Inlined' ? 1 : 0 })
  }

  #kind(type: Value | undefined): string {
    if (!isReference(type)) return this.#constants.text(type) ?? ''
    let kind = this.#kinds.get(type.key)
    if (kind === undefined) {
      kind = this.#constants.text(type) ?? ''
      this.#kinds.set(type.key, kind)
    }
    return kind
  }

  #func(method: Value | undefined, kind: string): number {
    const known = isReference(method) ? this.#funcs.get(method.key) : undefined
    if (known !== undefined) return known
    const fields = this.#constants.struct(method)?.fields
    const owner = className(this.#constants, fields?.get('type'))
    const name = this.#constants.text(fields?.get('name')) ?? '[unknown]'
    const descriptor = this.#constants.text(fields?.get('descriptor')) ?? ''
    const full = owner === '' ? name : `${owner}.${name}`
    const func = this.#shared.func({
      name: full,
      // Methods of one name differ in what they take.
      systemName: descriptor === '' ? undefined : `${full}${descriptor}`,
      kind:
        kind === 'Kernel'
          ? FuncKind.kernel
          : kind === 'Native' || kind === 'C++'
            ? FuncKind.native
            : FuncKind.unknown,
    })
    if (isReference(method)) this.#funcs.set(method.key, func)
    return func
  }
}

/** "java.lang.String", '' for none. */
export function className(constants: Constants, type: Value | undefined): string {
  const name = constants.text(constants.struct(type)?.fields.get('name'))
  return name === null ? '' : name.replaceAll('/', '.')
}
