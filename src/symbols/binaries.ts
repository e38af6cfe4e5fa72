import type { Elf } from './elf/parse-elf.ts'

/** A binary that a recording names. */
export interface BinaryName {
  /** Path on the machine that was measured. */
  readonly path: string
  /** In hexadecimal, null unknown. */
  readonly buildId: string | null
}

/** Where binaries are looked for: the disk, files that were dropped on a page, a server. */
export interface Binaries {
  /** The headers of the binary, its contents readable until `close`; null where there is none. Never throws. */
  find(binary: BinaryName): Elf | null
}

/** Makes names readable: `_ZN3foo3barEi` becomes `foo::bar(int)`; what is not mangled stays as it is. */
export type Demangle = (name: string) => string
