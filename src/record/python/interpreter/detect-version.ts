import { basename } from 'node:path'
import type { InterpreterBinary } from './find-interpreter.ts'
import type { ProcessMemory } from './memory.ts'

/** First bytes of `_Py_DebugOffsets` (3.13 and newer). */
const COOKIE = 'xdebugpy'
const LEVELS: Readonly<Record<number, string>> = { 10: 'a', 11: 'b', 12: 'rc' }
/** What Py_GetVersion() left in its static buffer: "3.9.18 (main, …) \n[GCC …]". */
const BANNER = /(?:^|\0)([23]\.\d{1,2}\.\d{1,3}(?:(?:a|b|rc)\d+)?\+?) \([^\0]{0,120}\) ?\n?\[/
const MAX_SCAN = 8 * 1024 * 1024

/** A version as PY_VERSION_HEX packs it ("3.15.0b4"): major, minor, patch a byte each, then level and serial. */
export function formatVersion(hex: number): string {
  const level = LEVELS[(hex >>> 4) & 15]
  const base = `${hex >>> 24}.${(hex >>> 16) & 255}.${(hex >>> 8) & 255}`
  return level === undefined ? base : `${base}${level}${hex & 15}`
}

/** Address of `_PyRuntime`, or null (3.6 and older have none). */
export function findRuntime(binary: InterpreterBinary): number | null {
  return binary.symbols.get('_PyRuntime') ?? binary.runtimeSection?.address ?? null
}

/**
 * The interpreter's version ("3.12.1"), null unknown: from the table of offsets at the start of `_PyRuntime` (3.13+),
 * from the constant `Py_Version` (3.11+), from the text that Py_GetVersion() keeps in .bss, else from a file name, which
 * gives a release without its patch ("3.9").
 */
export function detectVersion(memory: ProcessMemory, binary: InterpreterBinary): string | null {
  const runtime = findRuntime(binary)
  const head = runtime === null ? null : memory.bytes(runtime, 16)
  if (head !== null && new TextDecoder('latin1').decode(head.subarray(0, 8)) === COOKIE) {
    return formatVersion(new DataView(head.buffer).getUint32(8, true))
  }
  const constant = binary.symbols.get('Py_Version')
  if (constant !== undefined) {
    const hex = memory.u32(constant)
    if (hex >>> 24 === 3) return formatVersion(hex)
  }
  return detectBanner(memory, binary) ?? detectFileName(binary)
}

function detectBanner(memory: ProcessMemory, binary: InterpreterBinary): string | null {
  for (const range of binary.variables) {
    const bytes = memory.bytes(range.address, Math.min(range.size, MAX_SCAN))
    const match = bytes === null ? null : BANNER.exec(new TextDecoder('latin1').decode(bytes))
    if (match !== null) return match[1]!
  }
  return null
}

function detectFileName(binary: InterpreterBinary): string | null {
  for (const path of [binary.path, binary.executable]) {
    const match = /python(\d\.\d+)/.exec(basename(path))
    if (match !== null) return match[1]!
  }
  return null
}
