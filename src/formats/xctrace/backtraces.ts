import type { SharedBuilder } from '../../model/shared-builder.ts'
import { FuncKind } from '../../model/tables.ts'
import { guessFuncKind } from '../importing/func-kind.ts'
import { assertDepth, assertStackCount } from '../importing/limits.ts'
import type { Warnings } from '../importing/warnings.ts'
import { childOf, type XmlNode } from './nodes.ts'

/** The stacks of backtraces. Elements that are referred to again are the same objects, so that each is read once. */
export class Backtraces {
  readonly #format: string
  readonly #shared: SharedBuilder
  readonly #warnings: Warnings
  readonly #stacks = new Map<XmlNode, number>()
  readonly #frames = new Map<XmlNode, number>()
  readonly #libs = new Map<XmlNode, number>()

  constructor(format: string, shared: SharedBuilder, warnings: Warnings) {
    this.#format = format
    this.#shared = shared
    this.#warnings = warnings
  }

  /** The stack of a `<backtrace>`, or of what holds one; frames stand leaf first. */
  stackOf(node: XmlNode): number {
    let stack = this.#stacks.get(node)
    if (stack === undefined) {
      const trace = childOf(node, 'backtrace') ?? node
      const frames = trace.children.filter(child => child.name === 'frame')
      assertDepth(this.#format, frames.length)
      stack = -1
      for (const frame of frames.reverse()) stack = this.#shared.stack(stack, this.#frameOf(frame))
      assertStackCount(this.#format, this.#shared.stacks.length)
      this.#stacks.set(node, stack)
    }
    return stack
  }

  #frameOf(node: XmlNode): number {
    let frame = this.#frames.get(node)
    if (frame === undefined) {
      const address = parseAddress(node.attributes.get('addr'))
      const written = node.attributes.get('name') ?? ''
      const binary = childOf(node, 'binary')
      const lib = binary === undefined ? -1 : this.#libOf(binary)
      const source = childOf(node, 'source')
      const file = childOf(source, 'path')?.text.trim()
      const line = Number(source?.attributes.get('line') ?? -1)
      const name = written === '' ? `0x${address.toString(16)}` : written
      const isAddress = /^0x[0-9a-f]+$/i.test(name)
      if (isAddress && lib === -1)
        this.#warnings.add('no-binary', 'Addresses stand in no binary that the export names.')
      const guess = guessFuncKind(name, file)
      const kind = isAddress ? FuncKind.address : guess === FuncKind.unknown ? FuncKind.native : guess
      const func = this.#shared.func({ name, file: file === '' ? undefined : file, lib, kind })
      const isLine = Number.isInteger(line) && line > 0 && line <= 0x7fffffff
      frame = this.#shared.frame({ func, line: isLine ? line : -1, lib, address })
      this.#frames.set(node, frame)
    }
    return frame
  }

  #libOf(node: XmlNode): number {
    let lib = this.#libs.get(node)
    if (lib === undefined) {
      const name = node.attributes.get('name') ?? ''
      const uuid = node.attributes.get('UUID')?.replaceAll('-', '').toLowerCase()
      lib = this.#shared.lib({
        name,
        path: node.attributes.get('path') ?? name,
        ...(uuid === undefined || uuid === '' ? {} : { buildId: uuid }),
        start: parseAddress(node.attributes.get('load-addr')),
      })
      this.#libs.set(node, lib)
    }
    return lib
  }
}

function parseAddress(text: string | undefined): bigint {
  return text !== undefined && /^0x[0-9a-f]{1,16}$/i.test(text) ? BigInt(text) : 0n
}
