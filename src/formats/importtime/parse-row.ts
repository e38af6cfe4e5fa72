/** One import. */
export interface Row {
  readonly name: string
  /** Microseconds of the module's own; NaN where it had been imported before. */
  readonly self: number
  /** How many imports it lies in; -1 where that cannot be told. */
  readonly depth: number
}

const ROW = /^[ \t]*import time:\s+(\d{1,15}|cached)\s*\|\s*(?:\d{1,15}|cached)\s*\| ( *)(.*)$/
const HEADER = /^[ \t]*import time:\s+self \[us\]/

/** Whether a line is the header, with which each process begins. */
export function isHeader(line: string): boolean {
  return HEADER.test(line)
}

/**
 * The import that a line tells of, null when it is none. Two spaces stand for each import around it. Names of modules that
 * had been imported before are padded to that width instead (3.14 and 3.15), so that only short ones tell their depth.
 */
export function parseRow(line: string): Row | null {
  const match = ROW.exec(line.trimEnd())
  if (match === null) return null
  const [, self = '', indent = '', name = ''] = match
  if (self !== 'cached') return { name, self: Number(self), depth: indent.length >> 1 }
  const depth = indent === '' ? -1 : (indent.length + name.length) >> 1
  return { name, self: Number.NaN, depth }
}
