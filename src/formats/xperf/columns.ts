import { FormatError } from '../../base/errors.ts'

/** Where the columns stand; -1 where there is none. */
export interface XperfColumns {
  readonly count: number
  readonly stack: number
  readonly module: number
  readonly func: number
  readonly processName: number
  readonly process: number
  readonly thread: number
  readonly weight: number
  /** Milliseconds in one of the weight's unit. */
  readonly weightScale: number
  readonly samples: number
  readonly time: number
}

/** @throws FormatError when there is no column of stacks or none of weights. */
export function xperfColumns(header: readonly string[]): XperfColumns {
  const find = (name: RegExp) => header.findIndex(cell => name.test(cell))
  const weight = find(/^Weight\b/)
  const unit = /\((\S+)\)/.exec(header[weight] ?? '')?.[1] ?? 'ms'
  const columns = {
    count: header.length,
    stack: find(/^Stack$/),
    module: find(/^Module$/),
    func: find(/^Function$/),
    processName: find(/^Process Name$/),
    process: find(/^Process$/),
    thread: find(/^Thread ID$/),
    weight,
    weightScale: unit === 's' ? 1000 : /^[uµ]s$/.test(unit) ? 1e-3 : unit === 'ns' ? 1e-6 : 1,
    samples: find(/^Count\b/),
    time: find(/^Time ?Stamp\b/i),
  }
  if (columns.stack === -1 || (weight === -1 && columns.samples === -1)) {
    throw new FormatError('xperf', 'expected columns Stack and Weight or Count', { line: 1 })
  }
  return columns
}

/**
 * The cells of a row that has more commas than its header: names of C++ have some. Those left of the stack and right of the
 * function count from their ends; between them the stack must end as module and function say. Null when nothing fits.
 */
export function rejoinCells(pieces: readonly string[], columns: XperfColumns): string[] | null {
  const { stack, module, func, count } = columns
  const extra = pieces.length - count
  if (module !== stack + 1 || func !== stack + 2 || extra > 1000) return null
  const left = pieces.slice(0, stack)
  const right = pieces.slice(pieces.length - (count - func - 1))
  const middle = pieces.slice(stack, pieces.length - right.length)
  for (let end = 1; end < middle.length - 1; end++) {
    const [path, image, name] = [middle.slice(0, end), middle[end]!, middle.slice(end + 1)].map(part =>
      typeof part === 'string' ? part : part.join(','),
    )
    if (path!.endsWith(`${image!.trim()}!${name!.trim()}`)) return [...left, path!, image!, name!, ...right]
  }
  return null
}
