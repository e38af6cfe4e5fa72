import { PRESETS, type Preset } from '../../analysis/transforms/presets.ts'
import type { TagRange, TagRule } from '../../analysis/transforms/tag-rules.ts'
import { scaleTo } from '../../analysis/transforms/tag-units.ts'
import type {
  FuncKindOfTransform,
  PathKind,
  PatternKind,
  TagRuleKind,
} from '../../analysis/transforms/transform.ts'
import { UsageError } from '../../base/errors.ts'
import { compilePattern } from './search-pattern.ts'
import { splitSteps } from './written-steps.ts'

/** A transform as it is written: functions are still names or numbers. */
export type WrittenTransform =
  | { readonly kind: PatternKind | 'tagshow' | 'taghide'; readonly pattern: string }
  | { readonly kind: TagRuleKind; readonly text: string; readonly rule: TagRule }
  | { readonly kind: 'tagroot' | 'tagleaf'; readonly keys: readonly string[] }
  | { readonly kind: FuncKindOfTransform; readonly func: string }
  | { readonly kind: PathKind; readonly path: readonly string[] }
  | { readonly kind: 'collapse-library'; readonly name: string }
  | { readonly kind: 'preset'; readonly preset: Preset }
  | { readonly kind: 'region'; readonly names: readonly string[] }

/** Every transform by its name, with what stands after the colon. The order is that of the help. */
const TRANSFORM_NAMES = {
  region: 'NAMES',
  focus: 'REGEX',
  ignore: 'REGEX',
  hide: 'REGEX',
  show: 'REGEX',
  'show-from': 'REGEX',
  'prune-from': 'REGEX',
  tagfocus: 'RULE',
  tagignore: 'RULE',
  tagshow: 'REGEX',
  taghide: 'REGEX',
  tagroot: 'KEYS',
  tagleaf: 'KEYS',
  'merge-function': 'FUNCTION',
  'merge-node': 'PATH',
  'focus-function': 'FUNCTION',
  'focus-subtree': 'PATH',
  'focus-self': 'FUNCTION',
  'drop-function': 'FUNCTION',
  'collapse-function': 'FUNCTION',
  'collapse-library': 'LIBRARY',
  'collapse-recursion': 'FUNCTION',
  'collapse-direct-recursion': 'FUNCTION',
  preset: 'PRESET',
} as const

type TransformName = keyof typeof TRANSFORM_NAMES

/**
 * Reads a transform as it is written on the command line and in an address: `NAME:ARGUMENT`.
 *
 * REGEX is found anywhere in the name of a function, of its file or of its binary; `(?i)` at its start ignores case.
 * FUNCTION is a name, the end of a qualified name, a glob, `file:line`, or `@N` for row N of the recording's functions.
 * PATH is functions from the root, separated by `;` (`\;` is a semicolon of a name).
 * NAMES are those of spans that the program named, or globs of such, separated by `;`: what ran within any of them.
 * RULE is `REGEX`, `KEY=REGEX`, or a range `128kb:512kb`, `:1s`, `KEY=2:`; regular expressions are separated by commas.
 * KEYS are names of labels, separated by commas. LIBRARY is a package or a binary. PRESET is one of {@link PRESETS}.
 * @throws UsageError that names what is allowed, or what is wrong with the regular expression.
 */
export function parseTransform(text: string): WrittenTransform {
  const colon = text.indexOf(':')
  const name = colon === -1 ? text : text.slice(0, colon)
  const argument = colon === -1 ? '' : text.slice(colon + 1)
  if (!isTransformName(name)) {
    throw new UsageError(`There is no transform "${name}"`, `Write NAME:ARGUMENT: ${listed()}`)
  }
  if (argument.trim() === '') {
    throw new UsageError(`The transform ${name} says nothing`, `Write ${name}:${TRANSFORM_NAMES[name]}`)
  }
  switch (name) {
    case 'tagfocus':
    case 'tagignore':
      return { kind: name, text: argument, rule: parseTagRule(name, argument) }
    case 'tagroot':
    case 'tagleaf':
      return { kind: name, keys: argument.split(',').filter(key => key !== '') }
    case 'region':
      return { kind: name, names: splitSteps(argument) }
    case 'merge-node':
    case 'focus-subtree':
      return { kind: name, path: splitSteps(argument) }
    case 'collapse-library':
      return { kind: name, name: argument }
    case 'preset':
      return { kind: name, preset: parsePreset(argument) }
    case 'merge-function':
    case 'focus-function':
    case 'focus-self':
    case 'drop-function':
    case 'collapse-function':
    case 'collapse-recursion':
    case 'collapse-direct-recursion':
      return { kind: name, func: argument }
    default:
      compileNamed(name, argument)
      return { kind: name, pattern: argument }
  }
}

function isTransformName(name: string): name is TransformName {
  return Object.hasOwn(TRANSFORM_NAMES, name)
}

function listed(): string {
  return Object.entries(TRANSFORM_NAMES)
    .map(([name, argument]) => `${name}:${argument}`)
    .join(', ')
}

function parsePreset(text: string): Preset {
  const preset = PRESETS.find(known => known === text)
  if (preset !== undefined) return preset
  throw new UsageError(`There is no preset "${text}"`, `Presets: ${PRESETS.join(', ')}`)
}

function compileNamed(name: string, pattern: string): (text: string) => boolean {
  try {
    return compilePattern(pattern)
  } catch (error) {
    if (error instanceof UsageError) error.message = `${name}: ${error.message}`
    throw error
  }
}

function parseTagRule(name: string, text: string): TagRule {
  const equals = text.indexOf('=')
  // A rule without a key before its sign is about all of them.
  const key = equals < 1 ? null : text.slice(0, equals)
  const value = equals === -1 ? text : text.slice(equals + 1)
  const range = parseRange(value)
  if (range !== null) return { kind: 'range', key, range }
  return { kind: 'texts', key, tests: value.split(',').map(pattern => compileNamed(name, pattern)) }
}

/** "32kb", ":64kb", "4mb:", "12kb:64mb"; null for anything else, which is a regular expression. */
function parseRange(text: string): TagRange | null {
  const number = String.raw`([+-]?\d+)([A-Za-z]*)`
  const one = text.match(new RegExp(`^(:?)${number}(:?)$`))
  if (one !== null && !(one[1] === ':' && one[4] === ':')) {
    const value = Number(one[2])
    return {
      low: one[1] === ':' ? Number.NEGATIVE_INFINITY : value,
      high: one[4] === ':' ? Number.POSITIVE_INFINITY : value,
      unit: one[3]!,
    }
  }
  const two = text.match(new RegExp(`^${number}:${number}$`))
  if (two === null) return null
  return rangeBetween({ value: Number(two[1]), unit: two[2]! }, { value: Number(two[3]), unit: two[4]! })
}

/** Null where the two do not measure the same. */
function rangeBetween(
  from: { readonly value: number; readonly unit: string },
  to: { readonly value: number; readonly unit: string },
): TagRange | null {
  const low = scaleTo(from.value, from.unit, from.unit)
  const high = scaleTo(to.value, to.unit, low.unit)
  return low.unit === high.unit ? { low: from.value, high: high.value, unit: from.unit } : null
}
