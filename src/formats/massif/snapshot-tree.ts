import { StacksBuilder } from '../../model/part-builders.ts'
import type { StacksPart, ValueType } from '../../model/recording.ts'
import type { SharedBuilder } from '../../model/shared-builder.ts'
import { type ParsedFrames, ValgrindFrames } from '../importing/valgrind-frames.ts'

const IN_USE: ValueType = { name: 'in-use bytes', unit: 'bytes', kind: 'snapshot', precision: 'exact' }
const PEAK: ValueType = { ...IN_USE, name: 'peak bytes' }

/** A node whose children are still to come. */
interface OpenNode {
  readonly text: string
  readonly bytes: number
  ofChildren: number
  /** The node it stands under, null for the outermost. */
  readonly parent: OpenNode | null
}

/** The tree of one snapshot: allocation sites with their callers below them, bytes at each. Nodes become stacks when
 *  they are left; what a site's callers do not account for is its own. */
export class SnapshotTree {
  readonly #open: OpenNode[] = []
  readonly #sites: { readonly node: OpenNode; readonly bytes: number }[] = []
  readonly #parsed: ParsedFrames
  /** Of the outermost node: all that was in use. */
  bytes = 0

  /** `parsed` is shared by the trees of a file. */
  constructor(parsed: ParsedFrames) {
    this.#parsed = parsed
  }

  /** Takes a line ` n1: 820120 0x109213: keep (work.c:14)`, as deep as it has blanks before it; false when it cannot be
   *  where it stands. */
  add(line: string): boolean {
    const found = /^( *)n\d+: (\d{1,20}) (.*?)\s*$/.exec(line)
    const depth = found?.[1]?.length ?? 0
    if (found === null || depth > this.#open.length) return false
    while (this.#open.length > depth) this.#close()
    const bytes = Number(found[2])
    const parent = this.#open.at(-1) ?? null
    if (parent === null) this.bytes += bytes
    else parent.ofChildren += bytes
    this.#open.push({ text: frameText(found[3]!), bytes, ofChildren: 0, parent })
    return true
  }

  /** `isPeak`: of the moment when most was in use. */
  finish(format: string, shared: SharedBuilder, isPeak: boolean): StacksPart {
    while (this.#open.length > 0) this.#close()
    const frames = new ValgrindFrames(format, shared, this.#parsed)
    const part = new StacksBuilder([isPeak ? PEAK : IN_USE])
    for (const { node, bytes } of this.#sites) part.add({ stack: frames.stack(textsOf(node)) }, [bytes])
    return part.finish(false)
  }

  #close(): void {
    const node = this.#open.pop()!
    const own = node.bytes - node.ofChildren
    if (own > 0) this.#sites.push({ node, bytes: own })
  }
}

/** The descriptions on the way to a node, innermost first. The outermost node stands for all allocation functions. */
function textsOf(node: OpenNode): string[] {
  const texts: string[] = []
  for (let at = node; at.parent !== null; at = at.parent) texts.push(at.text)
  return texts.reverse()
}

/** "in 4 places, all below massif's threshold (5.00%)" is no code. */
function frameText(text: string): string {
  return /^in \d+ places?, /.test(text) ? '[below the threshold]' : text
}
