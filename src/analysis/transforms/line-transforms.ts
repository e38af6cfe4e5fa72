import { UsageError } from '../../base/errors.ts'
import type { LinesPart, Recording, Shared } from '../../model/recording.ts'
import { FuncKind } from '../../model/tables.ts'
import { matchFuncs } from './match-frames.ts'
import { ownSources } from './own-code.ts'
import { foldedByPreset } from './presets.ts'
import type { TextTest } from './text-test.ts'
import { isOfTags, LINE_KINDS, type Transform } from './transform.ts'

/** One byte a row of the lines: 1 where it is meant. */
type RowMask = Uint8Array

/**
 * Transforms a recording that only has figures of lines, where these determine the answer: what chooses functions, files and lines. A
 * line stands alone, as a stack of one frame does: what is hidden or folded has no caller to fall to and is left out.
 * @throws UsageError for what is about callers, callees, whole stacks and tags.
 */
export function transformLines(recording: Recording, part: LinesPart, transform: Transform): Recording {
  const { rows } = part
  const keepFuncs = (isMeant: (func: number) => boolean) =>
    keepRows(recording, part, {
      ofFuncs: isMeant,
      ofRow: row => rows.func[row] !== -1 && isMeant(rows.func[row]!),
    })
  switch (transform.kind) {
    case 'focus':
    case 'show':
      return keepMatching(recording, part, transform.test, 1)
    case 'ignore':
    case 'hide':
      return keepMatching(recording, part, transform.test, 0)
    case 'focus-function':
    case 'focus-self':
      return keepFuncs(func => transform.funcs.includes(func))
    case 'drop-function': {
      const isLeft = (func: number) => !transform.funcs.includes(func)
      return keepRows(recording, part, { ofFuncs: isLeft, ofRow: row => isLeft(rows.func[row]!) })
    }
    case 'preset': {
      const isFolded = foldedByPreset(recording, transform.preset)
      const isOwn = transform.preset === 'only-my-code' ? ownSources(recording) : null
      const ofRow = (row: number) => {
        const func = rows.func[row]!
        return func === -1 ? isOwn === null || isOwn[rows.source[row]!] === 1 : isFolded[func] === 0
      }
      return keepRows(recording, part, { ofFuncs: func => isFolded[func] === 0, ofRow })
    }
    default:
      if (isOfTags(transform)) {
        throw new UsageError(
          `${recording.meta.name} holds figures of lines: it has no samples, so none with tags for ${transform.kind}`,
          POSSIBLE,
        )
      }
      throw new UsageError(
        `${recording.meta.name} holds figures of lines, not who called whom, so ${transform.kind} cannot be told`,
        POSSIBLE,
      )
  }
}

const POSSIBLE = `What chooses functions, files and lines can: ${LINE_KINDS.join(', ')}`

/** Which rows a pattern means: where the name of the function, its source's or its binary's path, or "path:line" matches. O(rows). */
export function matchLines(shared: Shared, { rows }: LinesPart, test: TextTest): RowMask {
  const funcMatches = matchFuncs(shared, test)
  const paths = Array.from(shared.sources.path, path => shared.strings[path]!)
  const sourceMatches = Uint8Array.from(paths, path => (test(path) ? 1 : 0))
  return Uint8Array.from(rows.line, (line, row) => {
    const [func, source] = [rows.func[row]!, rows.source[row]!]
    if (func !== -1 && funcMatches[func] === 1) return 1
    if (source === -1) return 0
    return sourceMatches[source] === 1 || test(`${paths[source]}:${line}`) ? 1 : 0
  })
}

function keepMatching(recording: Recording, part: LinesPart, test: TextTest, wanted: 0 | 1): Recording {
  const isMatch = matchLines(recording.shared, part, test)
  const funcMatches = matchFuncs(recording.shared, test)
  return keepRows(recording, part, {
    ofFuncs: func => funcMatches[func] === wanted,
    ofRow: row => isMatch[row] === wanted,
  })
}

/** The recording with some rows of its lines. `ofFuncs` says which functions stay that have none: they were counted and never ran. */
function keepRows(
  recording: Recording,
  { valueTypes, rows, values, ...more }: LinesPart,
  is: { readonly ofFuncs: (func: number) => boolean; readonly ofRow: (row: number) => boolean },
): Recording {
  const kept = Array.from(rows.line.keys()).filter(is.ofRow)
  const ints = (column: Int32Array) => Int32Array.from(kept, row => column[row]!)
  const floats = (column: Float64Array) => Float64Array.from(kept, row => column[row]!)
  const { called } = more
  return {
    ...recording,
    shared: withoutFuncs(recording.shared, { rows: rows.func, kept, ofFuncs: is.ofFuncs }),
    lines: {
      valueTypes,
      rows: {
        length: kept.length,
        source: ints(rows.source),
        line: ints(rows.line),
        func: ints(rows.func),
        hits: floats(rows.hits),
      },
      values: values.map(floats),
      ...(called === undefined ? {} : { called: called.map(floats) }),
    },
  }
}

/** Functions that are left out are no code any more, or they would be listed as such that never ran. Indexes stay. */
function withoutFuncs(
  shared: Shared,
  { rows, kept, ofFuncs }: { rows: Int32Array; kept: readonly number[]; ofFuncs: (func: number) => boolean },
): Shared {
  const [hadRows, hasRows] = [new Uint8Array(shared.funcs.length), new Uint8Array(shared.funcs.length)]
  for (const func of rows) if (func !== -1) hadRows[func] = 1
  for (const row of kept) if (rows[row] !== -1) hasRows[rows[row]!] = 1
  const kind = shared.funcs.kind.map((own, func) => {
    const isLeft = hadRows[func] === 1 ? hasRows[func] === 1 : ofFuncs(func)
    return isLeft ? own : FuncKind.marker
  })
  return { ...shared, funcs: { ...shared.funcs, kind } }
}
