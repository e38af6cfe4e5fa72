import { PairMap } from '../../base/pair-map.ts'
import { NumberMap } from './number-map.ts'

/** How a tool tells its functions apart. */
export type Identity =
  /** By name, file and binary, as they stand where the function is met. */
  | 'place'
  /** By name and file: the tool names no binary for what is called (pprof). */
  | 'file'
  /** By the number of the name: Callgrind leaves out the file of what is called where it takes it to be known, so the
   *  place of a function is what stands above its own figures. */
  | 'number'

/** Where a function stands: numbers of names, -1 unknown. Filled anew for each look-up, so that one costs no object. */
export interface Place {
  file: number
  lib: number
  /** Whether no line says the file and it is taken to be the caller's. */
  isAssumed: boolean
}

/** The functions of a file. Columns hold numbers of names. */
export class FuncTable {
  identity: Identity = 'place'
  readonly name: number[] = []
  readonly file: number[] = []
  readonly lib: number[] = []
  /** Whether a function has figures of its own; one that has none and whose file is assumed may be another's. */
  readonly isOwn: boolean[] = []
  readonly isAssumed: boolean[] = []
  readonly #byPlace = new PairMap()
  readonly #byName = new PairMap()
  readonly #byNumber = new NumberMap()

  /** The function that a `fn=` line and what stands above it name. `id` is the name's number or -1. */
  own(name: number, id: number, place: Place): number {
    const func = this.called(name, id, place)
    if (this.identity === 'number') this.file[func] = place.file
    this.lib[func] = place.lib
    this.isOwn[func] = true
    return func
  }

  /** The function that a `cfn=` line names; `place` is what the lines above it say or leave to be assumed. */
  called(name: number, id: number, place: Place): number {
    return this.identity === 'number' && id !== -1 ? this.#byId(name, id, place) : this.#bySpot(name, place)
  }

  #byId(name: number, id: number, place: Place): number {
    const known = this.#byNumber.get(id)
    if (known !== -1 && this.name[known] === name) return known
    const func = this.#add(name, place, place.lib)
    this.#byNumber.set(id, func)
    return func
  }

  #bySpot(name: number, place: Place): number {
    const { file } = place
    const lib = this.identity === 'file' ? -1 : place.lib
    let spot = this.#byPlace.get(file, lib)
    if (spot === -1) {
      spot = this.#byPlace.size
      this.#byPlace.set(file, lib, spot)
    }
    let func = this.#byName.get(name, spot)
    if (func === -1) {
      func = this.#add(name, place, lib)
      this.#byName.set(name, spot, func)
    } else if (!place.isAssumed) {
      this.isAssumed[func] = false
    }
    return func
  }

  #add(name: number, place: Place, lib: number): number {
    this.name.push(name)
    this.file.push(place.file)
    this.lib.push(lib)
    this.isOwn.push(false)
    this.isAssumed.push(place.isAssumed)
    return this.name.length - 1
  }
}
