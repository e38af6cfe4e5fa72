import { comparedTypes } from '../../src/analysis/difference/value-pairs.ts'
import { keptWith } from '../../src/base/kept-with.ts'
import type { Recording } from '../../src/model/recording.ts'
import { parseTransform } from '../../src/query/filter/transform-grammar.ts'
import { type AppliedTransform, applyTransform, type Transformed } from '../../src/query/filter/transforms.ts'
import { makeFuncDirectory, makeThreadDirectory } from './directory.ts'
import type { DeriveAnswer } from './protocol.ts'

/** Transformed recordings that are kept, of one recording: going back and forth is then no work. */
const KEPT = 6

const transformedOf = keptWith((_recording: Recording) => new Map<string, Transformed>())

/** The recording after the transforms. What was asked for lately is there already; a transform more is done on that.
 *  @throws UsageError where a transform cannot be done. */
export function transformed(recording: Recording, transforms: readonly string[]): Transformed {
  const of = transformedOf(recording)
  let done = transforms.length
  let result: Transformed = { recording, applied: [] }
  for (; done > 0; done--) {
    const key = JSON.stringify(transforms.slice(0, done))
    const found = of.get(key)
    if (found === undefined) continue
    // The map keeps the order in which its entries were put in: this one is now the newest.
    of.delete(key)
    of.set(key, found)
    result = found
    break
  }
  for (; done < transforms.length; done++) {
    const step = applyTransform(result.recording, parseTransform(transforms[done]!))
    const applied: readonly AppliedTransform[] = [...result.applied, step.applied]
    result = { recording: step.recording, applied }
    of.set(JSON.stringify(transforms.slice(0, done + 1)), result)
    if (of.size > KEPT) of.delete(of.keys().next().value!)
  }
  return result
}

/** What the page must know of a transformed recording, and one with a base (`compared`), besides the answers to its questions. */
export function describeTransformed(
  opened: Recording,
  compared: Recording,
  transforms: readonly string[],
): DeriveAnswer {
  const { recording: result, applied } = transformed(compared, transforms)
  const { shared } = result
  const isLonger = (name: 'sources' | 'threads') => shared[name].length > opened.shared[name].length
  return {
    applied,
    funcs: shared.funcs === opened.shared.funcs ? null : makeFuncDirectory(result),
    sources: isLonger('sources') ? Array.from(shared.sources.path, index => shared.strings[index]!) : null,
    threads: isLonger('threads') ? makeThreadDirectory(result) : null,
    compared: comparedTypes((compared.stacks ?? compared.calls ?? compared.lines)?.valueTypes ?? []),
  }
}
