import type { Unit } from '../../base/units.ts'
import type { ValueType } from '../../model/recording.ts'

/** A figure of allocation sites. */
export interface DhatColumn {
  /** Its name in the file. */
  readonly key: string
  readonly type: ValueType
  readonly scale: number
}

/** What a file says about its figures. */
export interface DhatKind {
  readonly hasLifetimes: boolean
  readonly hasAccesses: boolean
  /** "Allocated", "Copied", "Occurred". */
  readonly verb: string
  /** What it counts: "bytes", "units". */
  readonly bytes: string
  /** "blocks", "events"; null where the file leaves it out. */
  readonly blocks: string | null
}

/** The figures that a file of a kind has. `peak` is the moment when most memory was in use in all, `in-use` the end; `site-peak` each site's
 *  own, so that these do not add up. */
export function dhatColumns(
  kind: DhatKind,
  time: { readonly unit: Unit; readonly scale: number },
): DhatColumn[] {
  const verb = kind.verb.toLowerCase()
  const bytes = kind.bytes === 'bytes' ? 'bytes' : 'count'
  const objects = kind.blocks ?? (verb === 'allocated' ? 'objects' : 'blocks')
  const column = (
    key: string,
    name: string,
    unit: Unit,
    of: ValueType['kind'] = 'sum',
    scale = 1,
  ): DhatColumn => ({
    key,
    type: { name, unit, kind: of, precision: 'exact' },
    scale,
  })
  return [
    column('tb', `${verb} ${kind.bytes}`, bytes),
    column('tbk', `${verb} ${objects}`, 'count'),
    ...(kind.hasLifetimes
      ? [
          column('gb', `peak ${kind.bytes}`, bytes, 'snapshot'),
          column('gbk', `peak ${objects}`, 'count', 'snapshot'),
          column('eb', `in-use ${kind.bytes}`, bytes, 'snapshot'),
          column('ebk', `in-use ${objects}`, 'count', 'snapshot'),
          column('mb', `site-peak ${kind.bytes}`, bytes, 'snapshot'),
          column('mbk', `site-peak ${objects}`, 'count', 'snapshot'),
          column('tl', 'lifetime', time.unit, 'sum', time.scale),
        ]
      : []),
    ...(kind.hasAccesses
      ? [column('rb', 'read bytes', 'bytes'), column('wb', 'written bytes', 'bytes')]
      : []),
  ]
}
