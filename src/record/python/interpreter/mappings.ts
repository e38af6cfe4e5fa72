import { readFileSync } from 'node:fs'

/** One line of /proc/PID/maps. */
export interface Mapping {
  readonly start: number
  readonly end: number
  readonly isReadable: boolean
  readonly isWritable: boolean
  readonly isExecutable: boolean
  /** Offset in the file of the first byte. */
  readonly offset: number
  /** Inode, 0 for memory without a file. */
  readonly inode: number
  /** Path as the target sees it, without the " (deleted)" that marks a removed file; '' without a file. */
  readonly path: string
  readonly isDeleted: boolean
}

const LINE = /^([0-9a-f]+)-([0-9a-f]+) (...)\S? ([0-9a-f]+) \S+ (\d+)\s*(.*)$/
const DELETED = ' (deleted)'

/** Parses the text of /proc/PID/maps; lines that do not fit are left out. Source: proc_pid_maps(5). */
export function parseMappings(text: string): Mapping[] {
  const mappings: Mapping[] = []
  for (const line of text.split('\n')) {
    const match = LINE.exec(line)
    if (match === null) continue
    const [, start = '', end = '', flags = '', offset = '', inode = '', path = ''] = match
    const isDeleted = path!.endsWith(DELETED)
    mappings.push({
      start: Number.parseInt(start!, 16),
      end: Number.parseInt(end!, 16),
      isReadable: flags![0] === 'r',
      isWritable: flags![1] === 'w',
      isExecutable: flags![2] === 'x',
      offset: Number.parseInt(offset!, 16),
      inode: Number(inode),
      path: isDeleted ? path!.slice(0, -DELETED.length) : path!,
      isDeleted,
    })
  }
  return mappings
}

/** The memory map of a process. @throws the system's error when it cannot be read. */
export function readMappings(pid: number): Mapping[] {
  return parseMappings(readFileSync(`/proc/${pid}/maps`, 'latin1'))
}

/** Whether [address, address + length) lies in one readable mapping. O(mappings). */
export function isMapped(mappings: readonly Mapping[], address: number, length: number): boolean {
  return mappings.some(map => map.isReadable && address >= map.start && address + length <= map.end)
}
