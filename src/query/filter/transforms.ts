import { compileGlob } from '../../analysis/call-graph/glob.ts'
import { measuredLines } from '../../analysis/totals/measured-lines.ts'
import { wholeOf } from '../../analysis/totals/whole.ts'
import { regionNames } from '../../analysis/transforms/region-filter.ts'
import { fullKey, tagKeys } from '../../analysis/transforms/sample-tags.ts'
import type { Transform } from '../../analysis/transforms/transform.ts'
import { hasMatch, transformRecording } from '../../analysis/transforms/transform-recording.ts'
import { UsageError } from '../../base/errors.ts'
import type { Recording } from '../../model/recording.ts'
import type { FuncIndex } from '../../model/tables.ts'
import { findFuncs } from './find-funcs.ts'
import { compilePattern } from './search-pattern.ts'
import type { WrittenTransform } from './transform-grammar.ts'

/** A transform that was done, in words. */
export interface AppliedTransform {
  /** "Focus on parse", "Hide frames that match /^lib/": for breadcrumbs. */
  readonly description: string
  /** Share of what was there before that is still there, in the default value type; NaN where that is nothing. */
  readonly kept: number
  /** What was there before and what is still there, in the unit of the default value type. */
  readonly before: number
  readonly after: number
  /** What became an estimate by it, a sentence each. */
  readonly warnings: readonly string[]
  /** False where its pattern matches nothing the recording has. */
  readonly isMatch: boolean
}

/** A recording after some transforms, and what each did. */
export interface Transformed {
  readonly recording: Recording
  readonly applied: readonly AppliedTransform[]
}

/** Does one transform after the other. O(transforms * (samples + stacks)).
 *  @throws UsageError where a function is named that the recording has not (`mustFind`, on by default), or where a
 *  recording that only has a call graph does not determine the answer. */
export function applyTransforms(
  recording: Recording,
  transforms: readonly WrittenTransform[],
  options: { readonly mustFind?: boolean } = {},
): Transformed {
  const applied: AppliedTransform[] = []
  let result = recording
  for (const written of transforms) {
    const done = applyTransform(result, written, options)
    result = done.recording
    applied.push(done.applied)
  }
  return { recording: result, applied }
}

/** Does one transform, see {@link applyTransforms}. */
export function applyTransform(
  recording: Recording,
  written: WrittenTransform,
  { mustFind = true }: { readonly mustFind?: boolean } = {},
): { readonly recording: Recording; readonly applied: AppliedTransform } {
  const transform = resolve(recording, written, mustFind)
  const result = transformRecording(recording, transform)
  const before = wholeOfDefault(recording)
  const after = wholeOfDefault(result)
  return {
    recording: result,
    applied: {
      description: describeTransform(recording, written),
      kept: before === 0 ? Number.NaN : after / before,
      before,
      after,
      warnings: result.meta.warnings.slice(recording.meta.warnings.length).map(({ message }) => message),
      isMatch: hasMatch(recording, transform),
    },
  }
}

function resolve(recording: Recording, written: WrittenTransform, mustFind: boolean): Transform {
  const find = (func: string) => resolveFunc(recording, func, mustFind)
  if (written.kind === 'region') return resolveRegion(recording, written.names, mustFind)
  if ('func' in written) return { kind: written.kind, funcs: find(written.func) }
  if ('path' in written) return { kind: written.kind, path: written.path.map(find) }
  if (mustFind && recording.stacks !== null) assertTagKeys(recording, keysOf(written))
  if ('pattern' in written) return { kind: written.kind, test: compilePattern(written.pattern) }
  return written
}

/** The keys of tags that a transform names. */
function keysOf(written: WrittenTransform): readonly string[] {
  if ('keys' in written) return written.keys
  return 'rule' in written && written.rule.key !== null ? [written.rule.key] : []
}

function assertTagKeys(recording: Recording, keys: readonly string[]): void {
  if (keys.length === 0) return
  const known = tagKeys(recording)
  const missing = keys.find(key => !known.includes(key) && !known.includes(fullKey(key)))
  if (missing === undefined) return
  throw new UsageError(
    `There are no tags "${missing}" in ${recording.meta.name}`,
    known.length === 0
      ? 'It has no tags at all'
      : `It may have: ${known.slice(0, 30).join(', ')}${known.length > 30 ? ' …' : ''}`,
  )
}

