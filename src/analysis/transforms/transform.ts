import type { FuncIndex } from '../../model/tables.ts'
import type { Preset } from './presets.ts'
import type { TagRule } from './tag-rules.ts'
import type { TextTest } from './text-test.ts'

/** Filters by what stands in a stack. Source: pprof 2026-09, profile/filter.go and prune.go. */
export type PatternKind = 'focus' | 'ignore' | 'hide' | 'show' | 'show-from' | 'prune-from'
/** Filters by labels, threads and processes. Source: pprof 2026-09, internal/driver/driver_focus.go. */
export type TagRuleKind = 'tagfocus' | 'tagignore'
/** Transforms of functions. Source: the Firefox Profiler, docs-developer/transforms.md. */
export type FuncKindOfTransform =
  | 'merge-function'
  | 'focus-function'
  | 'focus-self'
  | 'drop-function'
  | 'collapse-function'
  | 'collapse-recursion'
  | 'collapse-direct-recursion'
/** Kinds that choose functions, files and lines, and so are known of lines alone, too. */
export const LINE_KINDS = [
  'focus',
  'ignore',
  'hide',
  'show',
  'focus-function',
  'focus-self',
  'drop-function',
  'preset',
] as const satisfies readonly Transform['kind'][]

/** Whether a kind is one of {@link LINE_KINDS}. */
export function isOfLines(kind: string): kind is (typeof LINE_KINDS)[number] {
  return LINE_KINDS.some(known => known === kind)
}

/** Transforms of one call node: a path of functions from a root. */
export type PathKind = 'merge-node' | 'focus-subtree'

/**
 * One change of a recording's stacks, ready to be done: patterns are tests, functions are rows of `shared.funcs`. Where
 * several funcs stand for one name each of them is meant.
 */
export type Transform =
  | { readonly kind: PatternKind; readonly test: TextTest }
  | { readonly kind: TagRuleKind; readonly rule: TagRule }
  /** What ran within spans (`marks`) of names that pass. */
  | { readonly kind: 'region'; readonly isNamed: TextTest }
  /** Which labels are kept, by their key. */
  | { readonly kind: 'tagshow' | 'taghide'; readonly test: TextTest }
  /** Labels as frames: at the root the first key is outermost, at the leaf the last key is innermost. */
  | { readonly kind: 'tagroot' | 'tagleaf'; readonly keys: readonly string[] }
  | { readonly kind: FuncKindOfTransform; readonly funcs: readonly FuncIndex[] }
  /** Each step of the path may be any of some funcs of one name. */
  | { readonly kind: PathKind; readonly path: readonly (readonly FuncIndex[])[] }
  /** The name of a library or package, as {@link packageOfFunc} says it. */
  | { readonly kind: 'collapse-library'; readonly name: string }
  | { readonly kind: 'preset'; readonly preset: Preset }

/** Whether a transform is about samples' tags, which only stacks have. */
export function isOfTags({ kind }: Pick<Transform, 'kind'>): boolean {
  return kind.startsWith('tag')
}
