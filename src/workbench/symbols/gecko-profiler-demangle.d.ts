/** The module behind gecko-profiler-demangle's entry, which Node.js 20 cannot load: it imports WebAssembly. */
declare module 'gecko-profiler-demangle/index_bg.js' {
  /** Takes what the instance exports, before anything else is called. */
  export function __wbg_set_wasm(exported: object): void
  export function __wbindgen_init_externref_table(): void
  /** The readable name, or the given one where it is not mangled. */
  export function demangle_any(name: string): string
}

/** What is used of WebAssembly: Node's types leave it to the page's. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array)
  }
  class Instance {
    constructor(module: Module, imports: Readonly<Record<string, object>>)
    readonly exports: Readonly<Record<string, unknown>>
  }
}