function resolveRegion(recording: Recording, names: readonly string[], mustFind: boolean): Transform {
  const tests = names.map(compileGlob)
  const known = regionNames(recording)
  const missing = names.find((name, i) => !known.includes(name) && !known.some(tests[i]!))
  if (missing !== undefined && mustFind) {
    const listed = known.slice(0, 20).join(', ')
    throw new UsageError(
      `There is no region "${missing}" in ${recording.meta.name}`,
      known.length === 0
        ? 'It has none: name some in the program with pyrometer.region(NAME)'
        : `It has ${listed}${known.length > 20 ? ' …' : ''}`,
    )
  }
  return { kind: 'region', isNamed: name => names.includes(name) || tests.some(test => test(name)) }
}

function resolveFunc(recording: Recording, text: string, mustFind: boolean): FuncIndex[] {
  const numbered = /^@(\d{1,9})$/.exec(text)
  const found =
    numbered === null
      ? findFuncs(recording, text)
      : [Number(numbered[1])].filter(func => func < recording.shared.funcs.length)
  if (found.length > 0 || !mustFind) return found
  throw new UsageError(
    `There is no function "${text}" in ${recording.meta.name}`,
    'Give a name, a glob in quotes, FILE:LINE or @NUMBER; "pyrometer report" lists the functions',
  )
}

/** What the samples weigh in the default value type, the empty stack's included; of a call graph the sum of self, of lines alone the
 *  sum of them. Of parts below zero the sizes count. */
function wholeOfDefault(recording: Recording): number {
  const { stacks, calls, lines } = recording
  if (stacks === null && calls === null && lines !== null && lines.values.length > 0)
    return measuredLines(recording, 0, 'everything').whole
  const column = stacks === null ? calls?.self[0] : stacks.weights[stacks.defaultValueType]
  return column === undefined ? 0 : wholeOf(column)
}

const PRESET_NAMES = {
  'only-my-code': 'Only my code',
  'hide-python-internals': 'Hide Python internals',
  'fold-interpreter': 'Fold the interpreter',
} as const

/** What a transform does, as a sentence begins: "Merge parse". Functions are named by the recording it is done to. */
function describeTransform(recording: Recording, written: WrittenTransform): string {
  switch (written.kind) {
    case 'focus':
      return `Focus on /${written.pattern}/`
    case 'ignore':
      return `Ignore /${written.pattern}/`
    case 'hide':
      return `Hide /${written.pattern}/`
    case 'show':
      return `Show only /${written.pattern}/`
    case 'show-from':
      return `Show from /${written.pattern}/`
    case 'prune-from':
      return `Prune from /${written.pattern}/`
    case 'tagfocus':
      return `Only tags ${written.text}`
    case 'tagignore':
      return `Without tags ${written.text}`
    case 'tagshow':
      return `Labels /${written.pattern}/`
    case 'taghide':
      return `No labels /${written.pattern}/`
    case 'tagroot':
      return `${written.keys.join(', ')} at the root`
    case 'tagleaf':
      return `${written.keys.join(', ')} at the leaf`
    case 'region':
      return `Within ${written.names.join(' or ')}`
    case 'collapse-library':
      return `Collapse ${written.name}`
    case 'preset':
      return PRESET_NAMES[written.preset]
    case 'merge-node':
      return `Merge the node ${funcName(recording, written.path.at(-1)!)}`
    case 'focus-subtree':
      return `Focus on the subtree of ${funcName(recording, written.path.at(-1)!)}`
    default:
      return `${FUNC_VERBS[written.kind]} ${funcName(recording, written.func)}`
  }
}

const FUNC_VERBS = {
  'merge-function': 'Merge',
  'focus-function': 'Focus on',
  'focus-self': 'Focus on self of',
  'drop-function': 'Drop',
  'collapse-function': 'Collapse',
  'collapse-recursion': 'Collapse recursion of',
  'collapse-direct-recursion': 'Collapse direct recursion of',
} as const

function funcName({ shared }: Recording, text: string): string {
  const number = /^@(\d{1,9})$/.exec(text)
  const name = number === null ? undefined : shared.strings[shared.funcs.name[Number(number[1])] ?? -1]
  return name ?? text
}
