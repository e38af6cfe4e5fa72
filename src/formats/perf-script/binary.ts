import { FuncKind } from '../../model/tables.ts'

const KERNEL = /^\[(?:guest\.)?kernel|(?:^|\/)vmlinux|\.ko(?:\.(?:gz|xz|zst))?$|^\[bpf/
/** Mappings in brackets that are not modules of the kernel. */
const NO_MODULE = /^\[(?:unknown|vdso|vsyscall|heap|stack|anon|uprobes|vectors|sigpage|vvar|jit|JIT)/
/** Where programs that compile at run time write their symbols. */
const JIT_MAP = /\/perf-\d+\.map$|\/jitted-\d+-|^\[JIT\]|\bdalvik-jit/
const JAVASCRIPT = /^(?:LazyCompile|Function|JS|Script|Eval|RegExp):/

/** The name and file that a symbol says besides its text. */
export interface SymbolParts {
  readonly name: string
  readonly systemName?: string
  readonly file?: string
  readonly kind: number
}

/** Whether a binary holds code compiled at run time. */
function isJitMap(binary: string): boolean {
  return JIT_MAP.test(binary)
}

/** What kind of code a symbol of a binary is. `py::name:file` is how CPython's perf trampolines name functions. */
export function partsOfSymbol(symbol: string, binary: string): SymbolParts {
  if (KERNEL.test(binary) || (/^\[[^\]]+\]$/.test(binary) && !NO_MODULE.test(binary))) {
    return { name: symbol, kind: FuncKind.kernel }
  }
  if (symbol.startsWith('py::')) {
    const colon = symbol.indexOf(':', 4)
    if (colon > 4 && colon < symbol.length - 1) {
      const [name, file] = [symbol.slice(4, colon), symbol.slice(colon + 1)]
      return { name, file, systemName: symbol, kind: FuncKind.python }
    }
  }
  if (isJitMap(binary)) {
    return { name: symbol, kind: JAVASCRIPT.test(symbol) ? FuncKind.javascript : FuncKind.unknown }
  }
  return { name: symbol, kind: binary === '' || binary === '[unknown]' ? FuncKind.unknown : FuncKind.native }
}

/** Frames of one symbol: `a->b->c` is how Java's agents for perf write that c was inlined into b and b into a. */
export function splitInlined(symbol: string, binary: string): readonly string[] {
  if (!symbol.includes('->') || symbol.includes('operator->') || !isJitMap(binary)) return [symbol]
  const parts = symbol.split('->').filter(part => part !== '')
  return parts.length === 0 ? [symbol] : parts
}
