import { closeSync, fstatSync, openSync, readSync } from 'node:fs'
import type { ElfSource } from '../../../symbols/elf/elf-source.ts'
import type { Elf } from '../../../symbols/elf/parse-elf.ts'
import { parseElf } from '../../../symbols/elf/parse-elf.ts'
import type { Mapping } from './mappings.ts'

/** A binary of the target that is open for reading; close it when done. */
export interface BinaryFile {
  readonly elf: Elf
  close(): void
}

/**
 * Opens a mapped file as the target sees it: through its root (containers), through /proc/PID/exe when it is the
 * executable, and through /proc/PID/map_files when it was deleted. Null when none can be read or it is no ELF file.
 */
export function openMappedBinary(pid: number, mapping: Mapping, isExecutable: boolean): BinaryFile | null {
  const range = `${mapping.start.toString(16)}-${mapping.end.toString(16)}`
  const paths = [
    ...(isExecutable ? [`/proc/${pid}/exe`] : []),
    ...(mapping.isDeleted ? [] : [`/proc/${pid}/root${mapping.path}`]),
    `/proc/${pid}/map_files/${range}`,
  ]
  for (const path of paths) {
    const file = openElf(path)
    if (file !== null) return file
  }
  return null
}

function openElf(path: string): BinaryFile | null {
  let fd = -1
  try {
    fd = openSync(path, 'r')
    const opened = fd
    return { elf: parseElf(sourceOf(opened)), close: () => closeSync(opened) }
  } catch {
    if (fd >= 0) closeSync(fd)
    return null
  }
}

function sourceOf(fd: number): ElfSource {
  return {
    size: fstatSync(fd).size,
    read: (offset, length) => {
      const bytes = new Uint8Array(length)
      return bytes.subarray(0, readSync(fd, bytes, 0, length, offset))
    },
  }
}
