import { findMapping } from './address-map.ts'
import type { EventAttr } from './event-attr.ts'
import { bigint64 } from './perf-bytes.ts'
import type { AddressSpace } from './processes.ts'
import type { SampleReader } from './sample-reader.ts'
import { instructionRegister, registerOf, type SavedStack, type StackUnwinder } from './saved-stack.ts'
import type { StackBuilder } from './stack-builder.ts'
import type { Warnings } from './warnings.ts'

/** A sample whose user code was not known when it was taken. */
interface Deferred {
  readonly row: number
  /** Its frames so far, leaf first. */
  readonly frames: Int32Array
  readonly space: AddressSpace
}

/** The user part of stacks that the kernel did not walk: saved as memory and registers, or brought by a later record. */
export class UserStacks {
  readonly #unwinder: StackUnwinder | null
  readonly #deferred = new Map<string, Deferred[]>()
  #saved = 0
  #unwound = 0

  constructor(unwinder: StackUnwinder | null) {
    this.#unwinder = unwinder
  }

  /** Appends the user frames of a saved stack; without an unwinder, the one that the registers tell. */
  add(options: {
    sample: SampleReader
    stack: StackBuilder
    space: AddressSpace
    attr: EventAttr
    architecture: string | null
  }): void {
    const { sample, stack, space, attr, architecture } = options
    const { userRegisters, stackLength } = sample
    if (userRegisters.abi === 0 || stackLength === 0 || stack.userLength > 1) return
    this.#saved++
    const registers: bigint[] = []
    for (let rest = attr.userRegisters, at = userRegisters.at; rest > 0n; rest >>= 1n) {
      if ((rest & 1n) === 0n) continue
      registers.push(bigint64(sample.block!, at))
      at += 8
    }
    const saved: SavedStack = {
      pid: sample.pid,
      tid: sample.tid,
      architecture,
      abi: userRegisters.abi,
      mask: attr.userRegisters,
      registers,
      stack: sample.block!.bytes.subarray(sample.stackAt, sample.stackAt + stackLength),
      isLittle: sample.block!.isLittle,
      mappingAt: address => findMapping(space.map, address),
    }
    const addresses = this.#unwinder?.unwind(saved) ?? []
    if (addresses.length > 0) {
      this.#unwound++
      stack.replaceUser(space, addresses)
    } else if (stack.userLength === 0) {
      const instruction = registerOf(saved, instructionRegister(architecture))
      if (instruction !== null) stack.replaceUser(space, [instruction])
    }
  }

  /** Keeps a sample until the record with its cookie comes. */
  defer(row: number, { stack, space }: { stack: StackBuilder; space: AddressSpace }): void {
    const key = keyOf(stack.deferred!)
    const waiting = this.#deferred.get(key)
    const entry = { row, frames: stack.frames(), space }
    if (waiting === undefined) this.#deferred.set(key, [entry])
    else waiting.push(entry)
  }

  /** The samples that waited for a cookie; they wait no more. */
  take(cookie: { readonly low: number; readonly high: number }): readonly Deferred[] {
    const key = keyOf(cookie)
    const waiting = this.#deferred.get(key) ?? []
    this.#deferred.delete(key)
    return waiting
  }

  finish(warnings: Warnings): void {
    const left = this.#saved - this.#unwound
    const message =
      'Samples carry a copy of their stack that was not unwound; they show the user function that ran only.'
    warnings.add('stacks-not-unwound', message, left)
    let waiting = 0
    for (const list of this.#deferred.values()) waiting += list.length
    warnings.add(
      'user-part-missing',
      'The user part of these stacks was to come later and never came.',
      waiting,
    )
  }
}

function keyOf({ low, high }: { readonly low: number; readonly high: number }): string {
  return `${high}:${low}`
}
