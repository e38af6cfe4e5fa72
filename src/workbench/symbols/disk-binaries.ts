import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import type { Binaries } from '../../symbols/binaries.ts'
import { type Elf, parseElf } from '../../symbols/elf/parse-elf.ts'

const { O_RDONLY, O_NONBLOCK } = constants

/** Binaries of this machine, by their paths. Close it when done. */
export interface DiskBinaries extends Binaries {
  close(): void
}

/** The disk of this machine as a place where binaries are found; what is there once stays open. */
export function diskBinaries(): DiskBinaries {
  const opened = new Map<string, Elf | null>()
  const files: number[] = []
  return {
    find({ path }) {
      let elf = opened.get(path)
      if (elf === undefined) {
        elf = openElf(path, files)
        opened.set(path, elf)
      }
      return elf
    },
    close() {
      for (const file of files) closeSync(file)
      files.length = 0
      opened.clear()
    },
  }
}

/** A path of a recording is not to be trusted: what is no file (a pipe, a device) is not read. */
function openElf(path: string, files: number[]): Elf | null {
  let file = -1
  try {
    file = openSync(path, O_RDONLY | O_NONBLOCK)
    const stats = fstatSync(file)
    if (!stats.isFile()) throw new TypeError(`${path} is no file`)
    const { size } = stats
    const opened = file
    const elf = parseElf({
      size,
      read(offset, length) {
        const bytes = new Uint8Array(Math.max(0, Math.min(length, size - offset)))
        return bytes.subarray(0, bytes.length === 0 ? 0 : readSync(opened, bytes, 0, bytes.length, offset))
      },
    })
    files.push(file)
    return elf
  } catch {
    if (file !== -1) closeSync(file)
    return null
  }
}
