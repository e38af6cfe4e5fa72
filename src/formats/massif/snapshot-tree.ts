import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { ValgrindFrames } from '../importing/valgrind-frames.ts'

const IN_USE: ValueType = { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' }

/** A node whose children are still to come. */
interface OpenNode {
  readonly text: string
  readonly bytes: number
  ofChildren: number
}

/** The tree of one snapshot: allocation sites with their callers below them, bytes at each. Nodes become stacks when
 *  they are left; what a site's callers do not account for is its own. */
export class SnapshotTree {
  readonly #open: OpenNode[] = []
  readonly #leaves: { readonly texts: readonly string[]; readonly bytes: number }[] = []

  /** Takes a line ` n1: 820120 0x109213: keep (work.c:14)`, as deep as it has blanks before it; false when it cannot be
   *  where it stands. */
  add(line: string): boolean {
    const found = /^( *)n\d+: (\d{1,20}) (.*?)\s*$/.exec(line)
    const depth = found?.[1]?.length ?? 0
    if (found === null || depth > this.#open.length) return false
    while (this.#open.length > depth) this.#close()
    const bytes = Number(found[2])
    const parent = this.#open.at(-1)
    if (parent !== undefined) parent.ofChildren += bytes
    this.#open.push({ text: frameText(found[3]!), bytes, ofChildren: 0 })
    return true
  }

  finish(format: string, shared: SharedBuilder): StacksPart {
    while (this.#open.length > 0) this.#close()
    const frames = new ValgrindFrames(format, shared)
    const part = new StacksBuilder([IN_USE])
    for (const { texts, bytes } of this.#leaves) part.add({ stack: frames.stack(texts) }, [bytes])
    return part.finish(false)
  }

  #close(): void {
    const { bytes, ofChildren } = this.#open.at(-1)!
    const own = bytes - ofChildren
    // The outermost node stands for all allocation functions.
    if (own > 0) this.#leaves.push({ texts: this.#open.slice(1).map(node => node.text), bytes: own })
    this.#open.pop()
  }
}

/** "in 4 places, all below massif's threshold (5.00%)" is no code. */
function frameText(text: string): string {
  return /^in \d+ places?, /.test(text) ? '[below the threshold]' : text
}
