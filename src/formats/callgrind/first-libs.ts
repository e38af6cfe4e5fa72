import type { SharedBuilder } from '../../model/shared-builder.ts'
import type { NameTable } from './name-table.ts'

const UNKNOWN = -1

/**
 * In which binary each name of a function stands first, for readers that tell functions apart by name alone (gprof2dot): the
 * first place where the file gives it figures or calls it. Of what is called they take the last `cob=` since the figures of
 * a function's own, whatever stood between.
 */
export class FirstLibs {
  /** Numbers of names: by function's name the binary. */
  readonly #lib = new Map<number, number>()
  #called = UNKNOWN

  /** Figures of a function's own in a binary. */
  own(lib: number): void {
    if (lib !== UNKNOWN) this.#called = lib
  }

  /** A `cob=` line. */
  setCalled(lib: number): void {
    this.#called = lib
  }

  see(name: number, lib: number): void {
    if (!this.#lib.has(name)) this.#lib.set(name, lib)
  }

  seeCalled(name: number): void {
    this.see(name, this.#called)
  }

  /** Paths by name where any of the recording's functions of that name says another; '' for none. */
  differing(names: NameTable, shared: SharedBuilder): Record<string, string> {
    const said = new Map(
      [...this.#lib].map(([name, lib]) => [names.text(name), lib === UNKNOWN ? '' : names.text(lib)]),
    )
    const found: Record<string, string> = {}
    const { name: nameOf, lib: libOf } = shared.funcs.columns
    for (let func = 0; func < shared.funcs.length; func++) {
      const name = shared.text(nameOf.get(func))
      const first = said.get(name)
      if (first === undefined) continue
      const lib = libOf.get(func)
      const path = lib === -1 ? '???' : shared.text(shared.libs.columns.path.get(lib))
      if (path !== first) found[name] = first
    }
    return found
  }
}
