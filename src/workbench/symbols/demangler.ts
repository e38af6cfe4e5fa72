/// <reference path="./gecko-profiler-demangle.d.ts" />
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Demangle } from '../../symbols/binaries.ts'

/** Mangled names: C++ and Rust, with the underscore that some systems put before them. */
const MANGLED = /^_{1,2}[ZR]/

/** The module keeps views of its instance's memory: it must not get a second one. */
let loaded: Promise<Demangle> | null = null

/**
 * What makes names of C++ and Rust readable. A module of WebAssembly, some ms to load; where it cannot be loaded names stay
 * as they are.
 */
export function loadDemangler(): Promise<Demangle> {
  loaded ??= load()
  return loaded
}

async function load(): Promise<Demangle> {
  try {
    const demangler = await import('gecko-profiler-demangle/index_bg.js')
    const path = createRequire(import.meta.url).resolve('gecko-profiler-demangle/index_bg.wasm')
    const module = new WebAssembly.Module(readFileSync(path))
    const { exports } = new WebAssembly.Instance(module, { './index_bg.js': { ...demangler } })
    demangler.__wbg_set_wasm(exports)
    if (typeof exports.__wbindgen_start === 'function') exports.__wbindgen_start()
    return name => (MANGLED.test(name) ? readable(name, demangler.demangle_any) : name)
  } catch {
    return name => name
  }
}

/** A name that the demangler cannot stand stays as it is, also where it has only taken the underscore off. */
function readable(name: string, demangle: Demangle): string {
  try {
    const found = demangle(name)
    return found === name.slice(1) ? name : found
  } catch {
    return name
  }
}
